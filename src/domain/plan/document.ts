import type { CampaignRules } from '../campaign/rules.ts';
import { canonicalJson, type Json, type Sha256 } from '../canonical.ts';
import type { EditionId, JourneyId, TenantId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { StratumDimension } from '../waves/strata.ts';
import type { Prediction } from './prediction.ts';
import type { ExcludedHost, PlannedWave } from './waves.ts';

/** What a campaign will do, as a document. It is applied exactly so, or not at all: the digest binds it. */
export interface PlanBody {
  readonly schema: 'changeguard.plan/2';
  readonly tenantId: TenantId;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  readonly name: string;
  /** The digest of the plan whose campaign it joins as a late wave; absent in a plan that begins a campaign of its own. */
  readonly joins?: string | undefined;
  readonly author: string;
  readonly createdAt: Instant;
  readonly selector: string;
  /** What made hosts alike when the canary was chosen, and by which failures are counted. */
  readonly strata: readonly StratumDimension[];
  readonly waves: readonly PlannedWave[];
  readonly excluded: readonly ExcludedHost[];
  readonly rules: CampaignRules;
  /** As of when the plan was made. It is part of the digest: what somebody approves is also what it was said to do. */
  readonly prediction: Prediction;
  readonly channel: 'graph' | 'portal';
  /** Which evidence a start demands. */
  readonly demand: 'service' | 'host';
}

export interface Plan extends PlanBody {
  readonly digest: string;
}

/** SHA-256 over the canonical JSON of everything but the digest itself. */
export function planDigest(body: PlanBody, sha256: Sha256): string {
  const { digest: _digest, ...rest } = body as PlanBody & { digest?: string };
  return sha256(canonicalJson(rest as unknown as Json));
}

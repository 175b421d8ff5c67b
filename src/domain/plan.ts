import { canonicalJson, type Json, type Sha256 } from './canonical.ts';
import type { CampaignId, EditionId, HostId, JourneyId, TenantId } from './ids.ts';
import type { Instant } from './time.ts';

/** A host in a plan: its name is frozen with it, so that a person can read the document. */
export interface PlannedHost {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
}

/** Why a selected host is not in any wave. */
export interface ExcludedHost extends PlannedHost {
  readonly reason: string;
  readonly detail: string;
}

export interface PlannedWave {
  readonly name: string;
  readonly hosts: readonly PlannedHost[];
}

/** What a campaign will do, as a document. It is applied exactly so, or not at all: the digest binds it. */
export interface PlanBody {
  readonly schema: 'changeguard.plan/1';
  readonly tenantId: TenantId;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  readonly name: string;
  readonly author: string;
  readonly createdAt: Instant;
  readonly selector: string;
  readonly waves: readonly PlannedWave[];
  readonly excluded: readonly ExcludedHost[];
  /** How many servers may be in flight at once. */
  readonly cap: number;
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

type CampaignState = 'running' | 'shadow' | 'finished' | 'stopped';

export interface Campaign {
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId;
  readonly name: string;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  readonly state: CampaignState;
  readonly plan: Plan;
  readonly cap: number;
  /** How many of its moves occupy a slot now. */
  readonly inFlight: number;
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** Whether a campaign of which no move is active has nothing left to do: no slot is held, and there was something to do. */
export function isOver(campaign: Campaign, counts: Readonly<Record<string, number>>): boolean {
  const moves = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return moves > 0 && campaign.inFlight === 0;
}

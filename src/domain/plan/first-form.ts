import { defaultRules } from '../campaign/default-rules.ts';
import type { EditionId, HostId, JourneyId, TenantId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { Plan } from './document.ts';

/** A plan as it was before there were waves and rules. Campaigns that were begun by one go on. */
export interface FirstForm {
  readonly schema: 'changeguard.plan/1';
  readonly tenantId: TenantId;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  readonly name: string;
  readonly author: string;
  readonly createdAt: Instant;
  readonly selector: string;
  readonly waves: readonly { readonly name: string; readonly hosts: readonly FirstHost[] }[];
  readonly excluded: readonly (FirstHost & { readonly reason: string; readonly detail: string })[];
  readonly cap: number;
  readonly channel: 'graph' | 'portal';
  readonly demand: 'service' | 'host';
  readonly digest: string;
}

interface FirstHost {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
}

/** Failures did not stop such a campaign: it is not held to what nobody had said when it was begun. The floor holds for everything (I1). */
const noBudget = 1_000_000;

/** The same campaign in the form of today; its digest stays the one that was applied. */
export function fromFirstForm(plan: FirstForm): Plan {
  const { cap, waves, excluded, schema: _schema, ...rest } = plan;
  return {
    ...rest,
    schema: 'changeguard.plan/2',
    strata: [],
    waves: waves.map(({ name, hosts }) => ({
      name,
      isCanary: false,
      hosts: hosts.map((host) => ({ ...host, domain: '', stratum: 'all' })),
    })),
    excluded: excluded.map((host) => ({ ...host, domain: '' })),
    rules: {
      ...defaultRules,
      caps: { ...defaultRules.caps, inFlight: cap },
      budget: { failures: noBudget, perStratum: null },
    },
    prediction: { asOf: plan.createdAt, waves: [] },
  };
}

import { carryOutSteering } from './carry-out.ts';
import type { EngineContext } from './context.ts';
import { judgeGates } from './judge-gates.ts';
import { keepBudgets } from './keep-budget.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import { keepPortalStarts } from './portal-starts.ts';
import type { Reading, Tenant } from './ports/store.ts';
import { keepStartDecisions } from './start-decisions.ts';

/**
 * Holds what has failed too often, opens the next wave where a gate passed, asks before what cannot be undone, takes back what may not be pressed any more, and does what people decided, for every campaign that is not over.
 * @returns how much changed; what was read before is then out of date.
 */
export async function steerCampaigns(
  context: EngineContext,
  tenant: Tenant,
  { known, readings }: { readonly known: KnownCampaigns; readonly readings: readonly Reading[] },
): Promise<number> {
  const tripped = await keepBudgets(context, tenant, known, readings);
  const held = tripped === 0 ? known.campaigns : await context.store.campaigns(tenant.tenantId);
  const judged = await judgeGates(context, tenant, held, readings);
  const now = judged === 0 ? held : await context.store.campaigns(tenant.tenantId);
  const decided = await keepStartDecisions(context, tenant, now);
  const steered = decided === 0 ? now : await context.store.campaigns(tenant.tenantId);
  const kept = await keepPortalStarts(context, tenant, steered, known.alarms);
  return tripped + judged + decided + kept + (await carryOutSteering(context, tenant, steered));
}

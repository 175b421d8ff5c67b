import { judgeApprovals } from '../../domain/campaign/approval.ts';
import type { Instant } from '../../domain/time.ts';
import type { EngineContext } from '../context.ts';
import type { StandingOutcome } from '../ports/outcomes.ts';
import type { StandingRow, Tenant } from '../ports/store.ts';
import { classOf, shownAt } from '../start-view.ts';

/** How each of these tenants stands: those with the nearest deadline first, then those that need somebody. */
export async function standings(
  context: EngineContext,
  tenants: readonly Tenant[],
): Promise<readonly StandingOutcome[]> {
  const asked = await Promise.all(
    tenants.map(async ({ tenantId }) => {
      const now = context.clocks.tenantNow(tenantId);
      return { tenantId, now, seenSince: shownAt(await context.store.readings(tenantId), now).seenSince };
    }),
  );
  const rows = await context.store.standings(asked);
  return tenants
    .flatMap((tenant, at) => {
      const row = rows.find(({ tenantId }) => tenantId === tenant.tenantId);
      return row === undefined ? [] : [standingOf(tenant, row, asked[at]?.now ?? 0)];
    })
    .sort((a, b) => dueOf(a) - dueOf(b) || b.needs - a.needs || (a.tenant.name < b.tenant.name ? -1 : 1));
}

function dueOf({ dueAt, now }: StandingOutcome): number {
  return dueAt === null ? Number.POSITIVE_INFINITY : dueAt - now;
}

function standingOf(tenant: Tenant, row: StandingRow, now: Instant): StandingOutcome {
  const dues = [row.taskDueAt, row.moveDueAt].filter((at) => at !== null);
  const count = { servers: 0, protected: 0, unprotected: 0, unknown: 0 };
  for (const said of row.protection) {
    count.servers += said.hosts;
    count[classOf(said)] += said.hosts - said.inFlight;
  }
  return {
    tenant,
    now,
    needs: row.openTasks + row.listsInTrouble + row.campaignsInNeed + row.plans.filter(isWaiting(now)).length,
    listsInTrouble: row.listsInTrouble,
    servers: count.servers,
    protected: count.protected,
    unknown: count.unknown,
    inFlight: row.inFlight,
    campaigns: row.campaigns,
    dueAt: dues.length === 0 ? null : Math.min(...dues),
  };
}

/** Whether somebody is asked to approve it. */
function isWaiting(now: Instant) {
  return ({ plan, approvals }: StandingRow['plans'][number]): boolean => {
    const authors = [plan.author, plan.savedBy];
    const { kind } = judgeApprovals(plan.demand, { digest: plan.digest, authors }, approvals, now, 1);
    return kind === 'missing' || kind === 'expired';
  };
}

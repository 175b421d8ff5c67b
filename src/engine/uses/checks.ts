import type { HostId, TenantId } from '../../domain/ids.ts';
import type { ProblemRef } from '../../domain/problem.ts';
import type { Eligibility } from '../../domain/verdict.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { CheckOutcome } from '../control.ts';
import type { HostFilter, HostRow, Tenant } from '../ports/store.ts';
import { selectHosts } from '../select.ts';
import { tenantTasksFor } from '../tenant-tasks.ts';
import { evaluateAll, readEverything } from '../tick.ts';

const journeyId = 'sensor-v3';

/** Reads the service if asked, judges, and gives every selected host with its eligibility. */
export async function check(
  context: EngineContext,
  tenantId: TenantId,
  selector: string,
  refresh: boolean,
  within?: HostFilter,
): Promise<CheckOutcome> {
  const tenant = await tenantOf(context, tenantId);
  // Parsed first: a typing error must not cost a round of reading.
  await selectHosts(context, tenantId, selector === 'all' ? 'search:.' : selector, within).catch(rethrowUnlessMissing);
  const problems = await refreshed(context, tenant, refresh);
  const hosts = await selectHosts(context, tenantId, selector, within);
  const judged = await withEligibility(context, tenantId, hosts);
  await openTenantTasks(context, tenant, judged);
  return { hosts: judged, problems };
}

/** A name may become known by the reading that follows; every other refusal stands. */
function rethrowUnlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'not-found') return undefined;
  throw error;
}

/** Reads everything when asked and when there is a connection; judges in any case. */
export async function refreshed(
  context: EngineContext,
  tenant: Tenant,
  refresh: boolean,
): Promise<readonly ProblemRef[]> {
  const connection = await context.store.connection(tenant.tenantId);
  if (refresh && connection) return readEverything(context, tenant, connection);
  await evaluateAll(context, tenant);
  return [];
}

async function withEligibility(
  context: EngineContext,
  tenantId: TenantId,
  hosts: readonly HostRow[],
): Promise<readonly { host: HostRow; eligibility: Eligibility }[]> {
  const found = new Map<HostId, Eligibility>();
  for (let at = 0; at < hosts.length; at += 1_000) {
    const ids = hosts.slice(at, at + 1_000).map((host) => host.hostId);
    for (const eligibility of await context.store.eligibility(tenantId, ids, journeyId))
      found.set(eligibility.hostId, eligibility);
  }
  return hosts.flatMap((host) => {
    const eligibility = found.get(host.hostId);
    return eligibility ? [{ host, eligibility }] : [];
  });
}

/** For verdicts that were made before anybody asked for such decisions with them. */
async function openTenantTasks(
  context: EngineContext,
  tenant: Tenant,
  judged: readonly { readonly eligibility: Eligibility }[],
): Promise<void> {
  const reasons = new Set(judged.flatMap(({ eligibility }) => eligibility.reasons));
  const tasks = await tenantTasksFor(context, tenant, journeyId, reasons);
  const at = context.clocks.tenantNow(tenant.tenantId);
  if (tasks.length > 0) await context.store.commit({ tenantId: tenant.tenantId, at, tasks });
}

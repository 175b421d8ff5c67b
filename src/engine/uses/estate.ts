import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { FactTable } from '../../domain/fact.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import { ProblemError } from '../../domain/problem.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';

/** The merged facts of a host, fresh and stale, with their conflicts. */
export async function factsOf(context: EngineContext, tenantId: TenantId, hostId: HostId): Promise<FactTable> {
  const documents = await context.store.documents(tenantId, [hostId]);
  return mergeFacts(hostId, documents, context.clocks.tenantNow(tenantId));
}

/** What is wrong with a server and what to do next, on what is known now. */
export async function diagnose(
  context: EngineContext,
  tenantId: TenantId,
  hostId: HostId,
): Promise<readonly Diagnosis[]> {
  const tenant = await tenantOf(context, tenantId);
  const host = await context.store.host(tenantId, hostId);
  if (!host) throw new ProblemError('not-found', 'There is no such server.');
  const facts = await factsOf(context, tenantId, hostId);
  const [eligibility] = await context.store.eligibility(tenantId, [hostId], 'sensor-v3');
  const [move] = host.moveId ? await context.store.movesById(tenantId, [host.moveId]) : [];
  const now = context.clocks.tenantNow(tenantId);
  return journeyOf(context, move?.journey ?? 'sensor-v3').diagnose({
    facts,
    eligibility,
    move,
    rules: rulesOf(tenant),
    now,
  });
}

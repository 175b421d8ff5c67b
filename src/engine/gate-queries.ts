import type { Campaign } from '../domain/campaign/campaign.ts';
import { gateQueries, measureQuery } from '../domain/gate/queries.ts';
import type { QueryMeasurement, WaveHost } from '../domain/gate/wave-view.ts';
import type { HostId, TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { EngineContext } from './context.ts';
import type { FactReading } from './ports/service.ts';
import type { HostRow } from './ports/store.ts';

/** Runs the queries that the gate of a campaign asks for, each kind of answer once. What breaks off is told as that, and is never an empty answer. */
export async function measureQueries(
  context: EngineContext,
  tenantId: TenantId,
  { plan }: Campaign,
  hosts: readonly WaveHost[],
  rows: ReadonlyMap<HostId, HostRow>,
): Promise<readonly QueryMeasurement[]> {
  const asked = [...new Set(plan.rules.gate.flatMap((one) => (one.kind === 'hunting' ? [one.query] : [])))];
  const connection = asked.length === 0 ? undefined : await context.store.connection(tenantId);
  if (connection === undefined) return [];
  const named = hosts.map((host) => ({ ...host, fqdn: rows.get(host.hostId)?.fqdn ?? host.name }));
  const answers = new Map<string, Promise<readonly FactReading[]>>();
  const measurements: QueryMeasurement[] = [];
  for (const query of asked) {
    const of = gateQueries[query]?.of;
    // A plan of another version may ask for what this one does not know: that was never measured.
    if (of === undefined) continue;
    const answer = answers.get(of) ?? context.services(connection).hunt(of);
    answers.set(of, answer);
    measurements.push(await measured(context, tenantId, query, named, answer));
  }
  return measurements;
}

async function measured(
  context: EngineContext,
  tenantId: TenantId,
  query: string,
  hosts: Parameters<typeof measureQuery>[1],
  answer: Promise<readonly FactReading[]>,
): Promise<QueryMeasurement> {
  const now = () => context.clocks.tenantNow(tenantId);
  try {
    return measureQuery(query, hosts, await answer, now());
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { code, message: detail } = error;
    return { query, measuredAt: now(), kind: 'error', problem: { code, detail } };
  }
}

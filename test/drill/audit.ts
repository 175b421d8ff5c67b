import type { Engine } from '../../src/main/engine.ts';
import type { Request } from './fleet.ts';
import type { DrilledTenant, Operator } from './operator.ts';

/** What came out, read from the log and from the twin's own books by nobody who decided anything. */
export interface Findings {
  readonly links: number;
  readonly requests: number;
  readonly attempts: number;
  /** Starts that the twin acted on more than once for one attempt. */
  readonly doubleEffects: number;
  /** Servers on the new sensor for which the twin never got a start, and starts that the log knows nothing of. */
  readonly missing: number;
  readonly mostInFlight: number;
  /** Each a sentence that begins with what it is about. */
  readonly violations: readonly string[];
}

interface MoveTold {
  readonly inFlight?: boolean;
  readonly event?: { readonly kind: string } | null;
}

interface SettledTold {
  readonly moves: readonly { readonly moveId: string; readonly event: string }[];
}

export async function audit(
  engine: Pick<Engine, 'store' | 'control'>,
  operator: Pick<Operator, 'ledger'>,
  tenant: DrilledTenant,
  requests: readonly Request[],
): Promise<Findings> {
  const { tenantId, cap } = tenant;
  const violations: string[] = [];
  const log = await engine.control.verifyLog(tenantId);
  for (const one of log.breaks) violations.push(`I12 link ${one.seq}: ${one.detail}`);
  for (const one of log.differences) violations.push(`I16 ${one}`);
  const told = await readLog(engine, tenant);
  if (told.most > cap) violations.push(`I2 ${told.most} were in flight, the cap is ${cap}.`);
  const { moves, hosts } = await engine.store.views(tenantId);
  const doubles = doubleStarts(requests, told.settled);
  violations.push(...doubles);
  const missing = requests
    .filter(({ effectId }) => !told.settled.has(effectId))
    .map(({ effectId }) => `I10 the twin got the start ${effectId}, of which the log tells nothing.`);
  const attemptsOf = new Map<string, number>();
  for (const { hostId } of moves) attemptsOf.set(hostId, (attemptsOf.get(hostId) ?? 0) + 1);
  const nameToHost = new Map(hosts.map((host) => [host.fqdn, host]));
  let extra = 0;
  for (const entry of (await operator.ledger(tenant.url)).servers) {
    const host = nameToHost.get(entry.host.toLowerCase());
    const attempts = attemptsOf.get(host?.hostId ?? '') ?? 0;
    const over = Math.max(0, entry.migrateCalls - attempts) + entry.restarts;
    extra += over;
    if (over > 0)
      violations.push(
        `I10 ${entry.host}: ${entry.migrateCalls} starts, ${entry.restarts} of them while one ran, in ${attempts} attempts.`,
      );
    if (entry.unprotectedMs > 0)
      violations.push(`I17 ${entry.host} was without protection for ${entry.unprotectedMs} ms.`);
    const isNew = entry.intervals.at(-1)?.by === 'v3';
    if (isNew && entry.migrateCalls === 0)
      missing.push(`I10 ${entry.host} is on the new sensor and was never started.`);
    if (isNew !== (host?.moveState === 'observing' || host?.moveState === 'committed'))
      violations.push(`I9 ${entry.host}: the twin has it on ${isNew ? 'v3' : 'v2'}, we say ${host?.moveState}.`);
  }
  return {
    links: log.links,
    requests: requests.length,
    attempts: moves.length,
    doubleEffects: Math.max(extra, doubles.length),
    missing: missing.length,
    mostInFlight: told.most,
    violations: [...violations, ...missing],
  };
}

/** The log once more, link after link: how many were in flight at most, and which moves each start was for. */
async function readLog({ store }: Pick<Engine, 'store'>, { tenantId }: DrilledTenant) {
  const inFlight = new Set<string>();
  const settled = new Map<string, SettledTold>();
  let most = 0;
  for await (const { events } of store.links(tenantId, 0)) {
    for (const { kind, subjectType, subjectId, payload } of events) {
      if (kind === 'effect-settled') settled.set(subjectId, payload as unknown as SettledTold);
      const { inFlight: flies } = payload as MoveTold;
      if (subjectType !== 'move' || flies === undefined) continue;
      if (flies) inFlight.add(subjectId);
      else inFlight.delete(subjectId);
    }
    most = Math.max(most, inFlight.size);
  }
  return { most, settled };
}

/** An attempt has one start, and a start has one request. */
function doubleStarts(requests: readonly Request[], settled: ReadonlyMap<string, SettledTold>): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const started = new Map<string, string>();
  for (const { effectId } of requests) {
    if (seen.has(effectId)) found.push(`I10 the start ${effectId} was sent twice.`);
    if (seen.has(effectId)) continue;
    seen.add(effectId);
    for (const { moveId, event } of settled.get(effectId)?.moves ?? []) {
      if (event === 'withdrawn') continue;
      const other = started.get(moveId);
      if (other !== undefined) found.push(`I10 the attempt ${moveId} was started by ${other} and by ${effectId}.`);
      started.set(moveId, effectId);
    }
  }
  return found;
}

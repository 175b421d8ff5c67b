import { fqdnOf, type ServerFacts } from './server.ts';
import type { TwinServer } from './server-state.ts';

type Protection = 'v2' | 'v3' | 'both' | 'none';

/** One stretch [fromAt, toAt) in which the same sensor protected a server; toAt is null while it lasts. */
export interface ProtectionInterval {
  readonly fromAt: number;
  readonly toAt: number | null;
  readonly by: Protection;
  /** What began this stretch: `start`, `handover`, `rollback`, or the fault or repair that did it. */
  readonly because: string;
}

interface LedgerEntry {
  readonly host: string;
  readonly sensorId: string;
  readonly site: string;
  readonly domain: string;
  readonly intervals: readonly ProtectionInterval[];
  readonly unprotectedMs: number;
  /** Time in which both sensors sent: duplicate data, which the page rules out. */
  readonly duplicateMs: number;
  readonly duplicates: number;
  readonly migrateCalls: number;
  readonly restarts: number;
  readonly refusedCalls: number;
}

/** Which sensor really protected which server, from when to when: the truth that an engine's record is held against. */
export interface Ledger {
  readonly asOfAt: number;
  readonly servers: readonly LedgerEntry[];
}

/** A sensor protects when its service runs and it can send; a sensor that cannot send protects nobody. */
export function protectionOf(facts: ServerFacts): Protection {
  if (!facts.powered) return 'none';
  const v2 = facts.sensorType !== null && facts.v2Installed && facts.sensorService === 'running' && facts.identity443;
  const v3 = facts.v3Running && facts.senseService === 'running' && facts.endpoint443;
  if (v2 && v3) return 'both';
  if (v2) return 'v2';
  return v3 ? 'v3' : 'none';
}

/** Appends to the stretches; a change and its reversal in one instant leave no trace of zero length. */
export function noteProtection(intervals: ProtectionInterval[], next: Omit<ProtectionInterval, 'toAt'>): void {
  const last = intervals.at(-1);
  if (last?.by === next.by) return;
  if (last !== undefined) {
    intervals.pop();
    if (last.fromAt < next.fromAt) intervals.push({ ...last, toAt: next.fromAt });
  }
  const before = intervals.at(-1);
  if (before?.by === next.by && before.toAt === next.fromAt) {
    intervals.pop();
    intervals.push({ ...before, toAt: null });
  } else {
    intervals.push({ ...next, toAt: null });
  }
}

/** Milliseconds within [fromAt, toAt) in which any sensor sent, and the last such instant. */
export function coverageWithin(
  intervals: readonly ProtectionInterval[],
  fromAt: number,
  toAt: number,
): { readonly coveredMs: number; readonly lastAt: number | undefined } {
  let coveredMs = 0;
  let lastAt: number | undefined;
  for (const interval of intervals) {
    if (interval.by === 'none') continue;
    const begin = Math.max(interval.fromAt, fromAt);
    const end = Math.min(interval.toAt ?? toAt, toAt);
    if (end <= begin) continue;
    coveredMs += end - begin;
    lastAt = Math.max(lastAt ?? end, end);
  }
  return { coveredMs, lastAt };
}

export function ledgerOf(servers: readonly TwinServer[], asOfAt: number): Ledger {
  return {
    asOfAt,
    servers: servers.map((server) => ({
      host: fqdnOf(server.facts),
      sensorId: server.facts.sensorId,
      site: server.facts.site,
      domain: server.facts.domain,
      intervals: [...server.protection],
      unprotectedMs: lengthBy(server.protection, 'none', asOfAt),
      duplicateMs: lengthBy(server.protection, 'both', asOfAt),
      duplicates: server.protection.filter((interval) => interval.by === 'both').length,
      migrateCalls: server.migrateCalls,
      restarts: server.restarts,
      refusedCalls: server.refusedCalls,
    })),
  };
}

function lengthBy(intervals: readonly ProtectionInterval[], by: Protection, asOfAt: number): number {
  return intervals
    .filter((interval) => interval.by === by)
    .reduce((sum, interval) => sum + Math.max(0, (interval.toAt ?? asOfAt) - interval.fromAt), 0);
}

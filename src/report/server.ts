import type { Server, ServerDetail, ServerHoldResult } from '../contract/servers.ts';
import { moveState } from '../contract/words.ts';
import type { FactTable } from '../domain/fact.ts';
import { migrationStateNames } from '../domain/host.ts';
import type { RulebookOverride } from '../domain/journey.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { Eligibility } from '../domain/verdict.ts';
import type { HostHoldOutcome, WatchesOutcome } from '../engine/ports/outcomes.ts';
import type { HostCounts, HostRow } from '../engine/ports/store.ts';
import { type CheckCatalogue, reasonTitle } from './check-catalogue.ts';
import { factRows } from './fact.ts';
import { instantOrNull } from './instant.ts';
import { verdictShape } from './verdict.ts';
import { watchesShape } from './watches.ts';

type MoveState = NonNullable<Server['moveState']>;

/** Asked for every row of every list: most servers have no move, and a failed parse makes an error with all that it expected. */
const moveStates: ReadonlySet<string | null> = new Set(moveState.options);

/** What is read beside a server, where somebody asked for it; null: it was read, and there is nothing. */
export type ServerExtras = Pick<Server, 'attempt' | 'roles'>;

/** A server as lists show it; the reasons travel with it, so that no list can show "not ready" without why (S3-04). */
export function serverShape(row: HostRow, catalogue: CheckCatalogue, extras?: ServerExtras): Server {
  return {
    id: row.hostId,
    name: row.name,
    fqdn: row.fqdn,
    domain: row.domain,
    site: row.site,
    migrationState: row.migrationState,
    migrationStateName: migrationStateNames[row.migrationState],
    sensorVersion: row.sensorVersion,
    sensorType: row.sensorType,
    healthStatus: row.healthStatus,
    serviceStatus: row.serviceStatus,
    seenAt: instantOrNull(row.seenAt),
    verdict: row.verdict,
    disposition: row.disposition,
    reasons: row.reasons.map((code) => ({ code, title: reasonTitle(catalogue, code) })),
    edition: row.edition,
    validUntil: instantOrNull(row.validUntil),
    isPinned: row.isPinned,
    hold: row.hold && { ...row.hold, since: toRfc3339(row.hold.since) },
    moveId: row.moveId,
    moveState: moveStates.has(row.moveState) ? (row.moveState as MoveState) : null,
    ...extras,
  };
}

/** What is known of one server beside its row. `eligibility` is missing before the first check. */
interface ServerKnown {
  readonly eligibility: Eligibility | undefined;
  readonly facts: FactTable;
  readonly watches: WatchesOutcome;
  /** Where the tenant deviates from its rulebook. */
  readonly overrides: readonly RulebookOverride[];
}

/** One server with everything that its verdict rests on. */
export function serverDetailShape(
  row: HostRow,
  { eligibility, facts, watches, overrides }: ServerKnown,
  catalogue: CheckCatalogue,
): ServerDetail {
  return {
    ...serverShape(row, catalogue),
    verdicts: (eligibility?.verdicts ?? []).map((verdict) => verdictShape(verdict, catalogue, overrides)),
    facts: factRows(facts),
    differsIn: [...(eligibility?.differsIn ?? [])],
    watches: watchesShape(watches),
    version: row.version,
  };
}

export function serverHoldResultShape(outcome: HostHoldOutcome, catalogue: CheckCatalogue): ServerHoldResult {
  const { host, isDryRun, isChanged, underWay } = outcome;
  return { server: serverShape(host, catalogue), isDryRun, isChanged, underWay };
}

export function serverCountsShape(counts: HostCounts) {
  return {
    total: counts.total,
    byMigrationState: { ...counts.byMigrationState },
    byVerdict: { ...counts.byVerdict },
    byDisposition: { ...counts.byDisposition },
  };
}

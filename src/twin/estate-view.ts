import type { Injection } from './fault-box.ts';
import type { Ledger } from './ledger.ts';
import { reasonsNotReady } from './readiness.ts';
import { fqdnOf } from './server.ts';
import type { Attempt, SensorRow } from './server-state.ts';
import type { World } from './world.ts';

/** One server as only the twin's keeper sees it: the truth behind the service's answers. Instants are RFC 3339. */
export interface ServerView {
  readonly host: string;
  readonly name: string;
  readonly originalName: string;
  readonly site: string;
  readonly domain: string;
  readonly sensor: Omit<SensorRow, 'createdAt'> | null;
  readonly migration: string;
  readonly commitDueAt: string | null;
  readonly reasonsNotReady: readonly string[];
  readonly powered: boolean;
  /** False on a v3 server beside a gMSA action account: response actions and attack disruption do not work (S3-11). */
  readonly responseActionsWork: boolean;
  readonly migrateCalls: number;
  readonly restarts: number;
  readonly refusedCalls: number;
  readonly attempts: readonly (Omit<Attempt, 'startedAt' | 'endedAt'> & {
    readonly startedAt: string;
    readonly endedAt: string | null;
  })[];
}

export function serverViews(world: World): ServerView[] {
  return world.servers.map((server) => {
    const { createdAt: _createdAt, ...sensor } = world.rowOf(server);
    const { migration, facts } = server;
    return {
      host: fqdnOf(facts),
      name: facts.name,
      originalName: server.originalName,
      site: facts.site,
      domain: facts.domain,
      sensor: facts.sensorType === null ? null : sensor,
      migration: migration.kind,
      commitDueAt: migration.kind === 'observing' ? rfc3339(migration.commitDueAt) : null,
      reasonsNotReady: facts.v3Version === null ? reasonsNotReady(facts) : [],
      powered: facts.powered,
      responseActionsWork: facts.v3Version === null || world.tenant.actionAccount === 'localSystem',
      migrateCalls: server.migrateCalls,
      restarts: server.restarts,
      refusedCalls: server.refusedCalls,
      attempts: server.attempts.map((attempt) => ({
        ...attempt,
        startedAt: rfc3339(attempt.startedAt),
        endedAt: attempt.endedAt === null ? null : rfc3339(attempt.endedAt),
      })),
    };
  });
}

/** The ledger as it goes over the wire. */
export function ledgerView(ledger: Ledger): object {
  return {
    asOf: rfc3339(ledger.asOfAt),
    servers: ledger.servers.map(({ intervals, ...entry }) => ({
      ...entry,
      intervals: intervals.map(({ fromAt, toAt, ...rest }) => ({
        from: rfc3339(fromAt),
        to: toAt === null ? null : rfc3339(toAt),
        ...rest,
      })),
    })),
  };
}

export function injectionView(world: World, injection: Injection): object {
  const names = (keys: readonly number[]) =>
    keys.flatMap((key) => {
      const server = world.byKey(key);
      return server === undefined ? [] : [fqdnOf(server.facts)];
    });
  return {
    id: injection.id,
    kind: injection.kind,
    hosts: injection.keys === null ? null : names(injection.keys),
    operation: injection.operation,
    rate: injection.rate,
    left: injection.left,
    until: injection.untilAt === null ? null : rfc3339(injection.untilAt),
    when: injection.when,
    afterMs: injection.afterMs,
    settings: injection.settings,
    fired: injection.fired,
    struck: names(injection.struck),
    cleared: injection.cleared,
  };
}

function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

import type { ProtectionInterval } from './ledger.ts';
import { protectionOf } from './ledger.ts';
import type { Obstacle } from './readiness.ts';
import type { DeviceRow, ServerFacts } from './server.ts';

/**
 * Where a server stands in the service's own life of a migration.
 *
 *   none ─ migrate ─> migrating ─ settles ─> observing ─ a week ─> committed
 *   migrating ─ an obstacle that fails ─> failed ─ migrate ─> migrating
 *   migrating ─ two hours ─> none (or failed for a while)
 *   observing ─ portal rollback ─> rollingBack ─> none
 */
type Migration =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'migrating';
      readonly startedAt: number;
      readonly deadlineAt: number;
      /** v3 has taken over and v2 is disabled; the service still says migrating until v3 settles. */
      readonly handedOver: boolean;
      readonly neverStarts: boolean;
    }
  | { readonly kind: 'failed'; readonly at: number }
  | { readonly kind: 'observing'; readonly sinceAt: number; readonly commitDueAt: number }
  | { readonly kind: 'rollingBack'; readonly sinceAt: number }
  | { readonly kind: 'committed'; readonly at: number };

export interface Attempt {
  readonly number: number;
  readonly by: 'graph' | 'portal';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: 'running' | 'restarted' | 'failed' | 'reverted' | 'completed' | 'rolledBack';
  /** The obstacle met last, or null when there was none. */
  readonly cause: Obstacle['cause'] | null;
}

/** What the Sensors page and Graph show of a server. */
export interface SensorRow {
  readonly id: string;
  readonly displayName: string;
  readonly domainName: string;
  readonly sensorType: string;
  readonly version: string;
  readonly createdAt: number;
  readonly healthStatus: string;
  readonly serviceStatus: string;
  readonly migrationState: string;
  readonly deploymentStatus: string;
  readonly openHealthIssuesCount: number;
}

/** One server with its whole simulated state; every property is plain data and part of the snapshot. */
export interface TwinServer {
  /** Its place in the estate; stays when name, sensor id and device id change. */
  readonly key: number;
  readonly originalName: string;
  facts: ServerFacts;
  migration: Migration;
  attempts: Attempt[];
  /** Every migrate call that named this sensor while it could be accepted, the lost ones included. */
  migrateCalls: number;
  /** Calls that hit a running migration and began it anew. */
  restarts: number;
  /** Calls answered in the failed list. */
  refusedCalls: number;
  /** What reads showed before, newest last: until when, and what. */
  past: { readonly untilAt: number; readonly row: SensorRow }[];
  protection: ProtectionInterval[];
  /** What the device table knows, or null while it still equals the facts. */
  reported: readonly DeviceRow[] | null;
  /** Since when the device has not reported to Defender for Endpoint. */
  reportingStoppedAt: number | null;
  silentSinceAt: number | null;
}

export function serverState(key: number, facts: ServerFacts, at: number): TwinServer {
  return {
    key,
    originalName: facts.name,
    facts: { ...facts },
    // Whoever begins with a v3 sensor has all of a migration behind it.
    migration: facts.v3Version === null ? { kind: 'none' } : { kind: 'committed', at },
    attempts: [],
    migrateCalls: 0,
    restarts: 0,
    refusedCalls: 0,
    past: [],
    protection: [{ fromAt: at, toAt: null, by: protectionOf(facts), because: 'start' }],
    reported: null,
    reportingStoppedAt: isReporting(facts) ? null : at,
    silentSinceAt: facts.powered ? null : at,
  };
}

/** Whether the device sends to Defender for Endpoint. */
export function isReporting(facts: ServerFacts): boolean {
  return facts.powered && facts.senseService === 'running' && facts.endpoint443;
}

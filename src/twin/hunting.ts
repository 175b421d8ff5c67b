import { Dice } from './dice.ts';
import { coverageWithin } from './ledger.ts';
import { deviceIdentityParts, deviceIdentityQuery, identityActivityQuery } from './queries.ts';
import { deviceRows } from './sensor-row.ts';
import { fqdnOf } from './server.ts';
import type { TwinServer } from './server-state.ts';
import { badRequest, GraphRefusal } from './wire.ts';
import type { World } from './world.ts';

export interface HuntingLimits {
  /** 45 a minute is what Microsoft promises at least (Graph security API overview, seen 2026-09). */
  readonly callsPerMinute: number;
  readonly rowLimit: number;
}

interface HuntingColumn {
  readonly name: string;
  readonly type: 'DateTime' | 'String' | 'Int64';
}

interface HuntingResult {
  readonly schema: readonly HuntingColumn[];
  readonly results: readonly Readonly<Record<string, string | number>>[];
}

interface Answer extends HuntingResult {
  readonly keys: readonly number[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const handlers: Readonly<Record<string, (world: World, at: number) => Answer>> = {
  [deviceIdentityQuery]: (world, at) => deviceIdentity(world, at, () => true),
  ...Object.fromEntries(
    deviceIdentityParts.map(({ text, has }) => [text, (world: World, at: number) => deviceIdentity(world, at, has)]),
  ),
  [identityActivityQuery]: identityActivity,
};

/** Answers a query of the known texts. Throws a 400 for any other, and a 429 above the calls of a minute. */
export function hunt(world: World, query: string, limits: HuntingLimits, at: number): HuntingResult {
  takeCall(world, limits, at);
  const handler = Object.hasOwn(handlers, query.trim()) ? handlers[query.trim()] : undefined;
  if (handler === undefined) throw badRequest('The query is not one that this service can run.');
  const answer = handler(world, at);
  world.faults.reach(answer.keys, 'hunting', at - world.times.huntingLagMs);
  const cut = world.faults.roll('hunting-row-limit', { at, operation: 'hunt' });
  const rowLimit = cut ? (cut.settings.rows ?? Math.floor(answer.results.length / 2)) : limits.rowLimit;
  return { schema: answer.schema, results: answer.results.slice(0, rowLimit) };
}

/** Counted on the twin's clock, because Retry-After is waited for on that clock. */
function takeCall(world: World, limits: HuntingLimits, at: number): void {
  world.huntingCallsAt = world.huntingCallsAt.filter((callAt) => callAt > at - minuteMs);
  const [oldest] = world.huntingCallsAt;
  if (oldest !== undefined && world.huntingCallsAt.length >= limits.callsPerMinute) {
    const seconds = Math.max(1, Math.ceil((oldest + minuteMs - at) / 1000));
    throw new GraphRefusal(429, 'TooManyRequests', 'The calls of this minute are used up.', {
      'retry-after': String(seconds),
    });
  }
  world.huntingCallsAt.push(at);
}

function deviceIdentity(world: World, at: number, has: (id: string) => boolean): Answer {
  const schema: HuntingColumn[] = [
    { name: 'DeviceId', type: 'String' },
    { name: 'Timestamp', type: 'DateTime' },
    { name: 'DeviceName', type: 'String' },
    { name: 'OSPlatform', type: 'String' },
    { name: 'OSBuild', type: 'Int64' },
    { name: 'OsBuildRevision', type: 'String' },
    { name: 'ClientVersion', type: 'String' },
    { name: 'SensorHealthState', type: 'String' },
    { name: 'DeviceRoles', type: 'String' },
    { name: 'ConnectivityType', type: 'String' },
  ];
  const results: Record<string, string | number>[] = [];
  const keys: number[] = [];
  for (const server of world.servers) {
    for (const row of server.reported ?? deviceRows(server.facts)) {
      if (!has(row.deviceId)) continue;
      keys.push(server.key);
      results.push({
        DeviceId: row.deviceId,
        Timestamp: new Date(lastReportAt(world, server, row.lastSeenAt, at)).toISOString(),
        DeviceName: row.deviceName,
        OSPlatform: row.osPlatform,
        OSBuild: row.osBuild,
        OsBuildRevision: row.osBuildRevision,
        ClientVersion: row.clientVersion,
        SensorHealthState: row.sensorHealthState,
        DeviceRoles: row.deviceRoles,
        ConnectivityType: row.connectivityType,
      });
    }
  }
  return { schema, results, keys };
}

/** A device reports about every 15 minutes, each at its own moment; one that fell silent keeps its last row. */
function lastReportAt(world: World, server: TwinServer, recordSeenAt: number | null, at: number): number {
  const everyMs = 15 * minuteMs;
  const phaseMs = new Dice(world.seed, 'report phase', server.key).between(0, everyMs - 1);
  const latestAt = Math.min(at, server.reportingStoppedAt ?? at, recordSeenAt ?? at);
  return Math.floor((latestAt - phaseMs) / everyMs) * everyMs + phaseMs;
}

function identityActivity(world: World, at: number): Answer {
  const schema: HuntingColumn[] = [
    { name: 'DestinationDeviceName', type: 'String' },
    { name: 'Events', type: 'Int64' },
    { name: 'LastSeen', type: 'DateTime' },
  ];
  const results: Record<string, string | number>[] = [];
  const keys: number[] = [];
  for (const server of world.servers) {
    const coverage = coverageWithin(server.protection, at - hourMs, at - world.times.huntingLagMs);
    const events = Math.floor((server.facts.logonEventsPerHour * coverage.coveredMs) / hourMs);
    if (events === 0 || coverage.lastAt === undefined) continue;
    keys.push(server.key);
    results.push({
      DestinationDeviceName: fqdnOf(server.facts).toLowerCase(),
      Events: events,
      // The last event lies a little before the end of the stretch, at most the mean distance of two events.
      LastSeen: new Date(coverage.lastAt - Math.floor(hourMs / (2 * server.facts.logonEventsPerHour))).toISOString(),
    });
  }
  return { schema, results, keys };
}

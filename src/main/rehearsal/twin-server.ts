import type { FactTable, FactValue } from '../../domain/fact.ts';
import type { KnownFactKey } from '../../domain/fact-keys.ts';
import type { HostRow } from '../../engine/ports/store.ts';
import { serviceCallsReady } from '../../twin/readiness.ts';
import {
  aServer,
  type OperatingSystemName,
  operatingSystems,
  type SensorType,
  type ServerFacts,
  type ServerRole,
} from '../../twin/server.ts';

/** A fact that the twin takes over, and what it says of a server there. */
interface Carried {
  readonly fact: KnownFactKey;
  readonly put: (value: FactValue) => Partial<ServerFacts>;
  /** What the twin has where nobody told it. */
  readonly assumed: (facts: ServerFacts) => unknown;
  /** Names a device or a server, and stays behind where names must not leave. */
  readonly isNaming?: true;
}

type Service = ServerFacts['senseService'];

/** In this order: what is put later knows what was put before. */
const carried: readonly Carried[] = [
  { fact: 'os.build', put: (value) => ({ osBuild: Number(value) }), assumed: (facts) => facts.osBuild },
  {
    fact: 'os.revision',
    put: (value) => (value === null ? { osRevisionVisible: false } : { osRevision: Number(value) }),
    assumed: (facts) => facts.osRevision,
  },
  { fact: 'os.hotpatch', put: (value) => ({ hotpatch: value === true }), assumed: (facts) => facts.hotpatch },
  {
    fact: 'roles',
    put: (value) => ({ roles: value as readonly ServerRole[] }),
    assumed: (facts) => facts.roles.join(', '),
  },
  {
    fact: 'mdi.v2.version',
    put: (value) => (value === null ? { v2Installed: false } : { v2Version: String(value) }),
    assumed: (facts) => facts.v2Version,
  },
  {
    fact: 'mdi.v2.installed',
    put: (value) => ({ v2Installed: value === true }),
    assumed: (facts) => facts.v2Installed,
  },
  {
    fact: 'service.AATPSensorUpdater',
    put: (value) => ({ updaterService: value as Service }),
    assumed: (facts) => facts.updaterService,
  },
  {
    fact: 'service.AATPSensor',
    put: (value) => ({ sensorService: value as Service }),
    assumed: (facts) => facts.sensorService,
  },
  {
    fact: 'sense.version',
    put: (value) => ({ senseVersion: value === null ? null : String(value) }),
    assumed: (facts) => facts.senseVersion,
  },
  {
    fact: 'service.Sense',
    put: (value) => ({ senseService: value as Service }),
    assumed: (facts) => facts.senseService,
  },
  {
    fact: 'onboarding.policyPresent',
    put: (value) => ({ policyPresent: value === true }),
    assumed: (facts) => facts.policyPresent,
  },
  {
    fact: 'device.id',
    put: (value) => ({ deviceId: value === null ? null : String(value) }),
    assumed: (facts) => facts.deviceId !== null,
    isNaming: true,
  },
  { fact: 'tls12.enabled', put: (value) => ({ tls12: value === true }), assumed: (facts) => facts.tls12 },
  {
    fact: 'proxy.mode',
    put: (value) => ({ proxy: value as ServerFacts['proxy'] }),
    assumed: (facts) => facts.proxy,
  },
  {
    fact: 'connectivity.endpoint443',
    put: (value) => ({ endpoint443: value === true }),
    assumed: (facts) => facts.endpoint443,
  },
  {
    fact: 'connectivity.identity443',
    put: (value) => ({ identity443: value === true }),
    assumed: (facts) => facts.identity443,
  },
  {
    fact: 'policy.blocksNewServices',
    put: (value) => ({ policyBlocksNewServices: value === true }),
    assumed: (facts) => facts.policyBlocksNewServices,
  },
  {
    fact: 'load.cpuPercent',
    put: (value) => ({ cpuPercent: Number(value) }),
    assumed: (facts) => facts.cpuPercent,
  },
  {
    fact: 'npcap.usedByOthers',
    put: (value) => ({ npcapUsedByOthers: value === true }),
    assumed: (facts) => facts.npcapUsedByOthers,
  },
  {
    fact: 'activity.events1h',
    put: (value) => ({ logonEventsPerHour: Number(value) }),
    assumed: (facts) => facts.logonEventsPerHour,
  },
];

/** What the twin was given although nobody had told it, or only long ago. */
interface Guess {
  readonly fact: string;
  readonly value: string;
  readonly why: 'unknown' | 'outdated';
}

/** A server of the twin, as far as facts tell; the rest is as on a clean, ready domain controller, and is said to be. */
export function twinServer(
  host: HostRow,
  table: FactTable,
  options: { readonly seed: number; readonly isAnonymous: boolean },
): { readonly server: ServerFacts; readonly guesses: readonly Guess[] } {
  const { name, domain, site } = host;
  const clean = aServer({ name, domain, site, os: systemOf(table), seed: options.seed });
  const guesses: Guess[] = [];
  let server: ServerFacts = { ...clean, ...identityOf(host, clean) };
  for (const { fact, put, assumed, isNaming } of carried) {
    if (options.isAnonymous && isNaming) continue;
    const known = table.fresh.get(fact) ?? table.stale.get(fact);
    if (known !== undefined) server = { ...server, ...put(known.value) };
    if (!table.fresh.has(fact))
      guesses.push({
        fact,
        // What differs from server to server would make a guess of each.
        value: isDrawn.has(fact) ? 'usual' : String(assumed(server)),
        why: known === undefined ? 'unknown' : 'outdated',
      });
  }
  server = { ...server, ...devicesOf(server, table, options.isAnonymous) };
  // A silent domain controller would prove nothing; a fraction of an hour may have been counted.
  if (server.logonEventsPerHour <= 0) server = { ...server, logonEventsPerHour: clean.logonEventsPerHour };
  return { server: { ...server, serviceSays: disagreement(host, server) }, guesses };
}

/** Facts that the clean server draws from its seed. */
const isDrawn = new Set<KnownFactKey>(['load.cpuPercent', 'activity.events1h', 'mdi.v2.version', 'sense.version']);

function identityOf(host: HostRow, clean: ServerFacts): Partial<ServerFacts> {
  const isMoved = host.sensorVersion.startsWith('3.');
  return {
    sensorId: host.sensorId ?? clean.sensorId,
    sensorType: sensorTypes.has(host.sensorType) ? (host.sensorType as SensorType) : clean.sensorType,
    // A server that somebody moved before stays as it is.
    ...(isMoved
      ? { v3Version: host.sensorVersion, v3Running: true, sensorService: 'disabled', updaterService: 'disabled' }
      : {}),
  };
}

const sensorTypes = new Set<string>([
  'adConnectIntegrated',
  'adcsIntegrated',
  'adfsIntegrated',
  'domainControllerIntegrated',
  'domainControllerStandalone',
] satisfies SensorType[]);

function systemOf(table: FactTable): OperatingSystemName {
  const build = (table.fresh.get('os.build') ?? table.stale.get('os.build'))?.value;
  const names = Object.keys(operatingSystems) as OperatingSystemName[];
  return names.find((name) => operatingSystems[name].build === build) ?? 'ws2022';
}

/** The records of the server in Defender for Endpoint; without any that is known, the one that a clean server has. */
function devicesOf(server: ServerFacts, table: FactTable, isAnonymous: boolean): Partial<ServerFacts> {
  const records = (table.fresh.get('device.records') ?? table.stale.get('device.records'))?.value;
  const fqdn = `${server.name}.${server.domain}`;
  const ids = Array.isArray(records) && !isAnonymous ? (records as readonly string[]) : undefined;
  if (ids !== undefined && ids.length > 0) {
    const isOwn = server.deviceId !== null && ids.includes(server.deviceId);
    const devices = ids.map((id) => ({ id, fqdn, lastSeenAt: null, mergedTo: null }));
    return { devices, deviceId: isOwn || server.deviceId === null ? server.deviceId : (ids[0] ?? null) };
  }
  return server.deviceId === null ? {} : { devices: [{ id: server.deviceId, fqdn, lastSeenAt: null, mergedTo: null }] };
}

/** Where the service says otherwise than its own conditions would, for a reason that no API tells, the twin says so too. */
function disagreement(host: HostRow, server: ServerFacts): ServerFacts['serviceSays'] {
  const isReady = serviceCallsReady({ ...server, serviceSays: null });
  if (host.migrationState === 'readyForMigration' && !isReady) return 'ready';
  return host.migrationState === 'notReadyForMigration' && isReady ? 'notReady' : null;
}

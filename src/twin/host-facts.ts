import { fqdnOf, type ServerFacts } from './server.ts';

type FactValue = string | number | boolean | null | readonly string[];

export interface HostFactsDocument {
  readonly schema: 'changeguard.host-facts/1';
  /** The FQDN that the host has now. */
  readonly host: string;
  readonly collectedAt: string;
  readonly facts: Readonly<Record<string, FactValue>>;
}

/** What a read-only collector on the host would see. A remedy writes the same names, where a person could change them. */
interface FactEntry {
  readonly read: (facts: ServerFacts) => FactValue;
  readonly property?: keyof ServerFacts;
}

const serviceStates: readonly string[] = ['running', 'stopped', 'startPending', 'absent', 'disabled'];

const entries: Readonly<Record<string, FactEntry>> = {
  'os.build': { read: (facts) => facts.osBuild, property: 'osBuild' },
  'os.revision': { read: (facts) => (facts.osRevisionVisible ? facts.osRevision : null), property: 'osRevision' },
  'os.productName': { read: (facts) => facts.osProductName, property: 'osProductName' },
  'os.hotpatch': { read: (facts) => facts.hotpatch, property: 'hotpatch' },
  roles: { read: (facts) => facts.roles, property: 'roles' },
  'host.fqdn': { read: fqdnOf },
  'service.AATPSensorUpdater': { read: (facts) => facts.updaterService, property: 'updaterService' },
  'service.AATPSensor': { read: (facts) => facts.sensorService, property: 'sensorService' },
  'service.Sense': { read: (facts) => facts.senseService, property: 'senseService' },
  'mdi.v2.version': { read: (facts) => (facts.v2Installed ? facts.v2Version : null), property: 'v2Version' },
  'mdi.v2.installed': { read: (facts) => facts.v2Installed, property: 'v2Installed' },
  'mdi.v3.version': { read: (facts) => facts.v3Version },
  'sense.version': { read: (facts) => facts.senseVersion, property: 'senseVersion' },
  'onboarding.policyPresent': { read: (facts) => facts.policyPresent, property: 'policyPresent' },
  'onboarding.statusKeyPresent': { read: (facts) => facts.statusKeyPresent, property: 'statusKeyPresent' },
  'onboarding.onboardedInfoPresent': { read: (facts) => facts.onboardedInfoPresent, property: 'onboardedInfoPresent' },
  'device.id': { read: (facts) => facts.deviceId, property: 'deviceId' },
  'tls12.enabled': { read: (facts) => facts.tls12, property: 'tls12' },
  'proxy.mode': { read: (facts) => facts.proxy, property: 'proxy' },
  'npcap.installed': { read: (facts) => facts.npcapInstalled, property: 'npcapInstalled' },
  'npcap.usedByOthers': { read: (facts) => facts.npcapUsedByOthers, property: 'npcapUsedByOthers' },
  'connectivity.endpoint443': { read: (facts) => facts.endpoint443, property: 'endpoint443' },
  'connectivity.identity443': { read: (facts) => facts.identity443, property: 'identity443' },
  'policy.blocksNewServices': { read: (facts) => facts.policyBlocksNewServices, property: 'policyBlocksNewServices' },
  'load.cpuPercent': { read: (facts) => facts.cpuPercent, property: 'cpuPercent' },
};

export function hostFacts(facts: ServerFacts, at: number): HostFactsDocument {
  return {
    schema: 'changeguard.host-facts/1',
    host: fqdnOf(facts),
    collectedAt: new Date(at).toISOString(),
    facts: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, entry.read(facts)])),
  };
}

/**
 * What a person changes on the host: an update installed, a service started, load taken off.
 * @throws RangeError for a name that cannot be changed or a value of the wrong kind; nothing is changed then.
 */
export function remedyOf(wanted: Readonly<Record<string, unknown>>): Partial<ServerFacts> {
  const patch: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wanted)) {
    const property = Object.hasOwn(entries, name) ? entries[name]?.property : undefined;
    if (property === undefined) throw new RangeError(`the fact ${name} cannot be changed by hand`);
    if (!isRightKind(name, value)) throw new RangeError(`the fact ${name} cannot be ${JSON.stringify(value)}`);
    patch[property] = value;
    if (property === 'osRevision') patch.osRevisionVisible = true;
  }
  return patch as Partial<ServerFacts>;
}

function isRightKind(name: string, value: unknown): boolean {
  if (name.startsWith('service.')) return serviceStates.includes(String(value));
  if (name === 'proxy.mode') return ['none', 'configured', 'inspecting'].includes(String(value));
  if (name === 'roles') return Array.isArray(value) && value.every((role) => typeof role === 'string');
  if (['os.build', 'os.revision', 'load.cpuPercent'].includes(name)) return Number.isFinite(value);
  if (name === 'device.id' || name === 'sense.version') return typeof value === 'string' || value === null;
  return typeof value === (['os.productName', 'mdi.v2.version'].includes(name) ? 'string' : 'boolean');
}

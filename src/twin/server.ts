import { Dice } from './dice.ts';

type ServiceState = 'running' | 'stopped' | 'startPending' | 'absent' | 'disabled';
export type ServerRole = 'domainController' | 'adfs' | 'adcs' | 'entraConnect';
export type SensorType =
  | 'adConnectIntegrated'
  | 'adcsIntegrated'
  | 'adfsIntegrated'
  | 'domainControllerIntegrated'
  | 'domainControllerStandalone';

/** One record in the device inventory of Defender for Endpoint. */
interface DeviceRecord {
  readonly id: string;
  readonly fqdn: string;
  /** null while the device still reports under this id; otherwise the instant of its last report. */
  readonly lastSeenAt: number | null;
  /** The id of the record this one was merged into, or null. */
  readonly mergedTo: string | null;
}

/** A row of the hunting table DeviceInfo without its time, as the table knows it (which is late). */
export interface DeviceRow {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly osPlatform: string;
  readonly osBuild: number;
  readonly osBuildRevision: string;
  readonly clientVersion: string;
  readonly sensorHealthState: string;
  readonly deviceRoles: string;
  readonly connectivityType: string;
  readonly lastSeenAt: number | null;
}

interface NetworkAdapter {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
}

/** Everything that is true of a server at this instant. Flat, so that a fault or a person's repair is one assignment. */
export interface ServerFacts {
  name: string;
  domain: string;
  site: string;
  sensorId: string;
  /** null when no v2 sensor was ever installed; such a server is a candidate for a fresh v3 sensor, not for migration. */
  sensorType: SensorType | null;
  createdAt: number;
  osBuild: number;
  osRevision: number;
  /** Hotpatched servers may not show a revision that can be compared. */
  osRevisionVisible: boolean;
  osProductName: string;
  hotpatch: boolean;
  roles: readonly ServerRole[];
  v2Version: string;
  v2Installed: boolean;
  updaterService: ServiceState;
  sensorService: ServiceState;
  delayedUpdate: boolean;
  v3Version: string | null;
  v3Running: boolean;
  senseVersion: string | null;
  senseService: ServiceState;
  policyPresent: boolean;
  statusKeyPresent: boolean;
  onboardedInfoPresent: boolean;
  /** SenseMachineId in the registry; null when empty. */
  deviceId: string | null;
  devices: readonly DeviceRecord[];
  tls12: boolean;
  proxy: 'none' | 'configured' | 'inspecting';
  npcapInstalled: boolean;
  npcapUsedByOthers: boolean;
  endpoint443: boolean;
  identity443: boolean;
  policyBlocksNewServices: boolean;
  cpuPercent: number;
  powered: boolean;
  adapters: readonly NetworkAdapter[];
  description: string;
  connectivityType: '' | 'Standard' | 'Streamlined';
  /** What the service believes about readiness when its tables are wrong; null when they are right. */
  serviceSays: 'ready' | 'notReady' | null;
  logonEventsPerHour: number;
}

/** One health issue that a server has from the start. */
interface StartingIssue {
  readonly server: string;
  readonly issue: 'capture-incomplete' | 'sensor-outdated' | 'service-stopped';
}

/** What a tenant sets in the portal and no public API shows. */
export interface TenantSettings {
  name: string;
  syslogNotifications: boolean;
  vpnIntegration: boolean;
  actionAccount: 'gmsa' | 'localSystem';
  /** The name of the group managed service account, or null with the local system. */
  actionAccountName: string | null;
  rpcAuditing: boolean;
  automaticAuditing: boolean;
  activationMode: 'manual' | 'automated';
}

/** The estate a twin begins with: data only. */
export interface Estate {
  readonly name: string;
  readonly tenant: TenantSettings;
  readonly servers: readonly ServerFacts[];
  readonly issues: readonly StartingIssue[];
}

interface OperatingSystem {
  readonly build: number;
  /** The revision of the cumulative update of May 2026, current when the sample estates begin. */
  readonly currentRevision: number;
  readonly platform: string;
  readonly productName: string;
}

/** Builds and revisions as Microsoft's update pages list them (seen 2026-09). */
export const operatingSystems = {
  ws2016: {
    build: 14_393,
    currentRevision: 9_060,
    platform: 'WindowsServer2016',
    productName: 'Windows Server 2016 Standard',
  },
  ws2019: {
    build: 17_763,
    currentRevision: 8_755,
    platform: 'WindowsServer2019',
    productName: 'Windows Server 2019 Standard',
  },
  ws2022: {
    build: 20_348,
    currentRevision: 5_139,
    platform: 'WindowsServer2022',
    productName: 'Windows Server 2022 Standard',
  },
  ws2025: {
    build: 26_100,
    currentRevision: 32_860,
    platform: 'WindowsServer2025',
    productName: 'Windows Server 2025 Datacenter',
  },
} as const satisfies Record<string, OperatingSystem>;

export type OperatingSystemName = keyof typeof operatingSystems;

interface ServerOrder {
  readonly name: string;
  readonly domain: string;
  readonly site: string;
  readonly os: OperatingSystemName;
  readonly seed: number;
  /** What differs from a clean, ready domain controller. */
  readonly but?: Partial<ServerFacts>;
}

/** A clean domain controller that meets every prerequisite, with what the order changes. */
export function aServer(order: ServerOrder): ServerFacts {
  const dice = new Dice(order.seed, 'server', order.domain, order.name);
  const os = operatingSystems[order.os];
  const deviceId = dice.hex(40);
  const fqdn = `${order.name}.${order.domain}`;
  return {
    name: order.name,
    domain: order.domain,
    site: order.site,
    sensorId: dice.guid(),
    sensorType: 'domainControllerIntegrated',
    createdAt: Date.UTC(2025, dice.between(0, 10), dice.between(1, 28), dice.between(6, 17), dice.between(0, 59)),
    osBuild: os.build,
    osRevision: os.currentRevision,
    osRevisionVisible: true,
    osProductName: os.productName,
    hotpatch: false,
    roles: ['domainController'],
    v2Version: dice.pick(['2.254.19112.470', '2.255.19250.120', '2.256.19400.35']),
    v2Installed: true,
    updaterService: 'running',
    sensorService: 'running',
    delayedUpdate: false,
    v3Version: null,
    v3Running: false,
    senseVersion: dice.pick(['10.8735.26100.1012', '10.8760.26100.1050', '10.8792.26100.1075']),
    senseService: 'running',
    policyPresent: true,
    statusKeyPresent: true,
    onboardedInfoPresent: true,
    deviceId,
    devices: [{ id: deviceId, fqdn, lastSeenAt: null, mergedTo: null }],
    tls12: true,
    proxy: 'none',
    npcapInstalled: true,
    npcapUsedByOthers: false,
    endpoint443: true,
    identity443: true,
    policyBlocksNewServices: false,
    cpuPercent: dice.between(8, 35),
    powered: true,
    adapters: [{ id: dice.guid(), name: 'Ethernet0', isEnabled: true }],
    description: '',
    connectivityType: dice.pick(['Standard', 'Streamlined']),
    serviceSays: null,
    logonEventsPerHour: dice.between(400, 9_000),
    ...order.but,
  };
}

export function fqdnOf(facts: Pick<ServerFacts, 'name' | 'domain'>): string {
  return `${facts.name}.${facts.domain}`;
}

import { Dice } from './dice.ts';
import { olderRecord } from './older-record.ts';
import { aServer, type Estate, type OperatingSystemName, type ServerFacts } from './server.ts';
import { drawKind, refuseOddSize, type Share, type SizedOrder } from './shares.ts';

const dayMs = 86_400_000;
/** Hosts of a school: two servers, and devices of pupils and teachers. */
const atSchool = { servers: 2, hosts: 10 } as const;
/** Schools that share a domain: those of one district. */
const schoolsInDistrict = 60;

const systems: readonly Share<OperatingSystemName>[] = [
  { share: 0.35, kind: 'ws2019' },
  { share: 0.45, kind: 'ws2022' },
];

type Trouble = (host: ServerFacts, startAt: number) => Partial<ServerFacts>;

/** Whoever looks after forty schools does so in the holidays: what is wrong is wrong for months. */
const troublesOfServers: readonly Share<Trouble>[] = [
  { share: 0.14, kind: ({ osRevision }) => ({ osRevision: osRevision - 1_500 }) },
  { share: 0.06, kind: () => ({ hotpatch: true, osRevisionVisible: false }) },
  { share: 0.05, kind: () => ({ v2Version: '2.251.18512.200', delayedUpdate: true }) },
  { share: 0.05, kind: () => ({ senseService: 'stopped' }) },
  { share: 0.05, kind: () => ({ senseVersion: '10.8560.25364.1036' }) },
  { share: 0.04, kind: () => ({ updaterService: 'stopped' }) },
  { share: 0.05, kind: () => ({ deviceId: null }) },
  { share: 0.04, kind: () => ({ policyPresent: false }) },
  { share: 0.05, kind: reinstalled },
  { share: 0.03, kind: () => ({ devices: [] }) },
  { share: 0.03, kind: () => ({ policyBlocksNewServices: true }) },
  { share: 0.03, kind: () => ({ serviceSays: 'notReady' }) },
  { share: 0.03, kind: () => ({ endpoint443: false, identity443: false }) },
];

/** The streamlined list of URLs came with the new devices; old ones stay on the standard list until they are replaced. */
const connections: readonly Share<Partial<ServerFacts>>[] = [
  { share: 0.84, kind: { connectivityType: 'Streamlined' } },
  { share: 0.1, kind: { connectivityType: 'Standard' } },
];

/** A device that nobody onboarded is in no inventory. */
const notOnboarded = {
  connectivityType: '',
  senseService: 'absent',
  senseVersion: null,
  policyPresent: false,
  statusKeyPresent: false,
  onboardedInfoPresent: false,
  deviceId: null,
  devices: [],
} as const satisfies Partial<ServerFacts>;

/**
 * Ahornkreis Schools, invented: many schools, each with two domain controllers and eight devices. Most devices connect by the streamlined
 * list of URLs; they have no sensor of Defender for Identity, and nothing of theirs is migrated with the servers. What is old is mended in the holidays.
 */
export function schoolEstate(order: SizedOrder): Estate {
  refuseOddSize(order.hosts);
  return {
    name: 'school',
    tenant: {
      name: 'Ahornkreis Schools',
      syslogNotifications: false,
      vpnIntegration: false,
      actionAccount: 'localSystem',
      actionAccountName: null,
      rpcAuditing: true,
      automaticAuditing: true,
      activationMode: 'manual',
    },
    servers: Array.from({ length: order.hosts }, (_, index) =>
      index % atSchool.hosts < atSchool.servers ? server(order, index) : device(order, index),
    ),
    issues: [],
  };
}

function server({ seed, startAt }: SizedOrder, index: number): ServerFacts {
  const dice = new Dice(seed, 'school', index);
  const name = `S${schoolNumber(index)}-DC${(index % atSchool.hosts) + 1}`;
  const plain = aServer({ name, ...placeOf(index), os: drawKind(dice, systems) ?? 'ws2025', seed });
  return { ...plain, ...drawKind(dice, troublesOfServers)?.(plain, startAt) };
}

/** Windows 11 23H2 on a cart of laptops. */
function device({ seed }: SizedOrder, index: number): ServerFacts {
  const dice = new Dice(seed, 'school', index);
  const name = `S${schoolNumber(index)}-PC${(index % atSchool.hosts) - atSchool.servers + 1}`;
  const plain = aServer({ name, ...placeOf(index), os: 'ws2022', seed });
  return {
    ...plain,
    sensorType: null,
    roles: [],
    v2Installed: false,
    updaterService: 'absent',
    sensorService: 'absent',
    npcapInstalled: false,
    osBuild: 22_631,
    osRevision: 5_335,
    osProductName: 'Windows 11 Education',
    ...(drawKind(dice, connections) ?? notOnboarded),
  };
}

function placeOf(index: number): { readonly domain: string; readonly site: string } {
  const district = Math.floor(index / atSchool.hosts / schoolsInDistrict) + 1;
  return { domain: `district${district}.ahornkreis.example`, site: `School ${schoolNumber(index)}` };
}

function schoolNumber(index: number): string {
  return String(Math.floor(index / atSchool.hosts) + 1).padStart(5, '0');
}

/** Reinstalled from an image in the last holidays: the record from before is still there. */
function reinstalled(host: ServerFacts, startAt: number): Partial<ServerFacts> {
  return { devices: [...host.devices, olderRecord(host, startAt - 25 * dayMs)] };
}

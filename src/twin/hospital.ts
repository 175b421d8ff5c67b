import { Dice } from './dice.ts';
import { olderRecord } from './older-record.ts';
import { aServer, type Estate, type OperatingSystemName, type ServerFacts } from './server.ts';
import { drawKind, refuseOddSize, type Share, type SizedOrder } from './shares.ts';

const dayMs = 86_400_000;
/** Of every hundred servers the first twenty stand in two houses, the next ten in five clinics, and each of the others alone. */
const block = { houses: 2, inHouse: 10, clinics: 5, inClinic: 2, servers: 100 } as const;

/** Devices that only run on what they were bought with keep old systems alive. */
const systems: readonly Share<OperatingSystemName>[] = [
  { share: 0.18, kind: 'ws2016' },
  { share: 0.44, kind: 'ws2019' },
  { share: 0.31, kind: 'ws2022' },
];

/** What is wrong with a server, as a change of a clean one. */
type Trouble = (server: ServerFacts, startAt: number) => Partial<ServerFacts>;

const troubles: readonly Share<Trouble>[] = [
  // Nothing is restarted while a ward works, so updates come late.
  { share: 0.1, kind: ({ osRevision }) => ({ osRevision: osRevision - 2_000 }) },
  { share: 0.06, kind: () => ({ v2Version: '2.252.18700.300', delayedUpdate: true }) },
  { share: 0.05, kind: () => ({ senseVersion: '10.8560.25364.1036' }) },
  { share: 0.04, kind: () => ({ senseService: 'stopped' }) },
  { share: 0.03, kind: () => ({ updaterService: 'stopped' }) },
  { share: 0.03, kind: () => ({ policyPresent: false }) },
  { share: 0.02, kind: () => ({ deviceId: null }) },
  // The one server of a practice is everything at once.
  { share: 0.04, kind: () => ({ roles: ['domainController', 'adcs'] }) },
  { share: 0.02, kind: () => ({ roles: ['adfs'], sensorType: 'adfsIntegrated' }) },
  // A record of Defender for Endpoint that was taken out of the inventory: nothing says what the server runs.
  { share: 0.03, kind: () => ({ devices: [] }) },
  { share: 0.02, kind: renamed },
  { share: 0.02, kind: replaced },
  { share: 0.02, kind: () => ({ identity443: false }) },
  { share: 0.01, kind: () => ({ cpuPercent: 96 }) },
  { share: 0.01, kind: () => ({ tls12: false }) },
  // The service's own tables are wrong now and then, in either direction.
  { share: 0.01, kind: () => ({ serviceSays: 'notReady' }) },
  { share: 0.01, kind: () => ({ serviceSays: 'ready', updaterService: 'stopped' }) },
];

/** How a small site reaches the internet: many by the proxy of the carrier, which looks into what passes at some. */
const proxies: readonly Share<Partial<ServerFacts>>[] = [
  { share: 0.12, kind: { proxy: 'inspecting' } },
  { share: 0.58, kind: { proxy: 'configured' } },
];

/**
 * Fjordholm Hospitals, invented: two houses that never close, a few clinics, and practices with one server each, of which every hundred
 * repeat the pattern. Systems are old, most small sites go through a proxy, and some proxies break TLS open. Staff at home uses the VPN
 * integration of the old sensor.
 */
export function hospitalEstate(order: SizedOrder): Estate {
  refuseOddSize(order.hosts);
  return {
    name: 'hospital',
    tenant: {
      name: 'Fjordholm Hospitals',
      syslogNotifications: false,
      vpnIntegration: true,
      actionAccount: 'gmsa',
      actionAccountName: 'svc-sensor-act$',
      rpcAuditing: false,
      automaticAuditing: false,
      activationMode: 'manual',
    },
    servers: Array.from({ length: order.hosts }, (_, index) => server(order, index)),
    issues: [],
  };
}

function server({ seed, startAt }: SizedOrder, index: number): ServerFacts {
  const dice = new Dice(seed, 'hospital', index);
  const place = placeOf(index);
  const plain = aServer({ ...place, os: drawKind(dice, systems) ?? 'ws2025', seed });
  const way = place.isSmall ? drawKind(dice, proxies) : undefined;
  const trouble = drawKind(dice, troubles);
  return { ...plain, connectivityType: 'Standard', ...way, ...trouble?.(plain, startAt) };
}

interface Place {
  readonly name: string;
  readonly domain: string;
  readonly site: string;
  readonly isSmall: boolean;
}

/** Every region of a thousand servers is a domain, as Microsoft lets a workspace have that many domain controllers. */
function placeOf(index: number): Place {
  const region = Math.floor(index / 1_000) + 1;
  const domain = `${region === 1 ? '' : `region${region}.`}fjordholm.example`;
  const group = Math.floor(index / block.servers) + 1;
  const at = index % block.servers;
  const inHouses = block.houses * block.inHouse;
  if (at < inHouses) {
    const house = at < block.inHouse ? 'North' : 'South';
    return {
      name: `H${number(group)}${house.charAt(0)}-DC${(at % block.inHouse) + 1}`,
      domain,
      site: `House ${house} ${number(group)}`,
      isSmall: false,
    };
  }
  const inClinics = block.clinics * block.inClinic;
  if (at < inHouses + inClinics) {
    const clinic = (group - 1) * block.clinics + Math.floor((at - inHouses) / block.inClinic) + 1;
    return {
      name: `C${number(clinic)}-DC${((at - inHouses) % block.inClinic) + 1}`,
      domain,
      site: `Clinic ${number(clinic)}`,
      isSmall: true,
    };
  }
  const practice = (group - 1) * (block.servers - inHouses - inClinics) + at - inHouses - inClinics + 1;
  return { name: `P${number(practice)}-DC1`, domain, site: `Practice ${number(practice)}`, isSmall: true };
}

function number(of: number): string {
  return String(of).padStart(5, '0');
}

/** The inventory still has the name from before the house was taken over. */
function renamed(server: ServerFacts, startAt: number): Partial<ServerFacts> {
  const before = olderRecord(server, startAt - 40 * dayMs, `OLD-${server.name}`);
  return { devices: [...server.devices.map((device) => ({ ...device, fqdn: before.fqdn })), before] };
}

/** New hardware under the old name. */
function replaced(server: ServerFacts, startAt: number): Partial<ServerFacts> {
  return { devices: [...server.devices, olderRecord(server, startAt - 9 * dayMs)] };
}

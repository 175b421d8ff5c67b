import { Dice } from './dice.ts';
import { aServer, type Estate, type OperatingSystemName, type ServerFacts } from './server.ts';
import { refuseOddSize } from './shares.ts';

interface EstateOrder {
  /** 1 to 100,000 servers. */
  readonly hosts: number;
  readonly seed: number;
  /** The share of servers with one reason against them, 0 to 1; 0.15 by default. */
  readonly troubledShare?: number;
  /** Domain controllers a site; 6 by default. */
  readonly hostsPerSite?: number;
}

const operatingSystemMix: readonly [OperatingSystemName, ...OperatingSystemName[]] = [
  'ws2022',
  'ws2022',
  'ws2022',
  'ws2019',
  'ws2019',
  'ws2025',
];

const troubles: readonly [Partial<ServerFacts>, ...Partial<ServerFacts>[]] = [
  { v2Version: '2.252.18700.300', delayedUpdate: true },
  { osRevision: 1_000 },
  { updaterService: 'stopped' },
  { senseService: 'stopped' },
  { senseVersion: '10.8560.25364.1036' },
  { policyPresent: false },
  { deviceId: null },
  { roles: ['domainController', 'adcs'] },
  { cpuPercent: 97 },
  { tls12: false },
  { policyBlocksNewServices: true },
];

/**
 * An estate of any size from a seed.
 * @throws RangeError outside 1 to 100,000 hosts.
 */
export function estateOf(order: EstateOrder): Estate {
  refuseOddSize(order.hosts);
  const hostsPerSite = order.hostsPerSite ?? 6;
  const servers: ServerFacts[] = [];
  for (let index = 0; index < order.hosts; index += 1) {
    const siteNumber = Math.floor(index / hostsPerSite) + 1;
    const dice = new Dice(order.seed, 'generated', index);
    servers.push(
      aServer({
        name: `S${String(siteNumber).padStart(4, '0')}-DC${(index % hostsPerSite) + 1}`,
        domain: `d${Math.floor((siteNumber - 1) / 40) + 1}.estate.example`,
        site: `Site ${String(siteNumber).padStart(4, '0')}`,
        os: dice.pick(operatingSystemMix),
        seed: order.seed,
        but: dice.chance(order.troubledShare ?? 0.15) ? dice.pick(troubles) : {},
      }),
    );
  }
  return {
    name: `generated-${order.hosts}-${order.seed}`,
    tenant: {
      name: `Generated estate ${order.seed}`,
      syslogNotifications: false,
      vpnIntegration: false,
      actionAccount: 'localSystem',
      actionAccountName: null,
      rpcAuditing: true,
      automaticAuditing: true,
      activationMode: 'manual',
    },
    servers,
    issues: [],
  };
}

import { Dice } from './dice.ts';
import { aServer, type Estate, type OperatingSystemName, type ServerFacts } from './server.ts';

const domain = 'nordufer.example';
const dayMs = 86_400_000;
/** The estate's identities stay the same whatever seed a twin runs with, so that a tour can name them. */
const bankSeed = 20_260_318;

/**
 * Nordufer Bank, invented: one domain, three sites, thirty servers. Twelve domain controllers are clean; MUC-DC3 is
 * Ready and will run into the two-hour deadline; every other host stands for one reason why a server is not, or should
 * not be, migrated (S3-01, 02, 03, 15, 19). The tenant sends syslog and uses a gMSA for action accounts (S3-20, S3-11).
 */
export function bankEstate(startAt: number): Estate {
  return {
    name: 'bank',
    tenant: {
      name: 'Nordufer Bank',
      syslogNotifications: true,
      vpnIntegration: false,
      actionAccount: 'gmsa',
      actionAccountName: 'svc-mdi-act$',
      rpcAuditing: true,
      automaticAuditing: false,
      activationMode: 'manual',
    },
    servers: [...cleanServers(), ...troubledServers(startAt)],
    issues: [
      { server: 'MUC-DC2', issue: 'capture-incomplete' },
      { server: 'BER-DC5', issue: 'sensor-outdated' },
      { server: 'HAM-DC6', issue: 'service-stopped' },
    ],
  };
}

function cleanServers(): ServerFacts[] {
  const rows: [string, OperatingSystemName][] = [
    ['BER-DC1', 'ws2022'],
    ['BER-DC2', 'ws2022'],
    ['BER-DC3', 'ws2019'],
    ['BER-DC4', 'ws2025'],
    ['MUC-DC1', 'ws2022'],
    ['MUC-DC2', 'ws2019'],
    ['MUC-DC4', 'ws2022'],
    ['MUC-DC5', 'ws2025'],
    ['HAM-DC1', 'ws2022'],
    ['HAM-DC2', 'ws2022'],
    ['HAM-DC3', 'ws2019'],
    ['HAM-DC4', 'ws2025'],
  ];
  return rows.map(([name, os]) => server(name, os, name === 'HAM-DC3' ? { npcapUsedByOthers: true } : {}));
}

function troubledServers(startAt: number): ServerFacts[] {
  return [
    // Berlin: prerequisites of the server itself (S3-01, S3-03).
    server('BER-DC5', 'ws2022', { v2Version: '2.251.18512.200', delayedUpdate: true }),
    server('BER-DC6', 'ws2022', { osRevision: 4_776 }),
    server('BER-DC7', 'ws2022', {
      senseService: 'absent',
      senseVersion: null,
      policyPresent: false,
      statusKeyPresent: false,
      onboardedInfoPresent: false,
      deviceId: null,
      devices: [],
      connectivityType: '',
    }),
    server('BER-DC8', 'ws2022', { updaterService: 'stopped', serviceSays: 'ready' }),
    server('BER-CA1', 'ws2022', { roles: ['domainController', 'adcs'] }),
    server('BER-FS1', 'ws2022', { roles: ['adfs'], sensorType: 'adfsIntegrated', logonEventsPerHour: 120 }),
    // Hamburg: old systems and stopped services (S3-01, S3-02).
    server('HAM-DC5', 'ws2016', {}),
    server('HAM-DC6', 'ws2022', { updaterService: 'stopped' }),
    server('HAM-DC7', 'ws2022', { senseService: 'stopped' }),
    server('HAM-DC8', 'ws2025', { hotpatch: true, osRevision: 32_690, osRevisionVisible: false }),
    server('HAM-DC9', 'ws2022', { serviceSays: 'notReady' }),
    server('HAM-DC10', 'ws2022', { devices: [record('HAM-DC10', 'current', `HAM-OLD10.${domain}`)] }),
    // Munich: onboarding, registry and identity (S3-02, S3-15, S3-19), and the deadline (S3-08, S3-13).
    server('MUC-DC3', 'ws2019', { cpuPercent: 97, description: 'Login storm host; nightly batch until noon' }),
    server('MUC-DC6', 'ws2022', { policyPresent: false }),
    server('MUC-DC7', 'ws2022', { deviceId: null }),
    server('MUC-DC8', 'ws2019', { senseVersion: '10.8560.25364.1036' }),
    server('MUC-DC9', 'ws2022', { devices: [record('MUC-DC9', 'current'), record('MUC-DC9', 'double')] }),
    server('MUC-DC10', 'ws2022', {
      devices: [record('MUC-DC10', 'current'), { ...record('MUC-DC10', 'before'), lastSeenAt: startAt - 3 * dayMs }],
    }),
  ];
}

function server(name: string, os: OperatingSystemName, but: Partial<ServerFacts>): ServerFacts {
  const sites: Record<string, string> = { BER: 'Berlin', MUC: 'Munich', HAM: 'Hamburg' };
  const site = sites[name.slice(0, 3)] ?? 'Berlin';
  const adapters = [
    { id: new Dice(bankSeed, 'adapter', name).guid(), name: 'Ethernet0', isEnabled: true },
    { id: new Dice(bankSeed, 'adapter-2', name).guid(), name: 'Backup', isEnabled: false },
  ];
  const plain = aServer({ name, domain, site, os, seed: bankSeed });
  // A record called 'current' is the one under the server's own SenseMachineId.
  const devices = but.devices?.map((device) =>
    device.id === 'current' ? { ...device, id: plain.deviceId ?? device.id } : device,
  );
  return { ...plain, adapters, ...but, ...(devices ? { devices } : {}) };
}

function record(name: string, which: 'current' | 'double' | 'before', fqdn = `${name}.${domain}`) {
  const id = which === 'current' ? 'current' : new Dice(bankSeed, which, name).hex(40);
  return { id, fqdn, lastSeenAt: null, mergedTo: null };
}

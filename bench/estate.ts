import { createHash } from 'node:crypto';
import type { FactDocument, FactKey, FactValue, SourceId } from '../src/domain/fact.ts';
import type { Host } from '../src/domain/host.ts';
import { as } from '../src/domain/ids.ts';
import type { TenantFacts } from '../src/domain/journey.ts';
import type { FactReading, SensorReading } from '../src/engine/ports/service.ts';

const sites = ['Berlin', 'Hamburg', 'Munich', 'Vienna', 'Zurich'];

export const tenantFacts: TenantFacts = { usesVpnIntegration: false, usesSyslog: false };

/** One of an estate of any size; the same index always gives the same server. */
export function hostOf(index: number): Host {
  const site = sites[index % sites.length] ?? '';
  const name = `${site.slice(0, 3).toUpperCase()}-DC${String(index).padStart(6, '0')}`;
  const domain = 'nordufer.example';
  const fqdn = `${name.toLowerCase()}.${domain}`;
  return { hostId: as(uuidOf(`host ${index}`)), name, fqdn, domain, site, sensorId: uuidOf(`sensor ${index}`) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Something that looks like any other id; benches need the same every time. */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Facts = Readonly<Record<FactKey, FactValue>>;

/** What each source says of a server; every tenth has its sensor service of Defender for Endpoint stopped. */
function factsOf(host: Host, index: number): Readonly<Partial<Record<SourceId, Facts>>> {
  const { fqdn } = host;
  const deviceId = sha256(`device ${index}`).slice(0, 40);
  return {
    'host-facts': {
      'os.build': 20_348,
      'os.revision': 5_139,
      'os.productName': 'Windows Server 2022 Standard',
      'os.hotpatch': false,
      roles: ['domainController'],
      'host.fqdn': fqdn,
      'service.AATPSensorUpdater': 'running',
      'service.AATPSensor': 'running',
      'service.Sense': index % 10 === 9 ? 'stopped' : 'running',
      'mdi.v2.version': '2.254.19112.470',
      'mdi.v2.installed': true,
      'sense.version': '10.8760.26100.1050',
      'onboarding.policyPresent': true,
      'onboarding.statusKeyPresent': true,
      'onboarding.onboardedInfoPresent': true,
      'device.id': deviceId,
      'tls12.enabled': true,
      'proxy.mode': 'none',
      'npcap.installed': true,
      'npcap.usedByOthers': false,
      'connectivity.endpoint443': true,
      'connectivity.identity443': true,
      'policy.blocksNewServices': false,
      'load.cpuPercent': 8 + (index % 30),
    },
    'graph-sensor-migration': sensorFacts(host, 'healthy'),
    'graph-sensors': settingsFacts(host),
    'graph-health-issues': { 'mdi.openHealthIssues': 0, 'mdi.healthIssues': [] },
    'hunting-device-identity': {
      'device.records': [deviceId],
      'device.fqdn': fqdn,
      'device.onboardingStatus': 'Onboarded',
      'device.health': 'Active',
      'os.build': 20_348,
      'sense.version': '10.8760.26100.1050',
    },
    'hunting-identity-activity': { 'activity.events1h': 400 + (index % 900) },
  };
}

function sensorFacts(host: Host, healthStatus: string): Facts {
  return {
    'mdi.sensorId': host.sensorId ?? null,
    'mdi.migrationState': 'readyForMigration',
    'mdi.sensorType': 'domainControllerIntegrated',
    'mdi.healthStatus': healthStatus,
    'mdi.serviceStatus': 'running',
    'mdi.v2.version': '2.254.19112.470',
    'host.fqdn': host.fqdn,
  };
}

function settingsFacts(host: Host): Facts {
  return {
    'mdi.sensorId': host.sensorId ?? null,
    'mdi.deploymentStatus': 'upToDate',
    'mdi.openHealthIssues': 0,
    'mdi.description': 'first floor',
    'mdi.dnsNames': [host.fqdn],
    'mdi.delayedUpdate': false,
    'mdi.networkAdapters': ['Ethernet0'],
  };
}

export function documentsOf(host: Host, index: number, observedAt: number): readonly FactDocument[] {
  return Object.entries(factsOf(host, index)).map(([source, facts]) => ({
    hostId: host.hostId,
    source: source as SourceId,
    observedAt,
    facts: facts ?? {},
  }));
}

/** The row of the list of migration states, as the connector gives it. */
export function sensorReadingOf(
  index: number,
  said: { readonly migrationState: SensorReading['migrationState']; readonly healthStatus: string },
): SensorReading {
  const host = hostOf(index);
  return {
    source: 'graph-sensor-migration',
    name: host.name,
    fqdn: host.fqdn,
    domain: host.domain,
    sensorId: host.sensorId ?? '',
    facts: { ...sensorFacts(host, said.healthStatus), 'mdi.migrationState': said.migrationState },
    migrationState: said.migrationState,
    sensorType: 'domainControllerIntegrated',
    version: '2.254.19112.470',
    generation: 'v2',
    healthStatus: said.healthStatus,
    serviceStatus: 'running',
  };
}

/** What another list or query says of the server. */
export function readingOf(index: number, source: 'graph-sensors' | 'hunting-device-identity'): FactReading {
  const host = hostOf(index);
  const { name, fqdn, domain } = host;
  return { source, name, fqdn, domain, facts: factsOf(host, index)[source] ?? {} };
}

import type { FactDocument, SourceId, SourceKind } from './fact.ts';
import { hourMs, minuteMs } from './time.ts';

interface Source {
  readonly title: string;
  /** The higher rank is believed when fresh sources disagree. */
  readonly rank: number;
  /** How long after its observation a value may be used for a decision. */
  readonly maxAgeMs: number;
  /** How a person gets (newer) facts from it; one sentence. */
  readonly howToGet: string;
}

/**
 * The sources, and whom to believe. Nearness to the server decides, not age: what was read on the server itself stands
 * above what a cloud says about it, because the cloud's copies lag (Graph by minutes, hunting by 15 min to a day) and are
 * joined to the server by a name. A table somebody exported stands below the query it came from, since nobody knows what
 * was done to it on the way; a person's statement stands last. Freshness is a separate question: a value past its age is
 * not believed at all, however near its source was.
 */
export const sources: Readonly<Record<SourceKind, Source>> = {
  'host-facts': {
    title: 'Host facts collected on the server',
    rank: 100,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run the collector on the server and import its host facts document.',
  },
  'sc-query': {
    title: 'Output of sc query',
    rank: 96,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "sc query NAME > FILE" on the server and import the file.',
  },
  registry: {
    title: 'Registry export',
    rank: 95,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "reg export KEY FILE" on the server and import the file.',
  },
  'os-version': {
    title: 'Output of ver or systeminfo',
    rank: 94,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "ver > FILE" in a command prompt on the server and import the file.',
  },
  'sense-events': {
    title: 'SENSE event log',
    rank: 93,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Export Microsoft-Windows-SENSE/Operational from the Event Viewer and import the file.',
  },
  'mdatp-health': {
    title: 'Output of mdatp health',
    rank: 92,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "mdatp health --output json > FILE" on the device and import the file.',
  },
  'mdatp-edr': {
    title: 'Output of mdatp health --details edr',
    rank: 91,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "mdatp health --details edr > FILE" on the device and import the file.',
  },
  'client-analyzer': {
    title: 'Defender for Endpoint Client Analyzer',
    rank: 90,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run the Client Analyzer on the server and import its result.',
  },
  'mdatp-connectivity': {
    title: 'Output of mdatp connectivity test',
    rank: 89,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "mdatp connectivity test > FILE" on the device and import the file.',
  },
  'mdi-sensor-log': {
    title: 'Log of sensor v2.x',
    rank: 88,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Copy Microsoft.Tri.Sensor.log and its -Errors.log from the Logs folder of the sensor and import them.',
  },
  'mdi-deployment-log': {
    title: 'Deployment log of sensor v2.x',
    rank: 87,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Copy the newest "Azure Advanced Threat Protection Sensor" log from the temporary folder and import it.',
  },
  'mdi-readiness': {
    title: 'Report of Test-MdiReadiness',
    rank: 86,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run Test-MdiReadiness.ps1 in the domain and import the JSON file that it writes.',
  },
  'graph-sensor-migration': {
    title: 'Graph sensorMigration',
    rank: 82,
    maxAgeMs: 15 * minuteMs,
    howToGet: 'Connect the tenant; it is read from Graph by itself.',
  },
  'graph-sensors': {
    title: 'Graph sensors',
    rank: 81,
    maxAgeMs: 15 * minuteMs,
    howToGet: 'Connect the tenant; it is read from Graph by itself.',
  },
  'graph-sensor-candidates': {
    title: 'Graph sensorCandidates',
    rank: 80,
    maxAgeMs: 15 * minuteMs,
    howToGet: 'Connect the tenant; it is read from Graph by itself.',
  },
  'graph-health-issues': {
    title: 'Graph healthIssues',
    rank: 79,
    maxAgeMs: 2 * hourMs,
    howToGet: 'Grant SecurityIdentitiesHealth.Read.All to the connection; it is read by itself.',
  },
  'hunting-device-identity': {
    title: 'Advanced hunting, device identity',
    rank: 71,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Grant ThreatHunting.Read.All to the connection; the query runs by itself.',
  },
  'hunting-identity-activity': {
    title: 'Advanced hunting, identity activity',
    rank: 70,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Grant ThreatHunting.Read.All to the connection; the query runs by itself.',
  },
  'csv-sensors': {
    title: 'Exported sensor list',
    rank: 62,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Export Sensors.csv from the portal and import it.',
  },
  'csv-device-inventory': {
    title: 'Exported device inventory',
    rank: 61,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Export the device inventory from the portal and import it.',
  },
  'csv-ad-computers': {
    title: 'Exported list of AD computers',
    rank: 60,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Export the computers from Active Directory and import the file.',
  },
  probe: {
    title: 'Connectivity as seen from changeguard',
    rank: 40,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Run "changeguard probe" on the machine that runs changeguard.',
  },
  attestation: {
    title: 'A person’s statement',
    rank: 10,
    maxAgeMs: 24 * hourMs,
    howToGet: 'Complete the task that asks for it.',
  },
};

/** Title, rank and freshness of a source; all parts of a parted source share them. */
export function sourceOf(id: SourceId): Source {
  const slash = id.indexOf('/');
  return sources[(slash < 0 ? id : id.slice(0, slash)) as SourceKind];
}

/**
 * What these say is asked for as proof that a server protects after its move, and by no check of whether it can move: it is another number every hour,
 * and a verdict that stood on it would be void every hour.
 */
export const proofOnly: readonly SourceId[] = ['hunting-identity-activity'];

/** Whether a verdict stands on what the source says. */
export function isJudged({ source }: Pick<FactDocument, 'source'>): boolean {
  return !proofOnly.includes(source);
}

/** Two clocks may differ by so much before a document from the future is not believed; Kerberos tolerates the same. */
export const clockToleranceMs = 5 * minuteMs;

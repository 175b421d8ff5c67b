import type { FactKey, FactValue } from '../../domain/fact.ts';
import type { IdentityRole } from '../../domain/fact-keys.ts';
import { fqdnOf, type HostName, hostNameOf } from '../../domain/host-name.ts';
import type { FactReading, HealthIssueReading, SensorReading } from '../../engine/ports/service.ts';
import type { KnownPages } from './known-pages.ts';
import {
  brokenRow,
  instantOf,
  integerOf,
  LastOfEach,
  type ListReader,
  type Row,
  sortedTextsOf,
  textOf,
} from './rows.ts';
import { choiceOf, isOpenStatus, migrationStateOf, roleOf, severityOf } from './words.ts';

type Facts = Record<FactKey, FactValue>;
type ListedRow = Row & { readonly id: string };

/** Two generations by the first number of the version; anything else is not guessed. */
export function generationOf(version: string): 'v2' | 'v3' | 'unknown' {
  const major = /^(\d+)(\.\d+){1,3}$/.exec(version)?.[1];
  if (major === '2') return 'v2';
  return major === '3' ? 'v3' : 'unknown';
}

/** `mdi.serviceStatus` is what the cloud says of the sensor's service; the updater service on the server is another thing, which no list shows. */
export function sensorReadings(known?: KnownPages<SensorReading>): ListReader<SensorReading> {
  const read = (row: ListedRow, index: number): SensorReading => {
    if (typeof row.migrationState !== 'string') throw brokenRow('sensorMigration', index, 'has no migration state');
    const name = nameOf(row);
    const version = textOf(row.version) ?? '';
    const generation = generationOf(version);
    const migrationState = migrationStateOf(row.migrationState);
    const sensorType = choiceOf('mdi.sensorType', row.sensorType);
    const healthStatus = choiceOf('mdi.healthStatus', row.healthStatus);
    const serviceStatus = choiceOf('mdi.serviceStatus', row.serviceStatus);
    const facts: Facts = {
      'mdi.sensorId': row.id,
      'mdi.migrationState': migrationState,
      'mdi.sensorType': sensorType,
      'mdi.healthStatus': healthStatus,
      'mdi.serviceStatus': serviceStatus,
    };
    if (generation === 'v2') facts['mdi.v2.version'] = version;
    if (generation === 'v3') facts['mdi.v3.version'] = version;
    if (name.fqdn !== undefined) facts['host.fqdn'] = name.fqdn;
    return {
      source: 'graph-sensor-migration',
      ...name,
      sensorId: row.id,
      facts,
      migrationState,
      sensorType,
      version,
      generation,
      healthStatus,
      serviceStatus,
    };
  };
  return new LastOfEach('sensorMigration', read, known);
}

export function sensorSettingsReadings(known?: KnownPages<FactReading>): ListReader<FactReading> {
  const read = (row: ListedRow): FactReading => {
    const facts: Facts = {
      'mdi.sensorId': row.id,
      'mdi.deploymentStatus': choiceOf('mdi.deploymentStatus', row.deploymentStatus),
    };
    const openIssues = integerOf(row.openHealthIssuesCount);
    if (openIssues !== undefined && openIssues >= 0) facts['mdi.openHealthIssues'] = openIssues;
    addSettings(facts, row.settings);
    return { source: 'graph-sensors', ...nameOf(row), sensorId: row.id, facts };
  };
  return new LastOfEach('sensors', read, known);
}

/** The configuration that must survive a migration. A member that is absent says nothing; an odd one says nothing either. */
function addSettings(facts: Facts, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const settings = value as Row;
  const description = settings.description === null ? null : textOf(settings.description);
  if (description !== undefined) facts['mdi.description'] = description;
  const dnsNames = sortedTextsOf(settings.domainControllerDnsNames);
  if (dnsNames !== undefined) facts['mdi.dnsNames'] = dnsNames;
  const delayed = settings.isDelayedDeploymentEnabled;
  if (typeof delayed === 'boolean') facts['mdi.delayedUpdate'] = delayed;
  const adapters = settings.networkAdapters;
  if (!Array.isArray(adapters)) return;
  const names = sortedTextsOf(adapters.map((adapter) => (adapter as Row | null)?.name));
  if (names !== undefined) facts['mdi.networkAdapters'] = names;
}

export function candidateReadings(): ListReader<FactReading> {
  return new LastOfEach('sensorCandidates', (row) => {
    const fqdn = fqdnOf(row.computerDnsName);
    const shown = textOf(row.computerDnsName) ?? row.id;
    const name: HostName =
      fqdn === undefined ? { name: shown } : (hostNameOf(shown, row.domainName) ?? { name: shown });
    const facts: Facts = {};
    if (name.fqdn !== undefined) facts['host.fqdn'] = name.fqdn;
    const version = textOf(row.senseClientVersion);
    if (version !== undefined && version !== '') facts['sense.version'] = version;
    const roles = rolesOfFlags(row.sensorTypes);
    if (roles !== undefined) facts.roles = roles;
    return { source: 'graph-sensor-candidates', ...name, facts, observedAt: instantOf(row.lastSeenDateTime) };
  });
}

/** Flags come as a list, each item perhaps several with commas. One that we do not know may be a further identity role, so then nothing is said. */
function rolesOfFlags(value: unknown): readonly IdentityRole[] | undefined {
  const words = sortedTextsOf(typeof value === 'string' ? [value] : value);
  if (words === undefined) return undefined;
  return rolesOfWords(words.flatMap((word) => word.split(',')));
}

/** @returns undefined when there is no word, or one that we do not know. */
export function rolesOfWords(words: readonly string[]): readonly IdentityRole[] | undefined {
  const roles = new Set<IdentityRole>();
  for (const word of words) {
    const role = roleOf(word);
    if (role === undefined) return undefined;
    roles.add(role);
  }
  return roles.size === 0 ? undefined : [...roles].sort();
}

/** Open issues only; the filter of the request is the service's to honour, so it is applied once more here. */
export function healthIssueReadings(): ListReader<HealthIssueReading> {
  const issues = new LastOfEach('healthIssues', (row): HealthIssueReading => {
    const type = row.healthIssueType;
    const fqdns = lowerCaseNames(row.sensorDNSNames);
    return {
      issueId: row.id,
      issueTypeId: textOf(row.issueTypeId) ?? '',
      title: textOf(row.displayName) ?? '',
      severity: severityOf(row.severity),
      isOpen: isOpenStatus(row.status),
      // One sample writes it with a capital. An issue whose servers cannot be read may concern any of them.
      isGlobal: fqdns === undefined || (typeof type === 'string' && type.toLowerCase() === 'global'),
      fqdns: fqdns ?? [],
    };
  });
  return {
    takeAgain: (digest) => issues.takeAgain(digest),
    take: (page, digest) => issues.take(page, digest),
    readings: () => issues.readings().filter((reading) => reading.isOpen),
  };
}

function lowerCaseNames(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const names: string[] = [];
  for (const name of value) {
    if (typeof name !== 'string') return undefined;
    names.push(name.trim().toLowerCase());
  }
  return names.length > 1 ? [...new Set(names)] : names;
}

function nameOf(row: ListedRow): HostName {
  return hostNameOf(row.displayName, row.domainName) ?? { name: row.id };
}

import { fqdnOf } from '../../domain/host-name.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, quoted, type ReadOptions } from '../reading.ts';

export const mdiReadiness: FileFormat = {
  format: 'mdi-readiness',
  title: 'Report of Test-MdiReadiness (JSON)',
  // The order of the members varies, so they are looked for everywhere.
  recognises: ({ head, text }) =>
    /^\s*\{/.test(head) &&
    text.includes('"DomainControllers"') &&
    /"(DomainObjectAuditing|DomainAdfsAuditing|DomainExchangeAuditing|DomainSchemaVersion|CAServers)"/.test(text),
  read: (file, options, problems) => ({ rows: readReadiness(file.text, options, problems) }),
};

type Json = Readonly<Record<string, unknown>>;

/** Lists of servers with the role that being in them shows. */
const serverLists = [
  { member: 'DomainControllers', role: 'domainController' },
  { member: 'CAServers', role: 'adcs' },
  { member: 'EntraConnectServers', role: 'entraConnect' },
] as const;

const readinessFacts: Readonly<Record<string, string>> = {
  ServerRequirements: 'mdi.readiness.serverRequirements',
  PowerSettings: 'mdi.readiness.powerSettings',
  AdvancedAuditing: 'mdi.readiness.advancedAuditing',
  NtlmAuditing: 'mdi.readiness.ntlmAuditing',
  RootCertificates: 'mdi.readiness.rootCertificates',
};

const otherMembers: ReadonlySet<string> = new Set([
  'FQDN',
  'IP',
  'OS',
  'OSVersion',
  'SensorVersion',
  'CapturingComponent',
  'MachineType',
  'Comment',
  'Details',
]);

function readReadiness(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const report = parsed(text);
  if (report === undefined) {
    problems.add('file-damaged', 'The report is no whole JSON document; it was not used.');
    return [];
  }
  const { observedAt, fileName } = options;
  if (observedAt === undefined) {
    problems.add('time-missing', 'The report does not say when it was made.');
    return [];
  }
  const servers = serversIn(report, problems);
  return [...servers].flatMap(([fqdn, entries]) => {
    const sheet = new FactSheet(problems);
    for (const entry of entries) putServer(sheet, entry.server, problems);
    putRoles(sheet, entries);
    if (sheet.size === 0) return [];
    sheet.put('host.fqdn', fqdn);
    const short = fqdn.split('.')[0] ?? fqdn;
    const host = { name: short.toUpperCase(), fqdn, domain: fqdn.slice(short.length + 1) };
    return [sheet.row({ source: 'mdi-readiness', ...host, fileName, observedAt })];
  });
}

interface ServerEntry {
  readonly role: (typeof serverLists)[number]['role'];
  readonly server: Json;
}

function serversIn(report: Json, problems: ProblemList): ReadonlyMap<string, readonly ServerEntry[]> {
  const servers = new Map<string, ServerEntry[]>();
  for (const { member, role } of serverLists) {
    const list = report[member];
    // A list of one becomes the one itself, an empty one null: ConvertTo-Json of Windows PowerShell does that.
    const entries = Array.isArray(list) ? list : list === null || list === undefined ? [] : [list];
    if (entries.length > evidenceLimits.rows) {
      problems.add('file-too-large', `${member} has more than ${evidenceLimits.rows} servers; none was used.`);
      return new Map();
    }
    for (const entry of entries) {
      const server = objectOf(entry);
      const fqdn = fqdnOf(server?.FQDN);
      if (server === undefined || fqdn === undefined) {
        problems.addRepeated('row', 'row-invalid', `An entry of ${member} has no full name of a server.`);
        continue;
      }
      const known = servers.get(fqdn);
      if (known === undefined) servers.set(fqdn, [{ role, server }]);
      else known.push({ role, server });
    }
  }
  return servers;
}

/** A server that could not be reached tells nothing: what stands there besides is a default of the script. */
function putServer(sheet: FactSheet, server: Json, problems: ProblemList): void {
  const comment = typeof server.Comment === 'string' ? server.Comment.trim() : '';
  if (/not available/i.test(comment)) {
    problems.add('tool-failed', `Test-MdiReadiness did not reach ${quoted(String(server.FQDN))}.`);
    return;
  }
  if (comment !== '') problems.addRepeated('comment', 'text-unread', 'A server has a comment that is not known.');
  for (const [member, key] of Object.entries(readinessFacts)) {
    // A certification authority is tested for other audit settings than a domain controller; the first list counts.
    if (typeof server[member] === 'boolean' && sheet.get(key) === undefined) sheet.put(key, server[member]);
  }
  const product = textOf(server.OS);
  if (product !== undefined) sheet.put('os.productName', product);
  putBuild(sheet, server.Details);
  putSensorVersion(sheet, textOf(server.SensorVersion), problems);
  const capturing = textOf(server.CapturingComponent);
  if (capturing !== undefined) putCapturing(sheet, capturing, problems);
  for (const [member, value] of Object.entries(server)) {
    if (otherMembers.has(member) || Object.hasOwn(readinessFacts, member)) continue;
    // Texts are not kept: nobody knows what they hold.
    const isPlain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    sheet.putUnknown('mdi.readiness', member, isPlain ? value : 'present');
  }
}

/** "10.0.20348": no revision, so it does not say which update is installed. */
function putBuild(sheet: FactSheet, details: unknown): void {
  const version = textOf(objectOf(objectOf(details)?.OSVersionDetails)?.Version);
  const build = version === undefined ? undefined : /^\d{1,2}\.\d{1,2}\.(\d{4,6})$/.exec(version)?.[1];
  if (build !== undefined) sheet.put('os.build', Number(build));
}

function putSensorVersion(sheet: FactSheet, version: string | undefined, problems: ProblemList): void {
  if (version === undefined) return;
  const major = /^(\d)(?:\.\d{1,6}){1,3}$/.exec(version)?.[1];
  if (major === '2') sheet.put('mdi.v2.version', version);
  else if (major === '3') sheet.put('mdi.v3.version', version);
  else if (isNone(version)) sheet.put('mdi.v2.version', null);
  else problems.addRepeated('version', 'value-unknown', `${quoted(version)} is no version of a sensor.`);
}

function putCapturing(sheet: FactSheet, component: string, problems: ProblemList): void {
  if (/^npcap\b/i.test(component)) sheet.put('npcap.installed', true);
  else if (!isNone(component) && !/^winpcap\b/i.test(component))
    problems.addRepeated('capture', 'value-unknown', `${quoted(component)} is no known capturing component.`);
}

/** Being in two lists proves two roles. Being in one proves nothing about the others, and roles must be known whole. */
function putRoles(sheet: FactSheet, entries: readonly ServerEntry[]): void {
  const roles = [...new Set(entries.map(({ role }) => role))].sort();
  if (roles.length > 1) sheet.put('roles', roles);
}

function isNone(text: string): boolean {
  return /^n[/\\]a$/i.test(text);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // Cut off or edited; the caller says so.
    return undefined;
  }
}

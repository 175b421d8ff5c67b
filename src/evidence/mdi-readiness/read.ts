import { fqdnOf } from '../../domain/host-name.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { type LineOf, linesOfJson } from '../json-lines.ts';
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
  const lineOf = linesOfJson(text, report);
  return [...servers].flatMap(([fqdn, entries]) => {
    const sheet = new FactSheet(problems);
    for (const entry of entries) putServer({ sheet, server: entry.server, problems, lineOf });
    putRoles(sheet, entries, lineOf);
    if (sheet.size === 0) return [];
    sheet.put('host.fqdn', fqdn, entries[0] && { line: lineOf(entries[0].server, 'FQDN') });
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

/** What one entry of a list says. */
interface Told {
  readonly sheet: FactSheet;
  readonly server: Json;
  readonly problems: ProblemList;
  readonly lineOf: LineOf;
}

/** A server that could not be reached tells nothing: what stands there besides is a default of the script. */
function putServer(told: Told): void {
  const { sheet, server, problems, lineOf } = told;
  const at = (member: string) => ({ line: lineOf(server, member) });
  const comment = typeof server.Comment === 'string' ? server.Comment.trim() : '';
  if (/not available/i.test(comment)) {
    problems.add('tool-failed', `Test-MdiReadiness did not reach ${quoted(String(server.FQDN))}.`, at('Comment').line);
    return;
  }
  if (comment !== '') problems.addRepeated('comment', 'text-unread', 'A server has a comment that is not known.');
  for (const [member, key] of Object.entries(readinessFacts)) {
    // A certification authority is tested for other audit settings than a domain controller; the first list counts.
    if (typeof server[member] === 'boolean' && sheet.get(key) === undefined) sheet.put(key, server[member], at(member));
  }
  const product = textOf(server.OS);
  if (product !== undefined) sheet.put('os.productName', product, at('OS'));
  putBuild(told);
  putSensorVersion(told);
  const capturing = textOf(server.CapturingComponent);
  if (capturing !== undefined) putCapturing(told, capturing);
  for (const [member, value] of Object.entries(server)) {
    if (otherMembers.has(member) || Object.hasOwn(readinessFacts, member)) continue;
    // Texts are not kept: nobody knows what they hold.
    const isPlain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    sheet.putUnknown('mdi.readiness', member, isPlain ? value : 'present', at(member));
  }
}

/** "10.0.20348": no revision, so it does not say which update is installed. */
function putBuild({ sheet, server, lineOf }: Told): void {
  const details = objectOf(objectOf(server.Details)?.OSVersionDetails);
  const version = textOf(details?.Version);
  const build = version === undefined ? undefined : /^\d{1,2}\.\d{1,2}\.(\d{4,6})$/.exec(version)?.[1];
  if (details !== undefined && build !== undefined)
    sheet.put('os.build', Number(build), { line: lineOf(details, 'Version') });
}

function putSensorVersion({ sheet, server, problems, lineOf }: Told): void {
  const version = textOf(server.SensorVersion);
  const at = { line: lineOf(server, 'SensorVersion') };
  if (version === undefined) return;
  const major = /^(\d)(?:\.\d{1,6}){1,3}$/.exec(version)?.[1];
  if (major === '2') sheet.put('mdi.v2.version', version, at);
  else if (major === '3') sheet.put('mdi.v3.version', version, at);
  else if (isNone(version)) sheet.put('mdi.v2.version', null, at);
  else problems.addRepeated('version', 'value-unknown', `${quoted(version)} is no version of a sensor.`, at.line);
}

function putCapturing({ sheet, server, problems, lineOf }: Told, component: string): void {
  const line = lineOf(server, 'CapturingComponent');
  if (/^npcap\b/i.test(component)) sheet.put('npcap.installed', true, { line });
  else if (!isNone(component) && !/^winpcap\b/i.test(component))
    problems.addRepeated('capture', 'value-unknown', `${quoted(component)} is no known capturing component.`, line);
}

/** Being in two lists proves two roles. Being in one proves nothing about the others, and roles must be known whole. */
function putRoles(sheet: FactSheet, entries: readonly ServerEntry[], lineOf: LineOf): void {
  const roles = [...new Set(entries.map(({ role }) => role))].sort();
  if (roles.length > 1) sheet.put('roles', roles, entries[0] && { line: lineOf(entries[0].server) });
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

import { fqdnOf, hostNameOf } from '../../domain/host-name.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { namedHost } from '../host-of-command.ts';
import { wholeLinesOf } from '../lines.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { defenderKeys, defenderParts } from './defender-parts.ts';
import { isExportHeader, readExportFile } from './export-file.ts';
import { machinePath, RegistryFindings } from './findings.ts';
import type { RegistryPart } from './part.ts';
import { type QueriedKey, type QueryRun, readQueryOutput } from './query-output.ts';
import { nameKeys, windowsParts } from './windows-parts.ts';

const parts: readonly RegistryPart[] = [...defenderParts, ...windowsParts];

export const registryExport: FileFormat = {
  format: 'registry-export',
  title: 'Registry export (.reg)',
  recognises: ({ head }) => isExportHeader(head.trimStart().slice(0, 100).split(/\r|\n/)[0] ?? ''),
  read: (file, options, problems) => ({ rows: readExport(file.text, options, problems) }),
};

export const regQuery: FileFormat = {
  format: 'reg-query',
  title: 'Output of reg query',
  recognises: ({ head }) => {
    const { runs } = readQueryOutput(head.split(/\r\n|\r|\n/));
    return runs.some(({ asked, keys }) => asked !== undefined || keys.length > 0);
  },
  read: (file, options, problems) => ({ rows: readQuery(file.text, options, problems) }),
};

function readExport(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems);
  if (lines === undefined) return [];
  const { keys, unread, deletes, isClosed } = readExportFile(lines);
  if (deletes !== undefined) {
    const detail =
      'The file deletes keys or values: it is a script for the registry and no export of it; it was not used.';
    problems.add('text-unread', detail, deletes);
    return [];
  }
  for (const line of unread) addUnread(problems, line);
  if (!isClosed && keys.length > 0) {
    const detail = 'No empty line follows the last key, so the file may be cut off; what that key lacks is not known.';
    problems.add('text-unread', detail, lines.length);
  }
  const findings = new RegistryFindings(problems);
  for (const key of keys) findings.add(key);
  return rowsOf(findings, undefined, options, problems);
}

function readQuery(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems);
  if (lines === undefined) return [];
  const { runs, unread } = readQueryOutput(lines);
  for (const line of unread) addUnread(problems, line);
  const byHost = new Map<string, RegistryFindings>();
  const findingsOf = (host: string | undefined) => {
    const known = byHost.get(host ?? '');
    const findings = known ?? new RegistryFindings(problems);
    byHost.set(host ?? '', findings);
    return findings;
  };
  for (const run of runs) {
    if (run.asked?.isOtherView === true) {
      problems.add(
        'text-unread',
        'The view of 32-bit programs (/reg:32) is another registry; it was not used.',
        run.line,
      );
      continue;
    }
    for (const key of run.keys) findingsOf(key.host ?? run.asked?.host).add({ ...key, isWhole: isWhole(run, key) });
    if (run.keys.length === 0) addNotFound(run, findingsOf(run.asked?.host), problems);
  }
  return [...byHost].flatMap(([host, findings]) => rowsOf(findings, host === '' ? undefined : host, options, problems));
}

function addUnread(problems: ProblemList, line: number): void {
  // Not quoted: a piece of a value may be a secret.
  problems.addRepeated('unread', 'text-unread', 'A line of the registry was not understood.', line);
}

/** Only a listing that ended well, of the key that was asked for, holds everything; keys below it are named without their values. */
function isWhole({ asked, status }: QueryRun, key: QueriedKey): boolean {
  if (asked === undefined || status?.code !== 0 || !key.isUnderstood) return false;
  return asked.lists === 'tree' || (asked.lists === 'key' && machinePath(asked.path) === machinePath(key.path));
}

function addNotFound({ asked, status, line }: QueryRun, findings: RegistryFindings, problems: ProblemList): void {
  const what = asked === undefined ? 'a key' : quoted(asked.value ?? asked.path);
  if (status === undefined) {
    const detail = `reg query was asked for ${what} and printed nothing; without its exit status that says nothing.`;
    problems.add('tool-failed', detail, line);
  } else if (status.code !== 1) {
    problems.add(
      'tool-failed',
      `reg query was asked for ${what} and ended with exit status ${status.code}.`,
      status.line,
    );
  } else if (asked === undefined) {
    const detail = 'reg query ended with exit status 1, but what it was asked for does not stand in the file.';
    problems.add('tool-failed', detail, status.line);
  } else findings.addNotFound(asked.path, asked.value, status.line);
}

function rowsOf(
  findings: RegistryFindings,
  asked: string | undefined,
  options: ReadOptions,
  problems: ProblemList,
): readonly EvidenceRow[] {
  const { observedAt, fileName } = options;
  addUnknownKeys(findings, problems);
  if (observedAt === undefined) {
    problems.add('time-missing', 'An export of the registry does not say when it was made.');
    return [];
  }
  const host = asked === undefined ? hostIn(findings) : namedHost(asked, problems);
  if (host === undefined) return [];
  return parts.flatMap((part) => {
    const sheet = new FactSheet(problems);
    part.read({ findings, sheet, problems, observedAt });
    putUnknown(part, findings, sheet);
    return sheet.size === 0 ? [] : [sheet.row({ source: `registry/${part.part}`, ...host, fileName, observedAt })];
  });
}

/** The export of a larger part of the registry may hold the computer's own name. */
function hostIn(findings: RegistryFindings): Pick<EvidenceRow, 'name' | 'fqdn' | 'domain'> {
  const text = (path: string, name: string) => {
    const answer = findings.value(path, name);
    return answer?.kind === 'found' && answer.data.kind === 'text' ? answer.data.text.trim() : undefined;
  };
  const short = text(nameKeys.dns, 'Hostname') || text(nameKeys.active, 'ComputerName');
  const named = short === undefined ? undefined : hostNameOf(short, fqdnOf(text(nameKeys.dns, 'Domain')));
  if (named === undefined || !/^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(named.name)) return { name: undefined };
  return { ...named, name: named.name.toUpperCase() };
}

/** What Defender for Endpoint keeps beside the values that rules read: numbers are kept, of everything else only that it is there. */
function putUnknown(part: RegistryPart, findings: RegistryFindings, sheet: FactSheet): void {
  if (part.ignored.includes('*')) return;
  for (const path of part.paths) {
    for (const { name, data, line } of findings.valuesOf(path)) {
      if (part.ignored.includes(name.toLowerCase()) || name === '' || /^\(.*\)$/.test(name)) continue;
      const value = data.kind === 'number' && data.number <= 0xffffffffn ? Number(data.number) : 'present';
      sheet.putUnknown(`registry.${part.part}`, name, value, { line });
    }
  }
}

function addUnknownKeys(findings: RegistryFindings, problems: ProblemList): void {
  const known = new Set(parts.flatMap(({ paths }) => paths));
  for (const path of findings.paths) {
    const isOurs = defenderKeys.some((key) => path.startsWith(`${key}\\`));
    if (known.has(path) || !isOurs) continue;
    problems.addRepeated('key', 'fact-unknown', `No rule reads the key ${quoted(path)}.`, findings.key(path)?.line);
  }
}

import { FactSheet } from '../fact-sheet.ts';
import type { EvidenceFile, FileFormat } from '../file.ts';
import { isOutput, linesOf } from '../lines.ts';
import type { EvidenceRow, ProblemList, ReadOptions } from '../reading.ts';
import { foldedKey, type HealthEntry, jsonEntries, textEntries } from './entries.ts';
import { isHealthKey, putHealth } from './facts.ts';

/** `mdatp health`, as text or as JSON, on Linux and macOS. */
export const mdatpHealth: FileFormat = {
  format: 'mdatp-health',
  title: 'Output of mdatp health (text or JSON)',
  recognises: (file) => kindOf(file) === 'mdatp-health',
  read: (file, options, problems) => ({ rows: readHealth('mdatp-health', file.text, options, problems) }),
};

/** `mdatp health --details edr`: the same form, with nothing but what concerns endpoint detection. */
export const mdatpEdr: FileFormat = {
  format: 'mdatp-edr',
  title: 'Output of mdatp health --details edr (text or JSON)',
  recognises: (file) => kindOf(file) === 'mdatp-edr',
  read: (file, options, problems) => ({ rows: readHealth('mdatp-edr', file.text, options, problems) }),
};

type HealthKind = 'mdatp-health' | 'mdatp-edr';

/** Two keys that only `mdatp` has make the file one of both; where all of them begin with `edr`, it is the details. */
function kindOf(file: EvidenceFile): HealthKind | undefined {
  if (file.isArchive) return undefined;
  const keys = new Set(keysIn(file.head).map(foldedKey).filter(isHealthKey));
  if (keys.size < 2) return undefined;
  return [...keys].every((key) => key.startsWith('edr')) ? 'mdatp-edr' : 'mdatp-health';
}

function keysIn(head: string): readonly string[] {
  if (isJson(head)) return [...head.matchAll(/"([A-Za-z_]{2,64})"\s{0,8}:/g)].map((match) => match[1] ?? '');
  return [...linesOf(head)].map(({ text }) => /^\s{0,8}([a-z][a-z0-9_]{1,63}) {0,64} :/.exec(text)?.[1] ?? '');
}

function isJson(text: string): boolean {
  const begin = text.slice(0, 4_096).trimStart();
  return begin
    .replace(/^ATTENTION: No license[^\r\n]{0,200}/i, '')
    .trimStart()
    .startsWith('{');
}

function readHealth(
  format: HealthKind,
  text: string,
  { fileName, observedAt }: ReadOptions,
  problems: ProblemList,
): readonly EvidenceRow[] {
  if (!isOutput(text, problems)) return [];
  const sheet = new FactSheet(problems);
  const entries = healthEntries(text, problems);
  putHealth(entries, sheet, { prefix: 'mdatp', problems });
  if (sheet.size === 0) return [];
  if (observedAt === undefined) {
    problems.add('time-missing', 'The output of mdatp does not say when it was made.');
    return [];
  }
  return [sheet.row({ source: format, name: undefined, fileName, observedAt })];
}

/** The keys and values of either form; empty, with a problem, when a document is not whole. */
function healthEntries(text: string, problems: ProblemList): readonly HealthEntry[] {
  return isJson(text) ? (jsonEntries(text, problems) ?? []) : textEntries(text, problems);
}

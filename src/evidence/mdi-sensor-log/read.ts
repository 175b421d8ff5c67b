import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { wholeLinesOf } from '../lines.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { entriesOf, entryOf, type LogEntry } from './entries.ts';
import { observedIn } from './log-time.ts';
import { plainText } from './plain-text.ts';

export const mdiSensorLog: FileFormat = {
  format: 'mdi-sensor-log',
  title: 'Log of Defender for Identity sensor v2.x (Microsoft.Tri.Sensor.log)',
  // An archived log may begin in the middle of a long entry.
  recognises: ({ head }) => head.split(/\r\n|\r|\n/, 100).some((line) => isKnown(entryOf(line, 0)?.level)),
  read: (file, options, problems) => ({ rows: readSensorLog(file.text, options, problems) }),
};

const levels: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'warning', 'error', 'fatal']);

function isKnown(level: string | undefined): boolean {
  return level !== undefined && levels.has(level.toLowerCase());
}

function isError({ level }: LogEntry): boolean {
  return /^(error|fatal)$/i.test(level);
}

/** So many components are told apart; what comes then is counted together. */
const maxComponents = 100;

/**
 * Errors by component, and the version when a path shows it. That a log has no errors is no fact: logs roll over, and a file may be a piece of one.
 */
function readSensorLog(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems, evidenceLimits.logLines);
  if (lines === undefined) return [];
  const { entries, orphan } = entriesOf(lines);
  const last = entries.at(-1);
  if (last === undefined) {
    problems.add('file-damaged', 'The log holds no whole entry.');
    return [];
  }
  if (orphan !== undefined) problems.add('text-unread', 'The log begins in the middle of an entry.', orphan);
  for (const { level, line } of entries)
    if (!isKnown(level))
      problems.addRepeated(`level ${level}`, 'value-unknown', `${quoted(level)} is no known level.`, line);
  if (options.observedAt === undefined) {
    problems.add('time-missing', 'The log does not say in which time zone it was written.');
    return [];
  }
  const sheet = new FactSheet(problems);
  sheet.put('os.family', 'windows');
  putVersion(sheet, lines, problems);
  putErrors(sheet, entries.filter(isError), problems);
  const observedAt = observedIn(options.observedAt, last.local, last.line, problems);
  return [sheet.row({ source: 'mdi-sensor-log', name: undefined, fileName: options.fileName, observedAt })];
}

interface ErrorGroup {
  count: number;
  last: LogEntry;
}

function putErrors(sheet: FactSheet, errors: readonly LogEntry[], problems: ProblemList): void {
  const groups = new Map<string, ErrorGroup>();
  for (const error of errors) {
    const name = componentOf(error.component);
    const key = groups.has(name) || groups.size < maxComponents ? name : 'others';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count: 1, last: error });
    else {
      group.count += 1;
      group.last = error;
    }
  }
  const newest = errors.at(-1);
  if (newest === undefined) return;
  const rows = [...groups].sort(([, a], [, b]) => b.last.line - a.last.line);
  const texts = rows.map(([name, { count, last }]) => `${name}|${count}|${plainText(last.text)}`);
  sheet.put('mdi.log.errors', texts, { line: newest.line });
  const at = new Date(newest.local).toISOString().slice(0, 19).replace('T', ' ');
  problems.add('time-ambiguous', `The last error is of ${at}; the time zone is not written.`, newest.line);
}

/** ``CommunicationWebClient+<SendWithRetryAsync>d__9`1`` is CommunicationWebClient to people. */
function componentOf(component: string): string {
  return /^[\w.]{1,120}/.exec(component)?.[0] ?? 'unnamed';
}

/** The folder of the sensor has its version for a name. A log that names two of them was written during an update. */
function putVersion(sheet: FactSheet, lines: readonly string[], problems: ProblemList): void {
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (!line.includes('Azure Advanced Threat Protection Sensor')) continue;
    for (const match of line.matchAll(/\\Azure Advanced Threat Protection Sensor\\(2(?:\.\d{1,6}){2,3})\\/g))
      if (match[1] !== undefined) seen.set(match[1], index + 1);
    if (seen.size > 1) break;
  }
  const [first] = seen;
  if (first !== undefined && seen.size === 1) sheet.put('mdi.v2.version', first[0], { line: first[1] });
  if (seen.size > 1)
    problems.add(
      'evidence-contradictory',
      'The log names several versions of the sensor; none was used.',
      [...seen][1]?.[1],
    );
}

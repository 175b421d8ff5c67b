import type { EvidenceResult } from '../../contract/servers.ts';
import type { FolderListing } from '../io.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';
import type { FileOutcome, ImportRun } from './import-files.ts';

const maxShownProblems = 20;
const maxShownFiles = 50;

/** One file with its columns and problems. */
export function show(screen: Screen, outcome: FileOutcome): void {
  const { file } = outcome;
  if (outcome.kind === 'failed') {
    screen.line(toned('strong', plainText(file)));
    screen.prose(plainText(`! ${outcome.problem.detail} (${outcome.problem.code})`), '  ');
    screen.prose(plainText(`→ ${outcome.problem.remedy}`), '    ');
  } else if (outcome.kind === 'known') screen.line(`${toned('strong', plainText(file))}  came in before`);
  else showResult(screen, file, outcome.result);
}

function showResult(screen: Screen, file: string, result: EvidenceResult): void {
  screen.line(toned('strong', `${plainText(file)}  ${plainText(result.format)}`));
  if (result.mapping.length > 0)
    screen.table(
      [
        { title: 'Column', cell: (row) => row.column, min: 12 },
        { title: 'Read as', cell: (row) => row.key ?? { text: 'not used', tone: 'dim' as const }, min: 12 },
      ],
      result.mapping,
    );
  const did = result.isDryRun ? 'would be' : 'were';
  screen.line(
    `${plural(result.rows, 'row')} read: ${plural(result.registered, 'server')} ${did} new, ${result.updated} ${did} updated.`,
  );
  for (const problem of result.problems.slice(0, maxShownProblems)) {
    const where = problem.line === undefined ? '' : `line ${problem.line}: `;
    screen.prose(plainText(`! ${where}${problem.detail} (${problem.code})`), '  ');
    screen.prose(plainText(`→ ${problem.remedy}`), '    ');
  }
  if (result.problems.length > maxShownProblems)
    screen.line(`  and ${result.problems.length - maxShownProblems} more problems (--json shows all)`);
  if (result.isDryRun) screen.line('Nothing was changed.');
}

interface ProblemGroup {
  readonly code: string;
  readonly title: string;
  readonly remedy: string;
  /** How often, and in how many files. */
  count: number;
  files: number;
}

interface Summary {
  readonly files: number;
  readonly imported: number;
  readonly known: number;
  readonly hosts: number;
  readonly registered: number;
  readonly problems: readonly ProblemGroup[];
  /** Files of which nothing was used, each with the first reason. */
  readonly notUsed: readonly { readonly file: string; readonly code: string; readonly detail: string }[];
}

function summaryOf({ outcomes }: ImportRun): Summary {
  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
  const hosts = new Set(results.flatMap((result) => result.hosts));
  // A long list names its first hosts only; the others are counted, those of two lists twice.
  const unnamed = results.reduce(
    (sum, { registered, updated, hosts: named }) => sum + Math.max(0, registered + updated - named.length),
    0,
  );
  return {
    files: outcomes.length,
    imported: outcomes.filter(({ kind }) => kind === 'imported').length,
    known: outcomes.filter(({ kind }) => kind === 'known').length,
    hosts: hosts.size + unnamed,
    registered: results.reduce((sum, result) => sum + result.registered, 0),
    problems: groupsOf(outcomes),
    notUsed: outcomes.flatMap((outcome) => {
      if (outcome.kind !== 'failed' && outcome.kind !== 'unused') return [];
      const why = outcome.kind === 'failed' ? outcome.problem : outcome.result.problems[0];
      return [{ file: outcome.file, code: why?.code ?? 'file-unrecognised', detail: why?.detail ?? '' }];
    }),
  };
}

function groupsOf(outcomes: readonly FileOutcome[]): readonly ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>();
  for (const outcome of outcomes) {
    const problems = outcome.kind === 'failed' ? [outcome.problem] : 'result' in outcome ? outcome.result.problems : [];
    const seen = new Set<string>();
    for (const { code, title, remedy } of problems) {
      const group = groups.get(code) ?? { code, title, remedy, count: 0, files: 0 };
      group.count += 1;
      if (!seen.has(code)) group.files += 1;
      seen.add(code);
      groups.set(code, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.files - a.files || b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** Many files in one picture: what came in, what is wrong and how often, and which files were not used. */
export function showAll(screen: Screen, run: ImportRun, leftOut: FolderListing['leftOut']): void {
  const { files, imported, known, hosts, registered, problems, notUsed } = summaryOf(run);
  const before = known === 0 ? '' : `, ${known} came in before`;
  screen.line(`${plural(files, 'file')}: ${imported} imported${before}, ${notUsed.length} not used.`);
  screen.line(`${plural(hosts, 'server')}, ${registered} of them new.`);
  if (problems.length > 0) {
    screen.line();
    screen.table(
      [
        { title: 'Problem', cell: (row) => row.title, min: 16 },
        { title: 'Code', cell: (row) => row.code },
        { title: 'Files', cell: (row) => String(row.files), align: 'right' },
        { title: 'Times', cell: (row) => String(row.count), align: 'right' },
      ],
      problems,
    );
    if (!screen.isPlain) for (const { code, remedy } of problems) screen.prose(plainText(`→ ${code}: ${remedy}`), '  ');
  }
  listed(
    screen,
    'Not used',
    notUsed.map(({ file, code, detail }) => `${file}: ${detail} (${code})`),
  );
  listed(
    screen,
    'Left out',
    leftOut.map(({ path, why }) => `${path}: ${why}`),
  );
  if (run.outcomes.some((outcome) => 'result' in outcome && outcome.result.isDryRun))
    screen.line('Nothing was changed.');
}

function listed(screen: Screen, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  screen.line();
  screen.line(toned('strong', title));
  for (const line of lines.slice(0, maxShownFiles)) screen.prose(plainText(line), '  ');
  if (lines.length > maxShownFiles) screen.line(`  and ${lines.length - maxShownFiles} more (--json shows all)`);
}

/** The same as one document. */
export function documentOf(run: ImportRun, leftOut: FolderListing['leftOut']): unknown {
  const value = run.outcomes.map((outcome) => {
    const { file, kind } = outcome;
    if (outcome.kind === 'failed') {
      const { code, title, detail, remedy } = outcome.problem;
      return { file, outcome: kind, problem: { code, title, detail, remedy } };
    }
    return { file, outcome: kind, ...('result' in outcome ? outcome.result : {}) };
  });
  return { value, summary: { ...summaryOf(run), isInterrupted: run.isInterrupted }, leftOut };
}

import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/problems.md';

export async function render(load) {
  const { problems } = await load('domain/problem-catalogue');
  const { cliProblems } = await load('cli/problem');
  const rows = Object.entries(problems).sort(([a], [b]) => (a < b ? -1 : 1));
  return page(
    'Problems',
    'src/domain/problem-catalogue.ts',
    'The code is the same in the log, in the API (`application/problem+json`) and on the command line, and the only thing that a ' +
      'program may look at. The status is that of an HTTP answer.',
    table(
      ['Code', 'Status', 'What it means', 'What to do'],
      rows.map(([id, { title, status, remedy }]) => [code(id), String(status), title, remedy]),
    ),
    '## On the command line alone\n\nWhat can be wrong before a server answers. The number is the exit code.',
    table(
      ['Code', 'Exit code', 'What it means', 'What to do'],
      Object.entries(cliProblems)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, { title, remedy, exitCode }]) => [code(id), String(exitCode), title, remedy]),
    ),
  );
}

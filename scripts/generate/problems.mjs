import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/problems.md';

export async function render(load) {
  const { problems } = await load('domain/problem-catalogue');
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
  );
}

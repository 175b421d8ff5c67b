import { cpus, loadavg, totalmem } from 'node:os';
import { isMet, type Measured } from './figure.ts';

const heads = ['figure', 'value', 'limit', 'unit', 'ratio', 'demand', 'n', ''] as const;

/** The figures as a table for a terminal; what misses its demand says so. */
export function table(measured: readonly Measured[]): string {
  const rows = [heads as readonly string[], ...measured.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const isText = (column: number) => column === 0 || column === 3 || column === 7;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function cells(one: Measured): readonly string[] {
  const demand = `${one.better === 'higher' ? '>=' : '<='} ${one.demand}`;
  const { name, unit, n, kind } = one;
  const limit = number(one.limit) + (kind === 'budget' ? ' (budget)' : '');
  return [name, number(one.value), limit, unit, one.ratio.toFixed(2), demand, String(n), isMet(one) ? '' : 'MISSED'];
}

function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** Where the figures come from, in one line; no name of a machine and no path. */
export function machine(isQuick: boolean, postgres: string | undefined): string {
  const processors = cpus();
  const parts = [
    new Date().toISOString().slice(0, 10),
    `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB memory`,
    `Node ${process.versions.node}`,
    // Above the number of processors somebody else was working too: then values mean little, and ratios are rough.
    `load ${loadavg()[0]?.toFixed(1)} at the end`,
    postgres === undefined ? 'no PostgreSQL' : `PostgreSQL ${postgres}`,
  ];
  return `${parts.join(', ')}${isQuick ? ' (quick: smaller estates, not for the record)' : ''}`;
}

interface Page {
  readonly title: string;
  readonly command: string;
  readonly folder: string;
  readonly intro: string;
  readonly again: string;
}

/** The page of the reference: the same figures, and how each was measured. */
export function document(measured: readonly Measured[], surroundings: string, page: Page): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const columns = ['Figure', 'Value', 'Limit', 'Unit', 'Ratio', 'Demanded', 'Runs', ''];
  return [
    `# ${page.title}`,
    `<!-- Written by "${page.command}"; a change belongs in ${page.folder}. -->`,
    page.intro,
    `Measured ${surroundings}.`,
    [line(columns), `|${columns.map(() => '---').join('|')}|`, ...measured.map((one) => line(cells(one)))].join('\n'),
    '## How each is measured',
    measured.map((one) => `- **${one.name}** (${one.kind}): ${one.how}`).join('\n'),
    page.again,
  ]
    .join('\n\n')
    .concat('\n');
}

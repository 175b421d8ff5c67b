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

/** The day, and how busy the machine was: above the number of processors somebody else was working too, and then ratios are rough. */
export function whenMeasured(): string {
  return `${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0]?.toFixed(1)}`;
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

/** What a page of the reference says of one figure: the row of its table, and how it was measured. */
interface Entry {
  readonly row: string;
  readonly how: string;
}

const columns = ['Figure', 'Value', 'Limit', 'Unit', 'Ratio', 'Demanded', 'Runs', ''] as const;
const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;

function pageOf(page: Page, measured: string, heads: readonly string[], entries: readonly Entry[]): string {
  return [
    `# ${page.title}`,
    `<!-- Written by "${page.command}"; a change belongs in ${page.folder}. -->`,
    page.intro,
    measured,
    [line(heads), `|${heads.map(() => '---').join('|')}|`, ...entries.map(({ row }) => row)].join('\n'),
    '## How each is measured',
    entries.map(({ how }) => how).join('\n'),
    page.again,
  ]
    .join('\n\n')
    .concat('\n');
}

const howOf = ({ name, kind, how }: Measured) => `- **${name}** (${kind}): ${how}`;

/** The page of the reference: the figures of one run, and how each was measured. */
export function document(measured: readonly Measured[], surroundings: string, page: Page): string {
  const entries = measured.map((one) => ({ row: line(cells(one)), how: howOf(one) }));
  return pageOf(page, `Measured ${surroundings}.`, columns, entries);
}

/**
 * The same page with the figures of this run in the place of older ones: each tells when it was measured, and under which load. What was not measured now
 * stays as it was.
 * @param before The page as it is; a page of another form is as good as none.
 * @param order The names of all figures; one that is not among them is no longer told.
 */
export function renewed(
  before: string,
  measured: readonly Measured[],
  {
    surroundings,
    when,
    order,
  }: { readonly surroundings: string; readonly when: string; readonly order: readonly string[] },
  page: Page,
): string {
  const heads = [...columns.slice(0, -1), 'Measured', ''];
  const lines = before.split('\n');
  const isOfThisForm = lines.includes(line(heads));
  const entries = order.flatMap((name): readonly Entry[] => {
    const one = measured.find((figure) => figure.name === name);
    if (one !== undefined) {
      const all = cells(one);
      return [{ row: line([...all.slice(0, -1), when, all.at(-1) ?? '']), how: howOf(one) }];
    }
    const row = lines.find((text) => text.startsWith(`| ${name} |`));
    const how = lines.find((text) => text.startsWith(`- **${name}** (`));
    return isOfThisForm && row !== undefined && how !== undefined ? [{ row, how }] : [];
  });
  return pageOf(page, `The last run: ${surroundings}.`, heads, entries);
}

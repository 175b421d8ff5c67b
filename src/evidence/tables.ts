import { adComputersCsv } from './ad-computers-csv/read.ts';
import { foldedHeader, isColumnTarget, noTarget } from './column-target.ts';
import { type CsvTable, readCsv } from './csv.ts';
import { deviceInventoryCsv } from './device-inventory-csv/read.ts';
import { type EvidenceReading, type ProblemList, quoted, type ReadOptions } from './reading.ts';
import { sensorsCsv } from './sensors-csv/read.ts';
import { columnsOf, mappingOf, rowsOf, type TableFormat } from './table.ts';

/** The first that fits is taken: the more particular one stands first. */
export const tableFormats: readonly TableFormat[] = [deviceInventoryCsv, sensorsCsv, adComputersCsv];

type TableReading = Omit<EvidenceReading, 'problems'>;

/** A text as a table. It needs `observedAt`, since tables do not say when they were made; without it the mapping is told and no row. */
export function readTable(text: string, options: ReadOptions, problems: ProblemList): TableReading {
  const table = readCsv(text, problems);
  if (table === undefined) return { format: 'unknown', mapping: [], rows: [] };
  const map = options.map ?? {};
  addMapProblems(table, map, problems);
  for (const format of tableFormats) {
    const columns = columnsOf(format, table.header.cells, map);
    const targets = new Set(columns.flatMap((column) => column.target ?? []));
    if (!format.isOne(targets)) continue;
    for (const { header, target, isIgnored, rival } of columns) {
      if (target !== undefined || isIgnored) continue;
      const why = rival === undefined ? 'was not used' : `means the same as ${quoted(rival)}, which was used`;
      problems.add('column-unknown', `The column ${quoted(header)} ${why}.`, table.header.line);
    }
    const mapping = mappingOf(columns);
    const { fileName, observedAt } = options;
    if (observedAt === undefined) {
      problems.add('time-missing', `${format.title}: the table does not say when it was made.`);
      return { format: format.format, mapping, rows: [] };
    }
    const rows = rowsOf({ format, table, columns, fileName, observedAt, problems });
    return { format: format.format, mapping, rows };
  }
  return unrecognised(table, map, problems);
}

/** A person's map that names what does not exist must not look as if it had been followed. */
function addMapProblems(table: CsvTable, map: Readonly<Record<string, string>>, problems: ProblemList): void {
  const headers = new Set(table.header.cells.map(foldedHeader));
  for (const [column, target] of Object.entries(map)) {
    if (!headers.has(foldedHeader(column)))
      problems.add('column-missing', `The map names the column ${quoted(column)}, which the file does not have.`);
    if (target !== noTarget && !isColumnTarget(target))
      problems.add(
        'fact-unknown',
        `The map gives the column ${quoted(column)} to ${quoted(target)}, which is no known fact.`,
      );
  }
}

function unrecognised(table: CsvTable, map: Readonly<Record<string, string>>, problems: ProblemList): TableReading {
  const readings = tableFormats.map((format) => columnsOf(format, table.header.cells, map));
  const columns = readings.reduce((best, next) => (usedIn(next) > usedIn(best) ? next : best));
  const hasIdentity = columns.some(({ target }) => target === 'name' || target === 'fqdn' || target === 'host.fqdn');
  // With other columns understood, what lacks is whose rows they are; else it is some other table.
  if (!hasIdentity && usedIn(columns) > 0)
    problems.add('column-missing', 'No column names the computer.', table.header.line);
  else problems.add('file-unrecognised', 'The columns are those of no table that is known.', table.header.line);
  // One column is a line of some text, which may be anything; nobody can map it either.
  return { format: 'unknown', mapping: columns.length > 1 ? mappingOf(columns) : [], rows: [] };
}

function usedIn(columns: readonly { readonly target: string | undefined }[]): number {
  return columns.filter(({ target }) => target !== undefined).length;
}

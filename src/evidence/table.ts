import type { FactKey, FactValue, SourceId } from '../domain/fact.ts';
import { fqdnOf, hostNameOf } from '../domain/host-name.ts';
import type { Instant } from '../domain/time.ts';
import { type CellReader, cellReader, folded, isNo, isYes } from './cell.ts';
import { type ColumnTarget, foldedHeader, isColumnTarget, noTarget } from './column-target.ts';
import type { CsvRecord, CsvTable } from './csv.ts';
import { deviceIdOf } from './device-id.ts';
import { type ColumnMapping, type EvidenceFormat, type EvidenceRow, type ProblemList, quoted } from './reading.ts';

/** One kind of table: what its columns are called, and what makes a file one of them. */
export interface TableFormat {
  readonly format: EvidenceFormat;
  readonly source: SourceId;
  readonly title: string;
  /** Target to the headers that mean it, folded; the first one is the usual one. */
  readonly headers: Readonly<Record<ColumnTarget, readonly string[]>>;
  /** Columns that the export has and nobody needs: not used, and no problem. */
  readonly ignored: readonly string[];
  /** Which fact the full name of the row is; the server's own name when nothing is said. */
  readonly nameFact?: 'host.fqdn' | 'device.fqdn';
  /** Whether a table with these targets is one of this kind. */
  isOne(targets: ReadonlySet<ColumnTarget>): boolean;
  /** What rows that differ say together about their one host; undefined when nothing. Without it they void each other. */
  combine?(rows: readonly EvidenceRow[]): EvidenceRow | undefined;
}

interface Column {
  readonly header: string;
  readonly target: ColumnTarget | undefined;
  readonly isIgnored: boolean;
  /** Set when another column was taken for the same target before. */
  readonly rival?: string | undefined;
}

/** A column while its table is read. */
interface ReadColumn extends Column {
  readonly index: number;
  readonly read: CellReader;
}

/** What is the same for all rows of a table, made once. */
interface Sheet {
  readonly nameFact: FactKey;
  /** Those that say something, in the order in which the facts of a row are written: facts in order need no sorting for their digest. */
  readonly columns: readonly ReadColumn[];
  readonly places: ReadonlyMap<ColumnTarget, number>;
}

function sheetOf({ nameFact = 'host.fqdn' }: TableFormat, columns: readonly Column[]): Sheet {
  const used = columns
    .map((column, index) => ({ ...column, index, read: cellReader(column.target ?? '') }))
    .filter((column) => column.target !== undefined)
    .sort((a, b) => ((a.target ?? '') < (b.target ?? '') ? -1 : 1));
  return { nameFact, columns: used, places: new Map(used.map(({ target, index }) => [target ?? '', index])) };
}

/** What each column of a header is taken for; a person's map first, then the synonyms, and the first column of a kind wins. */
export function columnsOf(
  format: TableFormat,
  header: readonly string[],
  map: Readonly<Record<string, string>>,
): readonly Column[] {
  const chosen = new Map(Object.entries(map).map(([column, target]) => [foldedHeader(column), target]));
  const takenBy = new Map<ColumnTarget, string>();
  // A column that a person named takes its target before any synonym can.
  for (const name of header) {
    const target = chosen.get(foldedHeader(name));
    if (target !== undefined && isColumnTarget(target) && !takenBy.has(target)) takenBy.set(target, name);
  }
  return header.map((name) => {
    const word = foldedHeader(name);
    const wish = chosen.get(word);
    if (wish === noTarget) return { header: name, target: undefined, isIgnored: true };
    const target = wish !== undefined && isColumnTarget(wish) ? wish : synonymOf(format, word);
    if (target === undefined) return { header: name, target, isIgnored: format.ignored.includes(word) };
    const owner = takenBy.get(target) ?? name;
    takenBy.set(target, owner);
    if (owner !== name) return { header: name, target: undefined, isIgnored: false, rival: owner };
    return { header: name, target, isIgnored: false };
  });
}

function synonymOf(format: TableFormat, word: string): ColumnTarget | undefined {
  return Object.keys(format.headers).find((target) => format.headers[target]?.includes(word));
}

export function mappingOf(columns: readonly Column[]): readonly ColumnMapping[] {
  return columns.map(({ header, target }) => ({ column: header, factKey: target ?? null, used: target !== undefined }));
}

/** Rows of a table, each with its host or as a problem. Rows that contradict another row about the same host are left out, both. */
export function rowsOf(request: {
  readonly format: TableFormat;
  readonly table: CsvTable;
  readonly columns: readonly Column[];
  readonly fileName: string;
  readonly observedAt: Instant;
  readonly problems: ProblemList;
}): readonly EvidenceRow[] {
  const { format, table, columns, fileName, observedAt, problems } = request;
  const rows: EvidenceRow[] = [];
  const sheet = sheetOf(format, columns);
  for (const record of table.records) {
    if (record.cells.length !== columns.length) {
      const detail = `The line has ${record.cells.length} cells, the header ${columns.length}.`;
      problems.add('row-invalid', detail, record.line);
      continue;
    }
    const read = rowOf(sheet, record, problems);
    if (read === undefined) continue;
    rows.push({ source: format.source, ...read, observedAt, origin: { file: fileName, line: record.line } });
  }
  return withoutContradictions(format, rows, problems);
}

type RowParts = Pick<EvidenceRow, 'fqdn' | 'domain' | 'site' | 'facts'> & { readonly name: string };

/** The cell that a row has for a target, trimmed; empty where there is none. */
type Cells = (target: ColumnTarget) => string;

function rowOf({ nameFact, columns, places }: Sheet, record: CsvRecord, problems: ProblemList): RowParts | undefined {
  const cells: Cells = (target) => {
    const place = places.get(target);
    return place === undefined ? '' : (record.cells[place] ?? '').trim();
  };
  const enabled = cells('account.enabled');
  if (enabled !== '' && !isNo(enabled) && !isYes(enabled))
    problems.addRepeated(
      'enabled',
      'value-unknown',
      `${quoted(enabled)} does not say whether the computer account is enabled; the row was used.`,
      record.line,
    );
  if (isNo(enabled)) {
    problems.addRepeated(
      'disabled',
      'row-invalid',
      'The computer account is disabled; the row was not used.',
      record.line,
    );
    return undefined;
  }
  const identity = identityOf(cells);
  if (typeof identity === 'string') {
    problems.add('row-invalid', identity, record.line);
    return undefined;
  }
  const facts: Record<FactKey, FactValue> = {};
  if (identity.fqdn !== undefined) facts[nameFact] = identity.fqdn;
  for (const column of columns) {
    const cell = record.cells[column.index] ?? '';
    const why = addFacts(facts, column, cell);
    if (why !== undefined) addOdd(problems, column, cell.trim(), why, record.line);
  }
  const site = facts.site;
  return { ...identity, ...(typeof site === 'string' ? { site } : {}), facts };
}

function addOdd(problems: ProblemList, { header }: Column, text: string, why: string, line: number): void {
  const detail = `${quoted(text)} in the column ${quoted(header)} was left out: ${why}.`;
  problems.addRepeated(`${header}\n${folded(text)}`, 'fact-invalid', detail, line);
}

/** Adds what a cell says. @returns why it says nothing although it is not empty. */
function addFacts(facts: Record<FactKey, FactValue>, column: ReadColumn, cell: string): string | undefined {
  const text = cell.trim();
  switch (column.target) {
    case 'name':
    case 'fqdn':
    case 'domain':
    case 'distinguishedName':
    case 'account.enabled':
    case 'host.fqdn':
    case 'device.fqdn':
    case undefined:
      return undefined;
    case 'device.id': {
      const { id, form } = deviceIdOf(text);
      if (form === 'other') return text === '' ? undefined : 'it is neither 40 hexadecimal digits nor a GUID';
      facts['device.id'] = id;
      facts['device.idForm'] = form;
      return undefined;
    }
    case 'mdi.version': {
      const major = /^(\d+)(\.\d+){1,3}$/.exec(text)?.[1];
      if (major === '2') facts['mdi.v2.version'] = text;
      else if (major === '3') facts['mdi.v3.version'] = text;
      else if (text !== '') return 'it is no version of a sensor v2.x or v3.x';
      return undefined;
    }
    case 'os.versionText': {
      // Active Directory keeps the build without its revision: "10.0 (20348)". Where a list has one, nobody knows how old it is.
      const build = /^(?:\d{1,2}\.\d{1,2} \((\d{4,6})\)|(?:10\.0\.)?(\d{5,6})(?:\.\d{1,6})?)$/
        .exec(text)
        ?.slice(1)
        .find(Boolean);
      if (build !== undefined) facts['os.build'] = Number(build);
      else if (text !== '') return 'it holds no build';
      return undefined;
    }
    default: {
      const reading = column.read(cell);
      if (reading.kind === 'value') facts[column.target] = reading.value;
      return reading.kind === 'odd' ? reading.why : undefined;
    }
  }
}

/** Whose row it is, or one sentence why that cannot be told. Names are never completed from anything but the row itself. */
function identityOf(cells: Cells): Pick<RowParts, 'name' | 'fqdn' | 'domain'> | string {
  const given = cells('name').replace(/\$$/, '');
  const full = cells('fqdn') || cells('host.fqdn') || cells('device.fqdn');
  if (full === '') return identityOfShortName(given, cells);
  const fqdn = fqdnOf(full);
  // A full name that is given and cannot be read must not be replaced by a guess.
  if (fqdn === undefined) return `${quoted(full)} is not the full name of a computer.`;
  const short = fqdn.split('.')[0] ?? fqdn;
  const name = hostNameOf(given, undefined)?.name ?? short;
  // Active Directory cuts computer names after 15 characters, DNS does not.
  const isSame = name.toLowerCase() === short || (name.length === 15 && short.startsWith(name.toLowerCase()));
  if (!isSame) return `${quoted(given)} and ${quoted(full)} are two different computers.`;
  return { name: short.toUpperCase(), fqdn, domain: fqdn.slice(short.length + 1) };
}

function identityOfShortName(given: string, cells: Cells): Pick<RowParts, 'name' | 'fqdn' | 'domain'> | string {
  const host = hostNameOf(given, cells('domain') || domainOf(cells('distinguishedName')));
  const isName = host !== undefined && /^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(host.name);
  return isName ? host : `${quoted(given)} is not the name of a computer.`;
}

/** "CN=DC1,OU=Domain Controllers,DC=bank,DC=example" to "bank.example". */
function domainOf(distinguishedName: string): string | undefined {
  const labels = [...distinguishedName.slice(0, 2_048).matchAll(/(?:^|,)DC=([a-z0-9-]{1,63})(?=,|$)/gi)].map(
    (match) => match[1],
  );
  return labels.length < 2 ? undefined : labels.join('.');
}

function withoutContradictions(
  format: TableFormat,
  rows: readonly EvidenceRow[],
  problems: ProblemList,
): readonly EvidenceRow[] {
  const byHost = new Map<string, EvidenceRow | EvidenceRow[]>();
  for (const row of rows) {
    const host = row.fqdn ?? row.name?.toLowerCase() ?? '';
    const same = byHost.get(host);
    if (same === undefined) byHost.set(host, row);
    else if (Array.isArray(same)) same.push(row);
    else byHost.set(host, [same, row]);
  }
  // Nearly all tables have one row a host.
  if (byHost.size === rows.length) return rows;
  const kept: EvidenceRow[] = [];
  for (const [host, same] of byHost) {
    if (!Array.isArray(same)) {
      kept.push(same);
      continue;
    }
    const [first, ...others] = same;
    if (first === undefined) continue;
    const isOneThing = others.every((other) => JSON.stringify(other.facts) === JSON.stringify(first.facts));
    const together = isOneThing ? first : format.combine?.(same);
    if (together !== undefined) kept.push(together);
    if (isOneThing) continue;
    const lines = same.slice(0, 10).map((row) => row.origin.line);
    const what = together === undefined ? 'none was used' : 'only what they say together was used';
    problems.add(
      'host-ambiguous',
      `${same.length} rows speak of ${host} and differ; ${what} (lines ${lines.join(', ')}).`,
      first.origin.line,
    );
  }
  return kept;
}

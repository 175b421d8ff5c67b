import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline as pipe } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Terminal } from '../../domain/problem.ts';
import type { Origin } from './fill.ts';
import { type Say, writeLineFile } from './line-file.ts';
import { lines } from './lines.ts';
import type { Row, TableShape } from './tables.ts';

/*
 * A dump is gzip of lines of JSON: a head; for each table its name and columns, then its rows as lists of texts; an end with the count of every table and the
 * SHA-256 of all lines before. No program but this one is needed to make or restore it, and it knows no version of PostgreSQL.
 */

const format = 'changeguard.dump/1';
/** So many rows are given at once; the largest of our documents stay far below what a line may be. */
const rowsAtOnce = 500;

interface DumpHead {
  readonly schema: string;
  readonly madeAt: string;
}

/** Writes a dump, in one step: a file of this name is whole. @returns how many rows are in it. */
export async function writeDump(path: string, origin: Origin, madeAt: string): Promise<number> {
  const write = async (say: Say) => {
    await say({ format, schema: origin.schema, madeAt });
    const counts: Record<string, number> = {};
    await origin.each([], async (table, rows) => {
      if (counts[table.name] === undefined)
        await say({ table: table.name, columns: table.columns.map(({ name }) => name) });
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      for (const row of rows) await say(row);
    });
    return counts;
  };
  const { written: counts } = await writeLineFile(path, write, (end, sha256) => ({ end, sha256 }));
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/**
 * Opens a dump. Its head is read at once; the rest when it is asked for, and then wholly: an end that is missing or does not fit makes the reader fail.
 * @throws Terminal('dump-unreadable')
 */
export async function openDump(path: string): Promise<{ readonly head: DumpHead; readonly origin: Origin }> {
  for await (const line of linesOf(path)) {
    const head = asHead(line);
    return {
      head,
      origin: { schema: head.schema, each: (tables, take) => readTables(linesOf(path), tables, take) },
    };
  }
  throw unreadable('It is empty.');
}

async function readTables(
  from: AsyncIterable<string>,
  tables: readonly TableShape[],
  take: (table: TableShape, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  const counts = new Map<string, number>();
  let table: TableShape | undefined;
  let page: Row[] = [];
  const give = async () => {
    if (table !== undefined && page.length > 0) await take(table, page);
    page = [];
  };
  let hasEnded = false;
  let isHead = true;
  for await (const line of from) {
    if (hasEnded) throw unreadable('Something follows its end.');
    const said = isHead ? undefined : parsed(line);
    if (isEnd(said)) {
      await give();
      if (said.sha256 !== hash.digest('hex')) throw unreadable('It was changed: its checksum does not fit.');
      if (!isSame(said.end, counts)) throw unreadable('Rows are missing.');
      hasEnded = true;
      continue;
    }
    hash.update(`${line}\n`);
    if (isHead) isHead = false;
    else if (Array.isArray(said)) {
      if (table === undefined) throw unreadable('A row comes before its table.');
      page.push(asRow(said, table));
      counts.set(table.name, (counts.get(table.name) ?? 0) + 1);
      if (page.length === rowsAtOnce) await give();
    } else {
      await give();
      table = asTable(said, tables);
      if (counts.has(table.name)) throw unreadable(`The table ${table.name} comes twice.`);
      counts.set(table.name, 0);
    }
  }
  if (!hasEnded) throw unreadable('It ends before its end: it was cut off.');
}

/** Unpacked. What cannot be read is told by what `refuse` makes of the reason. */
export async function* linesOf(path: string, refuse: (why: string) => Error = unreadable): AsyncGenerator<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw refuse(`${path} cannot be read (${error.code}).`);
  });
  try {
    const packed = createReadStream(path, { fd: file, autoClose: false });
    // A fault of the file ends what is read from it, and is told there.
    yield* lines(
      pipe(packed, createGunzip(), () => undefined),
      refuse,
    );
  } finally {
    await file.close();
  }
}

function asHead(line: string): DumpHead {
  const said = parsed(line) as Partial<DumpHead & { format: string }> | null;
  if (said?.format !== format || typeof said.schema !== 'string' || typeof said.madeAt !== 'string')
    throw unreadable(`It does not begin as a ${format} does.`);
  return { schema: said.schema, madeAt: said.madeAt };
}

function asTable(said: unknown, tables: readonly TableShape[]): TableShape {
  const { table: name, columns } = (said ?? {}) as { readonly table?: unknown; readonly columns?: unknown };
  const table = tables.find((one) => one.name === name);
  if (table === undefined) throw unreadable(`It has a table ${JSON.stringify(name)} that the store does not know.`);
  if (JSON.stringify(columns) !== JSON.stringify(table.columns.map((column) => column.name)))
    throw unreadable(`Its table ${table.name} has other columns.`);
  return table;
}

function asRow(said: readonly unknown[], { name, columns }: TableShape): Row {
  if (said.length !== columns.length || !said.every((value) => value === null || typeof value === 'string'))
    throw unreadable(`A row of ${name} does not fit its columns.`);
  return said as Row;
}

function isEnd(said: unknown): said is { readonly end: unknown; readonly sha256: unknown } {
  return typeof said === 'object' && said !== null && 'end' in said;
}

/** Tables without rows are not in a dump. */
function isSame(end: unknown, counts: ReadonlyMap<string, number>): boolean {
  const said = Object.entries(typeof end === 'object' && end !== null ? end : {});
  return said.length === counts.size && said.every(([name, count]) => counts.get(name) === count);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw unreadable('A line of it is no JSON.');
  }
}

export function unreadable(detail: string): Terminal {
  return new Terminal('dump-unreadable', detail);
}

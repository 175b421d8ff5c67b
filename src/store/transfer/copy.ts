import { codeOf } from '../failures.ts';
import { openBeside, openDatabase, type StoreOptions } from '../open-database.ts';
import type { StorePlace } from '../place.ts';
import { openDump, unreadable, writeDump } from './dump.ts';
import { type Filled, type FillOptions, fill, type Origin } from './fill.ts';
import { originOf } from './origin.ts';

interface TransferOptions extends StoreOptions {
  readonly onRows?: FillOptions['onRows'];
}

/**
 * Copies a store into an empty one, wholly and with proof.
 * @throws Terminal with a `store-` code; then nothing was written.
 */
export async function copyStore(from: StorePlace, to: StorePlace, options: TransferOptions): Promise<Filled> {
  const source = await openDatabase(from, options);
  try {
    return await into(to, await originOf(source.database, source.description.where), options);
  } finally {
    await source.close();
  }
}

/**
 * Writes what is in a store now into a file. A local store may be in use meanwhile.
 * @returns how many rows are in it.
 */
export async function backUpStore(from: StorePlace, path: string, options: StoreOptions): Promise<number> {
  const source = await openBeside(from, options);
  try {
    const origin = await originOf(source.database, source.description.where);
    return await writeDump(path, origin, new Date(options.machineNow()).toISOString());
  } finally {
    await source.close();
  }
}

/**
 * Fills an empty store with what a dump holds, with the same proof as a copy.
 * @throws Terminal('dump-unreadable') for a file that is no whole dump, Terminal with a `store-` code besides; then nothing was written.
 */
export async function restoreStore(
  path: string,
  to: StorePlace,
  options: TransferOptions,
): Promise<Filled & { readonly madeAt: string }> {
  const { head, origin } = await openDump(path);
  try {
    return { ...(await into(to, origin, options)), madeAt: head.madeAt };
  } catch (error) {
    // The file fits its own checksum, and the database takes no such value or takes it only once.
    if (!/^2[23]/.test(codeOf(error) ?? '')) throw error;
    throw unreadable(`The database refuses a row of it: ${error instanceof Error ? error.message : error}`);
  }
}

async function into(place: StorePlace, origin: Origin, options: TransferOptions): Promise<Filled> {
  const target = await openDatabase(place, options);
  try {
    const { identity, machineNow, onRows } = options;
    return await fill(target.database, origin, { sha256: identity.sha256, now: machineNow(), onRows });
  } finally {
    await target.close();
  }
}

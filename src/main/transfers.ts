import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { usageProblem } from '../cli/problem.ts';
import type { Instant } from '../domain/time.ts';
import { randomIdentity } from '../engine/identity.ts';
import type { Store } from '../engine/ports/store.ts';
import type { StorePlace } from '../store/place.ts';
import { backUpStore, copyStore, restoreStore } from '../store/transfer/copy.ts';
import { dueDump, rotate } from '../store/transfer/dump-folder.ts';
import { dataDirectory, makePrivate } from './data-directory.ts';
import { placeOf } from './place.ts';

/** What was moved from one store into another, for people and programs. */
interface Moved {
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly tenants: number;
  readonly links: number;
}

interface Surroundings {
  readonly directory: string | undefined;
  readonly programs: string | undefined;
  readonly say: (line: string) => void;
}

export async function copyBetween(from: string, to: string, around: Surroundings): Promise<Moved> {
  const [source, target] = [await lasting(from, around), await lasting(to, around)];
  if (JSON.stringify(source) === JSON.stringify(target))
    throw usageProblem('--from and --to are the same store.', 'Name two stores.');
  return copyStore(source, target, told(around));
}

/** @param file undefined: in the data directory, under a name of this instant. */
export async function backUp(
  store: string | undefined,
  file: string | undefined,
  around: Surroundings,
): Promise<{ readonly path: string; readonly rows: number }> {
  const place = await lasting(store, around);
  const { backups } = dataDirectory(around.directory);
  const stamp = new Date().toISOString().replace(/\.\d+|[-:]/g, '');
  if (file === undefined) await mkdir(backups, { recursive: true, mode: 0o700 });
  const path = resolve(file ?? join(backups, `changeguard-${stamp}.dump.gz`));
  around.say('Reading the store');
  return { path, rows: await backUpStore(place, path, told(around)) };
}

export async function restore(
  file: string,
  store: string | undefined,
  around: Surroundings,
): Promise<Moved & { readonly madeAt: string; readonly where: string }> {
  const place = await lasting(store, around);
  const moved = await restoreStore(resolve(file), place, told(around));
  const where = place.kind === 'server' ? 'the server' : 'directory' in place ? place.directory : '';
  return { ...moved, where };
}

/** A store that outlives its process; what is copied into memory, or out of an empty one, is nothing. */
async function lasting(store: string | undefined, { directory, programs }: Surroundings): Promise<StorePlace> {
  const data = dataDirectory(directory);
  const place = placeOf(data, { store, programs });
  if (place.kind === 'memory')
    throw usageProblem('The store "memory" ends with its process.', 'Name local, disk, or a postgres:// address.');
  if (place.kind !== 'server') await makePrivate(resolve(place.directory, '..'));
  return place;
}

/** So many rows between two lines: a few a second when it goes fast. */
const rowsBetween = 20_000;

function told({ say }: Surroundings) {
  let told = 0;
  let all = 0;
  let [last, before] = ['', 0];
  return {
    identity: randomIdentity(Date.now),
    machineNow: Date.now,
    onRows: (table: string, done: number) => {
      all += done - (table === last ? before : 0);
      const isDue = table !== last || all - told >= rowsBetween;
      [last, before] = [table, done];
      if (!isDue) return;
      told = all;
      say(`${table}: ${done.toLocaleString('en')} rows; ${all.toLocaleString('en')} in all`);
    },
  };
}

/** Makes the dump of this day where none was made, and removes the oldest beyond `keep`; a server has its own backups. */
export async function dumpDaily(store: Store, folder: string, keep: number, now: Instant): Promise<string | undefined> {
  if (keep === 0 || !['local', 'disk'].includes(store.description.kind)) return undefined;
  const path = await dueDump(folder, now);
  if (path === undefined) return undefined;
  await store.dump(path);
  await rotate(folder, keep);
  return path;
}

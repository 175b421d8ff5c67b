// Making a database from nothing takes PGlite several times as long as opening one, and every empty one is the same: the first is kept beside the
// packages, and all later ones begin as its copy. Plain JavaScript, because it also runs in a worker.
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** @returns where the empty database of this version of PGlite is kept. */
function usualPlace() {
  const require = createRequire(import.meta.url);
  const folder = dirname(dirname(require.resolve('@electric-sql/pglite')));
  const { version } = require(join(folder, 'package.json'));
  return join(dirname(dirname(folder)), '.cache', 'changeguard', `pglite-${version}.tar`);
}

/**
 * Opens an empty PGlite in memory.
 * @param {string} [place] The file of the kept one. One that is missing is made, one that cannot be read is made anew; where nothing can be written
 * nothing is kept.
 */
export async function emptyPglite(place = usualPlace()) {
  const kept = await readFile(place).catch(() => undefined);
  if (kept !== undefined) {
    try {
      return await PGlite.create({ loadDataDir: new Blob([kept]) });
    } catch {
      // It was cut off, or is of something else: it is replaced below.
    }
  }
  const database = await PGlite.create();
  // A folder that nobody may write to, or a full disk: the next one takes its time as this one did.
  await keep(database, place).catch(() => undefined);
  return database;
}

/** Others may read the file at this moment, or keep one of their own: it comes into its place whole. */
async function keep(database, place) {
  await database.exec('CHECKPOINT');
  const dump = await database.dumpDataDir('none');
  await mkdir(dirname(place), { recursive: true });
  const beside = await mkdtemp(`${place}-`);
  try {
    const mine = join(beside, 'new');
    await writeFile(mine, Buffer.from(await dump.arrayBuffer()));
    await rename(mine, place);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

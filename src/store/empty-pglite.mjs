// Making a database from nothing takes PGlite several times as long as opening one, and every empty one is the same: the first is kept beside the
// packages, and all later ones begin as its copy. Plain JavaScript, because it also runs in a worker.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** @returns where the empty database of this version of PGlite is kept. */
function usualPlace() {
  const require = createRequire(import.meta.url);
  const folder = dirname(dirname(require.resolve('@electric-sql/pglite')));
  const { version } = require(join(folder, 'package.json'));
  return join(dirname(dirname(folder)), '.cache', 'changeguard', `pglite-${version}-${process.arch}.tar`);
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
      await rm(place, { force: true }).catch(() => {});
    }
  }
  const database = await PGlite.create();
  await keep(database, place).catch(() => {});
  return database;
}

/** Others may read the file at this moment, or keep one of their own: it comes into its place whole. */
async function keep(database, place) {
  await database.exec('CHECKPOINT');
  const dump = await database.dumpDataDir('none');
  const mine = `${place}.${process.pid}.${performance.now()}`;
  await mkdir(dirname(place), { recursive: true });
  try {
    await writeFile(mine, Buffer.from(await dump.arrayBuffer()));
    await rename(mine, place);
  } finally {
    await rm(mine, { force: true });
  }
}

import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha256 } from '../../domain/canonical.ts';
import type { Instant } from '../../domain/time.ts';
import type { Database } from '../database.ts';
import { migrate, schemaOf } from '../migrate.ts';
import { fill, isEmpty } from './fill.ts';
import { originOf } from './origin.ts';

interface Closeable {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Takes what earlier versions kept in PGlite into the new database of the same directory, with the proof of every copy. The old one stays beside it, under
 * another name. A target that has rows is left alone, and so is what lies beside it.
 * @returns what was done, for people; undefined when there was nothing to carry.
 */
export async function carryOver(
  directory: string,
  target: Database,
  openOld: (folder: string) => Promise<Closeable>,
  { sha256, now }: { readonly sha256: Sha256; readonly now: Instant },
): Promise<string | undefined> {
  const old = join(directory, 'pglite');
  if (!existsSync(old) || !(await isEmpty(target))) return undefined;
  const kept = freeName(`${old}.kept`);
  const source = await openOld(old);
  let words = 'It was empty.';
  try {
    if ((await schemaOf(source.database)).version !== 'none') {
      await migrate(source.database, now);
      const { rows, tenants } = await fill(target, await originOf(source.database, old), { sha256, now });
      words = `${rows} rows were copied, and ${tenants === 1 ? 'the log was' : `the logs of ${tenants} tenants were`} verified.`;
    }
  } finally {
    await source.close();
  }
  renameSync(old, kept);
  return `What PGlite kept here was carried over to PostgreSQL. ${words} The old store is in ${kept}; nothing needs it any more.`;
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(tried)) return tried;
  }
}

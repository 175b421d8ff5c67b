import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyPglite } from '../../src/store/empty-pglite.mjs';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-empty-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens one and leaves a table in it, which the next must not find. */
async function tablesIn(place: string): Promise<number> {
  const database = await emptyPglite(place);
  try {
    const { rows } = await database.query<{ tables: number }>(
      `SELECT count(*)::integer AS tables FROM pg_tables WHERE schemaname = 'public'`,
    );
    await database.exec('CREATE TABLE left_behind (a integer)');
    return rows[0]?.tables ?? -1;
  } finally {
    await database.close();
  }
}

test('the first empty database is kept, and the next ones begin as empty as it was', async () => {
  const place = join(folder, 'cache', 'empty.tar');
  expect(await tablesIn(place)).toBe(0);
  const kept = readFileSync(place);
  expect(readdirSync(join(folder, 'cache'))).toEqual(['empty.tar']);
  expect(await tablesIn(place)).toBe(0);
  expect(readFileSync(place).equals(kept)).toBe(true);
});

test('a kept database that cannot be read is made anew', async () => {
  const place = join(folder, 'damaged.tar');
  writeFileSync(place, 'not an archive of a database');
  expect(await tablesIn(place)).toBe(0);
  expect(readFileSync(place).length).toBeGreaterThan(1_000_000);
});

test('where nothing can be kept, a database opens all the same', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(await tablesIn(join(file, 'empty.tar'))).toBe(0);
});

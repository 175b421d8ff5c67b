import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/engine/ports/store.ts';
import { dataDirectory } from '../../src/main/data-directory.ts';
import { placeOf } from '../../src/main/place.ts';
import { backUp, copyBetween, dumpDaily } from '../../src/main/transfers.ts';
import { installedPrograms, packagedPrograms } from '../support/postgres.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-place-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const placed = (store: string | undefined, programs?: string) => placeOf(dataDirectory(folder), { store, programs });

test.skipIf((installedPrograms() ?? packagedPrograms()) === undefined)(
  'the default is a PostgreSQL of our own where there is one to run',
  () => {
    expect(placed(undefined)).toMatchObject({ kind: 'local', directory: join(folder, 'database') });
    expect(placed(undefined, '/opt/pg/bin')).toMatchObject({ kind: 'local', programs: '/opt/pg/bin' });
  },
);

test('a directory that has a local database keeps to it, whatever programs are here', () => {
  mkdirSync(join(folder, 'database'));
  writeFileSync(join(folder, 'database', 'local.json'), '{}');
  expect(placed(undefined)).toMatchObject({ kind: 'local' });
});

test.each([
  ['memory', { kind: 'memory' }],
  ['disk', { kind: 'disk' }],
  ['local', { kind: 'local' }],
  ['local:/srv/guard', { kind: 'local', directory: '/srv/guard/database' }],
  ['disk:/srv/guard', { kind: 'disk', directory: '/srv/guard/database' }],
  ['postgres://guard@db/x', { kind: 'server', url: 'postgres://guard@db/x' }],
  ['postgresql://guard@db/x', { kind: 'server', url: 'postgresql://guard@db/x' }],
])('the store %s is understood', (store, expected) => {
  expect(placed(store)).toMatchObject(expected);
});

test.each(['mysql://db/x', 'local:', 'LOCAL', 'memory:x', ''])('the store "%s" is refused', (store) => {
  expect(() => placed(store)).toThrow('A store is');
});

test('what ends with its process is neither copied nor dumped, and no store is copied onto itself', async () => {
  const around = { directory: folder, programs: undefined, say: () => undefined };
  await expect(copyBetween('memory', 'local', around)).rejects.toMatchObject({ code: 'usage' });
  await expect(copyBetween('local', 'memory', around)).rejects.toMatchObject({ code: 'usage' });
  await expect(copyBetween('local', `local:${folder}`, around)).rejects.toMatchObject({ code: 'usage' });
  await expect(backUp('memory', undefined, around)).rejects.toMatchObject({ code: 'usage' });
  expect(existsSync(join(folder, 'database'))).toBe(false);
});

test('a dump is made once a day for a store that lives here, never for a server, and not at all when none is kept', async () => {
  const dumped: string[] = [];
  const store = (kind: 'local' | 'server') =>
    ({
      description: { kind, where: '' },
      dump: async (path: string) => {
        writeFileSync(path, '');
        return dumped.push(path);
      },
    }) as Partial<Store> as Store;
  const noon = Date.parse('2026-11-26T12:00:00Z');
  const dumps = join(folder, 'backups');
  await dumpDaily(store('server'), dumps, 7, noon);
  await dumpDaily(store('local'), dumps, 0, noon);
  expect(dumped).toEqual([]);
  const made = await dumpDaily(store('local'), dumps, 7, noon);
  expect(made).toBe(join(dumps, 'daily-2026-11-26.dump.gz'));
  expect(await dumpDaily(store('local'), dumps, 7, noon + 3_600_000)).toBeUndefined();
  expect(dumped).toEqual([made]);
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { dumpDaily } from '../../src/main/transfers.ts';
import { work } from '../../src/main/worker.ts';
import { openStore } from '../../src/store/open.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';

test.each(['memory', 'local', 'disk', 'local:/srv/guard', undefined])(
  'a store that one process owns is refused before anything is opened: %s',
  async (store) => {
    const options = { store, dataDirectory: '/nowhere/guard', heartbeat: undefined };
    const working = work(options, {}, () => undefined, AbortSignal.abort());
    await expect(working).rejects.toMatchObject({ code: 'store-not-shared' });
    await expect(working).rejects.toThrow(/one process/);
  },
);

const why = whyNoPostgres();
describe.skipIf(why !== undefined)(`on a PostgreSQL server${why ? ` (${why})` : ''}`, () => {
  let postgres: TestPostgres;
  let url: string;
  let store: Store;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase('worker');
    store = await openStore(
      { kind: 'server', url },
      { identity: seededIdentity('worker test'), machineNow: () => Date.now() },
    );
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await postgres?.stop();
  });

  test('of a database that several serve nobody makes a daily dump, however many there are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cg-dumps-'));
    const looks = Array.from({ length: 3 }, (_, at) => dumpDaily(store, join(folder, String(at)), 7, Date.now()));
    expect(await Promise.all(looks)).toEqual([undefined, undefined, undefined]);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('a worker is known while it works, and leaves nothing behind when it stops', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    let ended: Promise<number> = Promise.resolve(1);
    await new Promise<void>((ready, failed) => {
      const say = (line: string) => {
        said.push(line);
        if (line.includes('is ready')) ready();
      };
      const options = { store: url, dataDirectory: undefined, heartbeat: undefined };
      ended = work(options, {}, say, stop.signal);
      ended.catch(failed);
    });
    expect(await store.workers()).toMatchObject([{ kind: 'worker', process: process.pid }]);
    stop.abort();
    expect(await ended).toBe(0);
    expect(await store.workers()).toEqual([]);
    expect(said.join('\n')).toContain('goes back to the others');
  });
});

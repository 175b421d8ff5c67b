import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../src/domain/log.ts';
import { runningAddress } from '../../src/store/local/server.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { installedPrograms, startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';
import { dumpOf, keptStores, twinOf } from './keep.ts';
import { leaveOldStore } from './old-store.ts';

/* The first start of a new version is killed while it changes the tables. */

const options = { identity: testIdentity, machineNow };
/** An index on it is made by the last step: all others have been taken when somebody waits for it. */
const lastTable = 'host';

const why = whyNoPostgres();

describe.skipIf(why !== undefined).each(keptStores())(
  'the store %s, when the program is killed in the middle of the upgrade',
  (name) => {
    let postgres: TestPostgres;
    let directory: string;
    beforeAll(async () => {
      postgres = await startPostgres();
      directory = mkdtempSync(join(tmpdir(), 'cg-up-'));
    });
    afterAll(async () => {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    test('is as it was, and the next start brings it to today: the local store', async () => {
      const place = { kind: 'local', directory, programs: installedPrograms() } as const;
      await killedInTheMiddle(name, place, async () => {
        const address = await runningAddress(directory);
        if (address === undefined) throw new Error('The server of the local store does not run.');
        return address;
      });
    });

    test('is as it was, and the next start brings it to today: a PostgreSQL server', async () => {
      const url = await postgres.createDatabase('upgraded');
      await killedInTheMiddle(name, { kind: 'server', url }, async () => ({ connectionString: url }));
    });
  },
);

async function killedInTheMiddle(
  name: string,
  place: StorePlace,
  addressOf: () => Promise<pg.ClientConfig>,
): Promise<void> {
  await leaveOldStore(dumpOf(name), place, options);
  const child = aMigratingChild(place);
  expect(await child.said()).toBe('open\n');
  const beside = new pg.Client(await addressOf());
  // The server may go away with its program.
  beside.on('error', () => undefined);
  await beside.connect();
  const before = await contentsOf(beside);
  expect(before.steps.at(-1)).toBe(name);
  await beside.query(`BEGIN; LOCK TABLE ${lastTable} IN ACCESS EXCLUSIVE MODE`);
  child.goOn();
  await untilSomebodyWaits(beside);
  await child.kill();
  await beside.end();

  const store = await openStore(place, options);
  try {
    expect(await store.schema()).toMatchObject({ version: name, isCurrent: false });
    const again = new pg.Client(await addressOf());
    await again.connect();
    expect(await contentsOf(again)).toEqual(before);
    const { applied } = await store.migrate();
    expect(applied.length).toBeGreaterThan(1);
    const after = await contentsOf(again);
    expect(after).toEqual({ ...before, steps: [...before.steps, ...applied] });
    await again.end();
    expect(await store.schema()).toMatchObject({ isCurrent: true });
    const { tenantId } = twinOf(name);
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
    expect(chain.breaks).toEqual([]);
    expect(chain.links).toBeGreaterThan(10);
  } finally {
    await store.close();
  }
}

function aMigratingChild(place: StorePlace) {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./migrating-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', hooks, program, JSON.stringify(place)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    said: async () => String((await Promise.race([once(child.stdout, 'data'), exited]))[0]),
    goOn: () => child.stdin.write('go on\n'),
    kill: async () => {
      child.kill('SIGKILL');
      expect(await exited).toEqual([null, 'SIGKILL']);
    },
  };
}

/** Until another session has written something and waits for a table. */
async function untilSomebodyWaits(client: pg.Client): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    const { rows } = await client.query(
      `SELECT l.pid FROM pg_locks l JOIN pg_locks own ON own.pid = l.pid AND own.locktype = 'transactionid' AND own.granted
       WHERE NOT l.granted AND l.relation = '${lastTable}'::regclass`,
    );
    if (rows.length > 0) return;
    await client.query('SELECT pg_sleep(0.1)');
  }
  throw new Error('Nobody came to change the tables.');
}

interface Contents {
  readonly steps: readonly string[];
  readonly hosts: string;
  readonly moves: string;
  readonly events: string;
}

async function contentsOf(client: pg.Client): Promise<Contents> {
  const digest = (columns: string, table: string) =>
    `(SELECT md5(string_agg(concat_ws('|', ${columns}), ',' ORDER BY ${columns})) FROM ${table})`;
  const { rows } = await client.query(`SELECT
    ARRAY(SELECT name FROM schema_migration ORDER BY name) AS steps,
    ${digest('host_id, name, version', 'host')} AS hosts,
    ${digest('move_id, state::text, version', 'move')} AS moves,
    ${digest('seq, ordinal, payload::text', 'log_event')} AS events`);
  return rows[0];
}

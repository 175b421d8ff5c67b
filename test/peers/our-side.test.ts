import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { darkHostInOurs } from '../../bench/peers/dark-host.ts';
import { ourSteps } from '../../bench/peers/our-steps.ts';
import { ourWaves } from '../../bench/peers/our-waves.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';

/* Our side of what is measured against others, on a small size: it does what the figures say that it does. */

const missing = whyNoPostgres();
let server: TestPostgres | undefined;
beforeAll(async () => {
  if (missing === undefined) server = await startPostgres();
});
afterAll(async () => server?.stop());
const aDatabase = async (name: string) => {
  if (server === undefined) throw new Error('There is no PostgreSQL.');
  return server.createDatabase(name);
};

test.skipIf(missing !== undefined)(
  'each server takes three recorded steps after its beginning, and the start leaves a request for every ten',
  async () => {
    const url = await aDatabase('steps');
    {
      await using ours = await ourSteps(url);
      await ours.run(25);
      await ours.run(5);
    }
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const rows = async (text: string) => (await client.query<Record<string, string>>(text)).rows;
    expect(await rows('SELECT state_kind, count(*) FROM move GROUP BY 1')).toEqual([
      { state_kind: 'observing', count: '30' },
    ]);
    const perMove = `SELECT min(n), max(n) FROM
      (SELECT count(*) AS n FROM log_event WHERE subject_type = 'move' GROUP BY subject_id) AS a`;
    expect(await rows(perMove)).toEqual([{ min: '4', max: '4' }]);
    // Each run is a batch of its own: 25 servers take three requests, 5 take one.
    expect(await rows('SELECT count(*) FROM outbox')).toEqual([{ count: '4' }]);
    expect(await rows('SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await rows('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    await client.end();
  },
);

test.skipIf(missing !== undefined)('every server of every wave does its step, and no wave is left out', async () => {
  const run = await ourWaves(await aDatabase('waves'), 20, 4);
  expect({ done: run.done, waves: run.waves }).toEqual({ done: 20, waves: 4 });
});

test('Ansible #56265: a host that goes dark in the first wave keeps the second from starting', async () => {
  const { darkHost, isSecondWaveStarted, end } = await darkHostInOurs();
  expect({ darkHost, isSecondWaveStarted }).toEqual({ darkHost: 'reverted', isSecondWaveStarted: false });
  expect(end).toContain('held for a person');
});

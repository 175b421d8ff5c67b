import { expect, test } from 'vitest';
import { script } from './support/answers.ts';
import { aHuntingRow, type QueryWithRows, someQueries } from './support/hunting-answers.ts';
import { aServer, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

async function answering(line: string, more: Script = {}) {
  await using server = await aServer({ ...script, ...more });
  const terminal = aTerminal({ server: server.url, env: { NO_COLOR: '1', TZ: 'UTC' }, columns: 110 });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), seen: server.seen };
}

test('portal 4.6 hunt says of each query when it succeeded and runs again, what of its answer is kept, and how old that may be', async () => {
  const { code, out, err } = await answering('hunt identity-activity');
  expect(code).toBe(0);
  const plain = out.replace(/\s+/g, ' ');
  expect(plain).toContain('Last run: ✓ ran, last succeeded Sun 22 Nov 09:30 UTC (30 min ago)');
  expect(plain).toContain('runs again by Sun 22 Nov 10:30 UTC (in 30 min)');
  expect(plain).toContain('Rows: 2 servers, 1 of them said by the last run and 1 before; seen from Sun 22 Nov 08:00');
  expect(plain).toContain('Kept: One row a server is kept.');
  expect(plain).toContain('Age: runs every 1 h while something moves, else every 6 h');
  expect(err).toContain('Next: changeguard hunt identity-activity --rows');
});

test('portal 4.6 hunt says of a query that fails why, since when, how often, and what to do', async () => {
  const at = Date.parse('2026-11-22T09:00:00.000Z');
  const problem = { code: 'connection-permission-missing', detail: 'The permission is missing.' };
  const failing = someQueries(() => ({ standing: 'failing', problem, failures: 4, failsSince: at }));
  const { out } = await answering('hunt identity-activity', { listHuntingQueries: () => failing });
  const plain = out.replace(/\s+/g, ' ');
  expect(plain).toContain('✗ fails, last succeeded');
  expect(plain).toContain('Problem since Sun 22 Nov 09:00 UTC (1 h ago), 4 tries in a row: The permission is missing.');
  expect(plain).toContain(`→ ${failing.value[0]?.run.problem?.remedy}`);
});

test('portal 4.6 hunt says of a query that people alone run that it is so, and how its result comes in where there is a way', async () => {
  const alone = someQueries(() => ({
    ...{ standing: 'notRun', whyNot: 'no-connection', readAt: null, dueAt: null },
    ...{ rows: 0, current: null, oldestAt: null, newestAt: null },
  }));
  const { out, err } = await answering('hunt', { listHuntingQueries: () => alone });
  const plain = out.replace(/\s+/g, ' ');
  expect(plain.match(/– not run by changeguard, never succeeded/g)).toHaveLength(2);
  expect(plain).toContain('import it as device-inventory-csv: changeguard estate import device-identity.csv');
  expect(plain).toContain('there is no way to bring it in');
  expect(plain).toContain('Rows: none kept');
  expect(err).not.toContain('--rows');
});

test('portal 4.6 hunt --rows shows what was said of each server, when, and whether the last run said it', async () => {
  const old = aHuntingRow({ server: 'MUC-DC1', standing: 'earlier', freshUntil: '2026-11-22T09:59:59.000Z' });
  const rows = () => ({ value: [aHuntingRow(), old], count: 2 });
  const { code, out, seen } = await answering('hunt identity-activity --rows', { listHuntingRows: rows });
  expect(code).toBe(0);
  expect(seen.map(({ path }) => path)).toContain('/api/v1/hunting-queries/identity-activity/rows');
  const lines = out.split('\n').map((line) => line.replace(/\s+/g, ' '));
  const line = (server: string) => lines.find((one) => one.startsWith(server)) ?? '';
  expect(line('BER-DC1')).toMatch(/^BER-DC1 Identity events in the last hour 12; .*Sun 22 Nov 09:30 UTC ✓ said by/);
  expect(line('MUC-DC1')).toContain('(too old) ◌ said by an earlier run');
});

test('portal 4.6 hunt --rows --json carries the rows beside each query, and what a limit leaves out is said', async () => {
  const { out } = await answering('hunt identity-activity --rows --json');
  const { value } = JSON.parse(out) as { value: QueryWithRows[] };
  expect(value.map(({ id, run, rows }) => [id, run.standing, rows])).toEqual([
    ['identity-activity', 'ran', [aHuntingRow()]],
  ]);
  const plain = JSON.parse((await answering('hunt --json')).out) as { value: object[] };
  expect(plain.value.map((query) => 'rows' in query)).toEqual([false, false]);
  const many = () => ({ value: [aHuntingRow()], nextLink: '/api/v1/hunting-queries/identity-activity/rows?after=x' });
  const cut = await answering('hunt identity-activity --rows --limit 1', { listHuntingRows: many });
  expect(cut.err).toContain('The query identity-activity has more than 1 row; --limit shows more.');
});

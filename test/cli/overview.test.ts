import { expect, test } from 'vitest';
import { aStanding, script } from './support/answers.ts';
import { aServer, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

async function answering(line: string, more: { script?: Script; columns?: number } = {}) {
  await using server = await aServer({ ...script, ...more.script });
  const columns = more.columns === undefined ? {} : { columns: more.columns };
  const terminal = aTerminal({ server: server.url, env: { NO_COLOR: '1' }, ...columns });
  await terminal.run(line);
  return { out: terminal.out(), seen: server.seen };
}

test('each site stands beside its floor, and what frees most servers says what to do', async () => {
  const { out, seen } = await answering('overview', { columns: 100 });
  expect(seen.map(({ route }) => route)).toEqual(['showOverview']);
  expect(out).toMatchInlineSnapshot(`
    "Coverage by site
      Berlin  2 to 3 of 4 protected, floor 3, 1 in motion; below the floor
      no site known  2 of 2 protected, floor 1

    Commits by hour, and no way back after
      Fri 27 Nov 14:00 CET (in 5 d)  2 servers, ✗ 1 not proven
      Fri 27 Nov 15:00 CET (in 5 d)  1 server, all proven

    What blocks
      Sense is not running  sense-stopped
        On 14 servers; fixing this alone makes 11 ready.
        → Start it.
        Whose turn: the administrators of the server

    Oldest evidence that a verdict in force rests on
      20 h ago  BER-DC1  Host facts collected on the server
        Seen Sat 21 Nov 15:00 CET; believed until Sun 22 Nov 15:00 CET (in 4 h).

    As of Sun 22 Nov 2026 11:00 CET.
    "
  `);
});

test('with --all-tenants one request tells how each of them stands', async () => {
  const { out, seen } = await answering('overview --all-tenants', { columns: 120 });
  expect(seen.map(({ route }) => route)).toEqual(['listStandings']);
  expect(out).toMatchInlineSnapshot(`
    "Tenant    Needs you  Protected       In flight  Next deadline                  As of
    Nordbank  ! 2        28 to 30 of 30          0  Sun 22 Nov 13:00 CET (in 2 h)  Sun 22 Nov 2026 11:00 CET
    Südbank   – nothing  28 to 30 of 30          0  –                              Sun 22 Nov 2026 11:00 CET
    "
  `);
});

test('a tenant whose service cannot be read is told as that, not as one that needs nothing', async () => {
  const one = { ...aStanding(), needs: 1, listsInTrouble: 1 };
  const { out } = await answering('overview --all-tenants', { script: { listStandings: () => ({ value: [one] }) } });
  expect(out).toContain('✗ 1, the service cannot be read');
});

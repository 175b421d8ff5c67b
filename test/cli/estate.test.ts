import { describe, expect, test } from 'vitest';
import { aNotReadyRow, aServerRow, aStatus, someWatches } from './support/samples.ts';
import { aServer, Refusal } from './support/scripted-server.ts';
import { aTerminal, hasControls, withoutAnsi } from './support/terminal.ts';

const showStatus = () => aStatus();
const rows = [
  aServerRow(),
  aNotReadyRow(),
  aServerRow({
    name: 'HAM-DC1',
    site: 'Hamburg',
    migrationState: 'unknown',
    migrationStateName: 'Unknown',
    verdict: null,
    seenAt: null,
    disposition: null,
  }),
  aNotReadyRow({
    name: 'BER-CA1',
    site: 'Berlin',
    disposition: 'stays',
    reasons: [{ code: 'extra-role', title: 'It runs AD CS' }],
  }),
  aServerRow({
    name: '東京-DC1',
    site: '東京',
    moveState: 'observing',
    moveId: 'm-9',
    migrationState: 'upToDate',
    migrationStateName: 'Up to date',
  }),
];

const titles: Readonly<Record<string, string>> = {
  'already-migrated': 'Already on sensor v3.x',
  'sense-stopped': 'Sense stopped',
  'service-disagrees': 'The service disagrees',
};

describe('estate list', () => {
  test('S3-04 at 140 columns the row has the first reason and how many more there are', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const terminal = aTerminal({ server: server.url, columns: 140, env: { NO_COLOR: '1' } });
    expect(await terminal.run('estate list')).toBe(0);
    expect(terminal.out()).toMatchInlineSnapshot(`
      "Server    Site     Migration state            Verdict      Reason                               Attempt      Version          Health
      BER-DC1   Berlin   ✓ Ready for migration      ✓ pass       –                                    –            2.254.19112.470  ✓ Healthy
      MUC-DC2   München  ✗ Not ready for migration  ✗ fail       The Sense service is not running +2  –            2.254.19112.470  ✓ Healthy
      HAM-DC1   Hamburg  ? Unknown                  – unchecked  –                                    –            2.254.19112.470  ✓ Healthy
      BER-CA1   Berlin   ✗ Not ready for migration  ✗ fail       stays on v2.x: It runs AD CS         –            2.254.19112.470  ✓ Healthy
      東京-DC1  東京     ● Up to date               ✓ pass       –                                    ◕ observing  2.254.19112.470  ✓ Healthy
      "
    `);
    expect(terminal.err()).toMatchInlineSnapshot(`
      "Left out to fit 140 columns: Service, Seen (--json has everything).
      5 servers
      Next: changeguard estate show MUC-DC2
      "
    `);
  });

  test.each([
    [['already-migrated', 'sense-unknown'], /– not needed +Already on sensor v3.x/],
    [['sense-stopped'], /✗ fail +Sense stopped/],
    [['service-disagrees', 'already-migrated'], /✗ fail +The service disagrees/],
  ])(
    'of a server that has moved already nothing is left to do, unless the service says otherwise (%j)',
    async (codes, line) => {
      const reasons = codes.map((code) => ({ code, title: titles[code] ?? code }));
      const row = aServerRow({
        verdict: 'fail',
        reasons,
        migrationState: 'upToDate',
        migrationStateName: 'Up to date',
      });
      await using server = await aServer({ showStatus, listServers: () => ({ value: [row] }) });
      const terminal = aTerminal({ server: server.url, columns: 140, env: { NO_COLOR: '1' } });
      await terminal.run('estate list');
      expect(terminal.out()).toMatch(line);
    },
  );

  test('portal 4.2: --attempt adds what the portal calls Wave, Next, Commit in and Proof, and --roles the roles', async () => {
    const attempt = {
      wave: { number: 2, name: 'Munich', campaignId: 'c-1' },
      next: { step: 'rollback-ends' as const, at: '2026-11-27T13:05:00.000Z', waiting: null },
      commitDueAt: '2026-11-27T13:05:00.000Z',
      proof: { verdict: 'unknown' as const, held: 3, required: 5 },
    };
    const waiting = { reason: 'window-closed', words: 'for a window to open' };
    const queued = { ...attempt, next: { step: 'start' as const, at: null, waiting }, commitDueAt: null, proof: null };
    const value = [
      aServerRow({ moveState: 'observing', moveId: 'm-1', attempt, roles: ['domainController', 'adcs'] }),
      aServerRow({ name: 'MUC-DC1', moveState: 'queued', moveId: 'm-2', attempt: queued, roles: null }),
    ];
    await using server = await aServer({ showStatus, listServers: () => ({ value }) });
    const terminal = aTerminal({ server: server.url, columns: 300, env: { NO_COLOR: '1' } });
    expect(await terminal.run('estate list --attempt --roles')).toBe(0);
    expect(server.seen.find(({ route }) => route === 'listServers')?.query.with).toBe('attempt,roles');
    const [head = '', first = '', second = ''] = terminal.out().split('\n');
    expect(head).toMatch(/Wave +Next +When +Commit in +Proof +Roles$/);
    expect(first).toMatch(
      /2 Munich +◕ rollback until +Fri 27 Nov 14:05 CET +Fri 27 Nov 14:05 CET \(in 5 d\) +\? unknown 3 of 5 +Domain controller, AD CS$/,
    );
    expect(second).toMatch(/2 Munich +○ starts, waiting for a window to open +– +– +– +–$/);
  });

  test('portal 4.2: what is not asked for is not read: a plain list asks for none of it, JSON for the fields that are named', async () => {
    await using server = await aServer({
      showStatus,
      listServers: () => ({ value: [aServerRow({ roles: ['adfs'] })] }),
    });
    const last = () => server.seen.findLast(({ route }) => route === 'listServers')?.query.with;
    const terminal = aTerminal({ server: server.url, columns: 140, env: { NO_COLOR: '1' } });
    await terminal.run('estate list');
    expect(last()).toBeUndefined();
    await terminal.run('estate list --json name,roles');
    expect(last()).toBe('roles');
    const csv = aTerminal({ server: server.url, columns: 140, env: { NO_COLOR: '1' } });
    await csv.run('estate list --csv --roles');
    expect(
      csv
        .out()
        .split('\r\n')
        .map((line) => line.split(',').at(-1)),
    ).toEqual(['roles', 'adfs', '']);
  });

  test('at 80 columns cells are shortened and columns left out, never wrapped', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const terminal = aTerminal({ server: server.url, columns: 80, env: { NO_COLOR: '1' } });
    await terminal.run('estate list');
    expect(terminal.out()).toMatchInlineSnapshot(`
      "Server    Site     Migration state          Verdict      Reason
      BER-DC1   Berlin   ✓ Ready for migration    ✓ pass       –
      MUC-DC2   München  ✗ Not ready for migrat…  ✗ fail       The Sense service i… +2
      HAM-DC1   Hamburg  ? Unknown                – unchecked  –
      BER-CA1   Berlin   ✗ Not ready for migrat…  ✗ fail       stays on v2.x: It runs…
      東京-DC1  東京     ● Up to date             ✓ pass       –
      "
    `);
    expect(terminal.err()).toMatchInlineSnapshot(`
      "Left out to fit 80 columns: Attempt, Version, Service, Health, Seen (--json has everything).
      5 servers
      Next: changeguard estate show MUC-DC2
      "
    `);
  });

  test('in a pipe nothing is shortened and nothing is coloured', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('estate list');
    expect(terminal.out()).toContain('The Sense service is not running +2');
    expect(terminal.out()).not.toContain('\u001B');
  });

  test('--plain gives one line a server, cells separated by tabs, without titles', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const terminal = aTerminal({ server: server.url, columns: 40 });
    await terminal.run('estate list --plain');
    const lines = terminal.out().trimEnd().split('\n');
    expect(lines).toHaveLength(rows.length);
    expect(lines[1]?.split('\t').slice(0, 3)).toEqual(['MUC-DC2', 'München', '✗ Not ready for migration']);
  });

  test('S3-04 --json has every reason; named fields give only those', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const all = aTerminal({ server: server.url });
    await all.run('estate list --json');
    expect(JSON.parse(all.out())).toEqual(rows);
    const some = aTerminal({ server: server.url });
    await some.run('estate list --json name,reasons --state not-ready');
    expect(JSON.parse(some.out())[1]).toEqual({ name: 'MUC-DC2', reasons: rows[1]?.reasons });
    expect(server.seen.at(-1)?.query).toMatchObject({ state: 'notReadyForMigration' });
    await some.run('estate list --json name --whose needs-you');
    expect(server.seen.at(-1)?.query).toMatchObject({ whose: 'needs-you' });
    expect(await some.run('estate list --json name --whose nobody')).not.toBe(0);
    await some.run('estate list --json name --wave 2 --proof unknown --evidence-age older');
    expect(server.seen.at(-1)?.query).toMatchObject({ wave: '2', proof: 'unknown', evidenceAge: 'older' });
    expect(await some.run('estate list --json name --wave first')).not.toBe(0);
  });

  test('a field that does not exist is wrong usage and lists those that do', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('estate list --json name,colour')).toBe(2);
    expect(terminal.out()).toBe('');
    expect(JSON.parse(terminal.err())).toMatchObject({
      code: 'usage',
      remedy: expect.stringContaining('migrationState'),
    });
  });

  test('S3-04 --csv has all reasons, and no cell that a spreadsheet would run', async () => {
    await using server = await aServer({
      listServers: () => ({ value: [aNotReadyRow({ name: '=cmd|calc', site: 'a,"b"' })] }),
    });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('estate list --csv');
    expect(terminal.out()).toContain('"a,""b"""');
    expect(terminal.out()).toContain("'=cmd|calc,");
    expect(terminal.out()).toContain('sense-stopped; build-too-old; updater-stopped');
  });

  test('pages are followed until the limit, and the rest is said', async () => {
    const page = (from: number) => Array.from({ length: 2 }, (_, index) => aServerRow({ name: `DC${from + index}` }));
    await using server = await aServer({
      listServers: ({ query }) => {
        const from = Number(query.after ?? 0);
        return { value: page(from), nextLink: `/api/v1/servers?top=2&after=${from + 2}` };
      },
    });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('estate list --limit 5 --json name');
    expect(JSON.parse(terminal.out()).map((row: { name: string }) => row.name)).toEqual([
      'DC0',
      'DC1',
      'DC2',
      'DC3',
      'DC4',
    ]);
    expect(terminal.err()).toContain('more than 5 servers');
    expect(server.seen).toHaveLength(3);
  });

  test('an empty estate says what to do first', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: [] }) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('estate list')).toBe(0);
    expect(terminal.out()).toBe('');
    expect(terminal.err()).toContain('Next: changeguard connect');
  });

  test('control characters in names from elsewhere never reach the terminal', async () => {
    await using server = await aServer({
      showStatus,
      listServers: () => ({ value: [aServerRow({ name: 'DC\u001B]0;gone\u0007\u009B2J\u202E1' })] }),
    });
    const terminal = aTerminal({ server: server.url, columns: 200 });
    await terminal.run('estate list');
    expect(hasControls(withoutAnsi(terminal.out()))).toBe(false);
    expect(terminal.out()).toContain('DC]0;gone2J1');
  });

  test('colour is there on a terminal and the words stay without it', async () => {
    await using server = await aServer({ showStatus, listServers: () => ({ value: rows }) });
    const shown: string[] = [];
    for (const env of [{}, { NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const terminal = aTerminal({ server: server.url, columns: 140, env });
      await terminal.run('estate list');
      shown.push(terminal.out());
    }
    const flagged = aTerminal({ server: server.url, columns: 140 });
    await flagged.run('estate list --no-color');
    shown.push(flagged.out());
    expect(shown[0]).toContain('\u001B[32m');
    const bare = withoutAnsi(shown[0] ?? '');
    expect(new Set([bare, ...shown.slice(1)]).size).toBe(1);
  });
});

describe('estate show', () => {
  const detail = {
    ...aNotReadyRow(),
    verdicts: [
      {
        check: 'sense-running',
        title: 'Defender for Endpoint sensor is running',
        verdict: 'fail' as const,
        reason: 'sense-stopped',
        summary: 'The Sense service is stopped.',
        evidence: [
          { key: 'service.Sense', value: 'stopped', source: 'host-facts', observedAt: '2026-11-22T08:00:00.000Z' },
        ],
        edition: '2026-03' as const,
        remedy: 'Start the service and look why it stopped.',
        owner: 'server' as const,
        verify: { analyzer: 'Look at the status of the Sense service.', byHand: 'sc query sense' },
        validUntil: '2026-11-23T08:00:00.000Z',
      },
      {
        check: 'os-version',
        title: 'Windows Server 2019 or later',
        verdict: 'pass' as const,
        reason: 'ok',
        summary: 'Windows Server 2022.',
        evidence: [],
        edition: '2026-03' as const,
        validUntil: '2026-11-23T08:00:00.000Z',
      },
    ],
    facts: [],
    differsIn: ['2026-09' as const],
    watches: someWatches(),
    version: 2,
  };

  test('S3-03 S3-04 a failing check is shown with evidence, remedy, analyzer and by hand', async () => {
    await using server = await aServer({ showStatus, showServer: () => detail });
    const terminal = aTerminal({ server: server.url, columns: 100, env: { NO_COLOR: '1' } });
    await terminal.run('estate show MUC-DC2');
    expect(terminal.out()).toMatchInlineSnapshot(`
      "muc-dc2.bank.example  ✗ Not ready for migration
        bank.example · site München · sensor 2.254.19112.470 · healthy · seen Sun 22 Nov 10:55 CET
        Our verdict: ✗ fail (edition 2026-03, valid until Sun 22 Nov 11:10 CET (in 10 min))
        The verdict differs in edition 2026-09.

      ✗ fail  Defender for Endpoint sensor is running  sense-stopped
          The Sense service is stopped.
          seen: service.Sense = stopped, host-facts, Sun 22 Nov 2026 09:00 CET
          → Start the service and look why it stopped.
          whose turn: the administrators of the server
          with the Client Analyzer: Look at the status of the Sense service.
          by hand: sc query sense
      "
    `);
  });

  test('portal 4.3 a check says what is required, on which page it stands and when somebody read it there', async () => {
    const [verdict] = detail.verdicts;
    if (verdict === undefined) throw new Error('Nothing was judged.');
    const page = { title: 'Migrate the sensor', url: 'https://learn.microsoft.com/a', seenOn: '2026-11-21' };
    const required = [
      {
        ...{
          rule: 'leastSenseVersion',
          title: 'Least version',
          value: '10.8735',
          basis: 'stated' as const,
          note: null,
        },
        pages: [{ ...page, datedOn: null, copied: { from: '2026-03', to: '2026-07' } }],
      },
      {
        ...{ rule: 'highLoadPercent', title: 'High load', value: '90', basis: 'ours' as const, pages: [] },
        note: 'The page gives no number.',
      },
    ];
    const shown = { ...detail, verdicts: [{ ...verdict, required }] };
    await using server = await aServer({ showStatus, showServer: () => shown });
    const terminal = aTerminal({ server: server.url, columns: 160, env: { NO_COLOR: '1' } });
    await terminal.run('estate show MUC-DC2');
    expect(terminal.out()).toContain(
      [
        '    required: Least version: 10.8735',
        '      stated on "Migrate the sensor", a copy made between 2026-03 and 2026-07, seen 2026-11-21: https://learn.microsoft.com/a',
        '    required: High load: 90',
        '      our own, no page says so: The page gives no number.',
        '',
      ].join('\n'),
    );
  });

  test('a server that is not there fails with the remedy as the last line', async () => {
    await using server = await aServer({ showServer: () => new Refusal('not-found', 404) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('estate show NOWHERE')).toBe(1);
    expect(terminal.err().trimEnd().split('\n').at(-1)).toBe('→ Remedy of not-found.');
  });
});

test("ages are counted on the tenant's clock, which the twin may have turned", async () => {
  await using server = await aServer({
    showStatus: () => aStatus({ now: '2026-11-29T10:00:00.000Z' }),
    listServers: () => ({ value: [aServerRow({ seenAt: '2026-11-29T09:00:00.000Z' })] }),
  });
  const terminal = aTerminal({ server: server.url });
  await terminal.run('estate list');
  expect(terminal.out()).toContain('1 h ago');
});

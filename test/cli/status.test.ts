import { describe, expect, test } from 'vitest';
import { aCampaign, aMove, aStatus } from './support/samples.ts';
import { aServer, Refusal } from './support/scripted-server.ts';
import { aTerminal, withoutAnsi } from './support/terminal.ts';

const moves = [
  aMove(),
  aMove({
    id: 'm-2',
    server: 'BER-DC2',
    state: 'migrating',
    attempt: 2,
    startedAt: '2026-11-22T09:48:00.000Z',
    expectedBy: '2026-11-22T10:08:00.000Z',
    deadlineAt: '2026-11-22T11:48:00.000Z',
    commitDueAt: null,
    rollbackUntil: null,
  }),
  aMove({
    id: 'm-3',
    server: 'MUC-DC1',
    state: 'queued',
    waiting: { reason: 'cap-full', words: 'for a free slot', since: '2026-11-22T09:30:00.000Z' },
    startedAt: null,
    expectedBy: null,
    deadlineAt: null,
    commitDueAt: null,
    rollbackUntil: null,
  }),
  aMove({
    id: 'm-4',
    server: 'MUC-DC3',
    state: 'reverted',
    waiting: { reason: 'acknowledgement', words: 'for a person', since: '2026-11-20T15:01:00.000Z' },
    problem: {
      code: 'timed-out',
      title: 'The migration did not complete in time',
      detail: 'It was reverted.',
      remedy: 'Diagnose it.',
    },
    commitDueAt: null,
  }),
];

const script = {
  showStatus: () => aStatus(),
  showCampaign: () => aCampaign(),
  listMoves: () => ({ value: moves }),
};

describe('status', () => {
  test('S3-08 S3-10 one campaign shows progress, deadlines and what needs you (140 columns)', async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url, columns: 140, env: { NO_COLOR: '1' } });
    expect(await terminal.run('status berlin')).toBe(0);
    expect(terminal.out()).toMatchInlineSnapshot(`
      "Nordbank  armed  starts through Graph, http://127.0.0.1:8788
      Sun 22 Nov 2026 11:00 CET  (twin's clock, 60 times faster)
      5 servers: 2 Ready for migration · 1 Not ready for migration · 1 Migrating · 1 Up to date

      berlin  ● Running  in flight 1 of at most 10
        0/3 committed   1 queued · 1 migrating · 1 observing
        next: the soak after wave 1 ends: Tue 24 Nov 22:00 CET (in 2 d)
        1 waits for a free slot

      Server   Attempt         What                                    Deadline                                      Proof
      MUC-DC3  ↩ reverted      The migration did not complete in time  –                                             – incomplete
      BER-DC2  ◐ migrating #2  12 min of about 20 min                  reverts Sun 22 Nov 12:48 CET (in 1 h 48 min)  – incomplete
      BER-DC1  ◕ observing     rollback until Fri 27 Nov 14:05 CET     commits Fri 27 Nov 14:06 CET (in 5 d)         – incomplete
      MUC-DC1  ○ queued        waits for a free slot (30 min)          –                                             – incomplete

      Needs you (1)
        ! MUC-DC2: proof unknown for 26 h  due Fri 27 Nov 14:05 CET (in 5 d)
          → changeguard verify MUC-DC2

      BER-DC2 is read again Sun 22 Nov 11:06 CET (in 6 min).
      "
    `);
  });

  test('the same at 80 columns, in UTC', async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url, columns: 80, env: { NO_COLOR: '1' } });
    await terminal.run('status berlin --utc');
    expect(terminal.out()).toMatchInlineSnapshot(`
      "Nordbank  armed  starts through Graph, http://127.0.0.1:8788
      Sun 22 Nov 2026 10:00 UTC  (twin's clock, 60 times faster)
      5 servers: 2 Ready for migration · 1 Not ready for migration · 1 Migrating · 1
      Up to date

      berlin  ● Running  in flight 1 of at most 10
        0/3 committed   1 queued · 1 migrating · 1 observing
        next: the soak after wave 1 ends: Tue 24 Nov 21:00 UTC (in 2 d)
        1 waits for a free slot

      Server   Attempt         What                      Deadline
      MUC-DC3  ↩ reverted      The migration did not c…  –
      BER-DC2  ◐ migrating #2  12 min of about 20 min    reverts Sun 22 Nov 11:48 UTC…
      BER-DC1  ◕ observing     rollback until Fri 27 N…  commits Fri 27 Nov 13:06 UTC…
      MUC-DC1  ○ queued        waits for a free slot (…  –

      Needs you (1)
        ! MUC-DC2: proof unknown for 26 h  due Fri 27 Nov 13:05 UTC (in 5 d)
          → changeguard verify MUC-DC2

      BER-DC2 is read again Sun 22 Nov 10:06 UTC (in 6 min).
      "
    `);
  });

  test.each([
    ['its own name', 'canary', '  wave 2 of 2, canary\n'],
    ['its number', 'wave 2', '  wave 2 of 2\n'],
  ])('the open wave is told once, by %s', async (_, name, told) => {
    const [first] = aCampaign().waves;
    if (!first) throw new Error('The sample has no wave.');
    const waves = [
      { ...first, isOpen: false },
      { ...first, name, isOpen: true },
    ];
    await using server = await aServer({ showStatus: () => aStatus({ campaigns: [aCampaign({ waves })] }) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status')).toBe(0);
    expect(terminal.out()).toContain(told);
  });

  test('when nothing needs anybody, it says so and what comes next', async () => {
    await using server = await aServer({ showStatus: () => aStatus({ needsYou: [] }) });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('status');
    expect(terminal.out()).toContain('Nothing needs you. BER-DC2 is read again Sun 22 Nov 11:06 CET (in 6 min).');
  });

  test('a source that cannot be read is said, with the age of what is shown', async () => {
    const reading = {
      resource: 'sensors',
      readAt: '2026-11-22T07:00:00.000Z',
      dueAt: '2026-11-22T10:05:00.000Z',
      problem: { code: 'connection-unreachable', detail: 'The service does not answer.' },
    };
    await using server = await aServer({ showStatus: () => aStatus({ readings: [reading] }) });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('status');
    expect(terminal.out()).toContain(
      '✗ sensors: The service does not answer. (connection-unreachable); last read Sun 22 Nov 08:00 CET, next try Sun 22 Nov 11:05 CET (in 5 min)',
    );
  });

  test('--json is the status, with the moves where a campaign was named', async () => {
    await using server = await aServer(script);
    const overview = aTerminal({ server: server.url });
    await overview.run('status --json');
    expect(JSON.parse(overview.out())).toEqual(aStatus());
    const one = aTerminal({ server: server.url });
    await one.run('status berlin --json');
    // What needs eyes stands first: reverted, migrating, observing, queued.
    expect(JSON.parse(one.out()).moves).toEqual([moves[3], moves[1], moves[0], moves[2]]);
  });
});

describe('status --watch', () => {
  /** A campaign that ends with the given look. */
  function ending(at: number, state: 'finished' | 'stopped' = 'finished') {
    let looks = 0;
    return {
      showStatus: () => {
        looks += 1;
        const isOver = looks >= at;
        return aStatus({
          campaigns: [
            aCampaign(
              isOver ? { state, counts: { committed: 2, failed: 1 } } : { counts: { observing: Math.min(looks, 2) } },
            ),
          ],
        });
      },
    };
  }

  test('ends when nothing runs any more; without a terminal each change is one line', async () => {
    await using server = await aServer(ending(4));
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status --watch')).toBe(0);
    expect(terminal.out()).toMatchInlineSnapshot(`
      "Sun 22 Nov 2026 11:00 CET  berlin: ● Running, 1 observing
      Sun 22 Nov 2026 11:00 CET  berlin: ● Running, 2 observing
      Sun 22 Nov 2026 11:00 CET  berlin: ✓ Finished, 2 committed (by clock) · 1 failed
      "
    `);
    expect(terminal.err()).toContain('berlin has finished: 2 of 3 committed.');
  });

  test('ends with 1 when the campaign was stopped', async () => {
    await using server = await aServer(ending(2, 'stopped'));
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status --watch')).toBe(1);
    expect(terminal.err()).toContain('berlin was stopped');
  });

  test('ends with 6 after --timeout and says that the campaign goes on', async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status berlin --watch --timeout 3m')).toBe(6);
    expect(terminal.err()).toContain('Still running after 3m. Campaign berlin goes on without it.');
    expect(terminal.clock.now - Date.parse('2026-11-22T10:00:00Z')).toBe(3 * 60_000);
  });

  test('Ctrl-C ends the watching, not the campaign, and nothing but reading was asked for', async () => {
    await using server = await aServer(script);
    const person = new AbortController();
    const terminal = aTerminal({
      server: server.url,
      interrupted: person.signal,
      sleep: async () => person.abort(),
    });
    expect(await terminal.run('status berlin --watch')).toBe(130);
    expect(terminal.err()).toContain('You stopped watching. Campaign berlin goes on without it.');
    expect(new Set(server.seen.map((seen) => seen.route))).toEqual(
      new Set(['showStatus', 'showCampaign', 'listMoves']),
    );
  });

  test('on a terminal the picture is drawn over, and no line is wider than the terminal', async () => {
    await using server = await aServer(ending(3));
    const terminal = aTerminal({ server: server.url, columns: 60, env: { NO_COLOR: '1' } });
    await terminal.run('status --watch');
    expect(terminal.out().split('A\u001B[0J').length).toBeGreaterThan(1);
    for (const line of withoutAnsi(terminal.out()).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('a picture that is taller than the terminal is cut, so that it can be drawn over', async () => {
    await using server = await aServer(ending(3));
    const terminal = aTerminal({ server: server.url, columns: 60, rows: 8, env: { NO_COLOR: '1' } });
    await terminal.run('status --watch');
    const [first = ''] = terminal.out().split('\u001B');
    expect(first.trimEnd().split('\n')).toHaveLength(6);
    expect(first).toContain('a taller window shows more');
  });

  test('an event wakes it up before the next poll', async () => {
    let looks = 0;
    await using server = await aServer(
      {
        showStatus: () => {
          looks += 1;
          return aStatus({ campaigns: [aCampaign({ state: looks > 1 ? 'finished' : 'running' })] });
        },
      },
      { hasEvents: true },
    );
    const terminal = aTerminal({
      server: server.url,
      // A long sleep ends by its signal alone: only the event can wake it.
      sleep: async (ms, signal) => {
        if (ms <= 500 || signal.aborted) return;
        await server.listened;
        const woken = new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        server.tell('7.0');
        await woken;
      },
    });
    expect(await terminal.run('status --watch')).toBe(0);
    expect(looks).toBe(2);
  });

  test('a server that is away for a moment does not end the watch', async () => {
    let looks = 0;
    await using server = await aServer({
      showStatus: () => {
        looks += 1;
        return looks === 2
          ? new Refusal('store-unavailable', 503)
          : aStatus({ campaigns: [aCampaign({ state: looks > 2 ? 'finished' : 'running' })] });
      },
    });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status --watch')).toBe(0);
    expect(terminal.err()).toContain('The server does not answer (store-unavailable); watching goes on.');
  });

  test('a lost permission ends it at once', async () => {
    await using server = await aServer({ showStatus: () => new Refusal('sign-in-required', 401) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status --watch')).toBe(4);
    expect(server.seen).toHaveLength(1);
  });

  test('--json gives one document a change, the last of them the end', async () => {
    await using server = await aServer(ending(3));
    const terminal = aTerminal({ server: server.url });
    await terminal.run('status --watch --json');
    const documents = terminal
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.at(-1).campaigns[0].state).toBe('finished');
  });

  test('--timeout without --watch is wrong usage', async () => {
    expect(await aTerminal().run('status --timeout 3m')).toBe(2);
  });
});

import { expect, test } from 'vitest';
import { aMove, aServerRow, aStatus, someWatches } from './support/samples.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

test('portal 4.3 what is watched of a server under observation is told with its times, its ended watches and what would take it back', async () => {
  const watches = someWatches({
    observation: {
      seenFrom: '2026-11-20T13:05:00.000Z',
      seenAt: '2026-11-20T13:06:00.000Z',
      protectedAt: '2026-11-20T13:06:00.000Z',
      rollbackAskedAt: null,
      rollbackAskedBy: null,
    },
    commitDueAt: '2026-11-27T13:06:00.000Z',
    proofs: aMove().proofs,
    health: {
      readAt: '2026-11-22T09:50:00.000Z',
      beforeAt: '2026-11-20T13:00:00.000Z',
      problem: null,
      issues: [{ title: 'Some network traffic is not being analyzed', watchedBy: 'old', standing: 'ended' }],
      onlyOld: ['Some network traffic is not being analyzed'],
      onlyNew: [],
    },
    rollsBack: [
      { cause: 'plan', at: '2026-11-27T07:05:00.000Z', missing: ['v2-disabled'] },
      { cause: 'elsewhere', at: null, missing: [] },
    ],
  });
  await using server = await aServer({
    showStatus: () => aStatus(),
    showServer: () => ({ ...aServerRow(), verdicts: [], facts: [], differsIn: [], watches, version: 2 }),
  });
  const terminal = aTerminal({ server: server.url, columns: 130, env: { NO_COLOR: '1' } });
  await terminal.run('estate show BER-DC1');
  const out = terminal.out();
  for (const line of [
    'v3.x runs since Fri 20 Nov 14:06 CET, observed until Fri 27 Nov 14:06 CET (in 5 d',
    '✓ pass  v3.x is healthy: since Fri 20 Nov 14:25 CET, seen Sun 22 Nov 10:54 CET',
    '– ended watch  Some network traffic is not being analyzed',
    'ended watches: 1 kind of issues that only v2.x raised',
    'nobody decides, from Fri 27 Nov 08:05 CET (in 4 d); missing now: v2-disabled',
    'back to v2.x: when two readings show v2.x, at any time',
  ])
    expect(out).toContain(line);
});

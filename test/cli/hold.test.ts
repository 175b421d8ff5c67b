import { expect, test } from 'vitest';
import { aCampaign, aServerRow, someWatches } from './support/samples.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

test.each([
  [['BER-DC1'], '  1 server that it goes on without: BER-DC1\n'],
  [['BER-DC1', 'BER-DC2'], '  2 servers that it goes on without: BER-DC1, BER-DC2\n'],
])('whom a campaign goes on without is told by name, one as well as many: %j', async (accepted, told) => {
  const campaign = aCampaign({ state: 'running' });
  const result = { campaign, isDryRun: false, accepted, abandons: [], rollsBack: [], finishes: [] };
  await using server = await aServer({ showCampaign: () => campaign, resumeCampaign: () => result });
  const terminal = aTerminal({ server: server.url });
  expect(await terminal.run(['hold', 'resume', 'berlin', '--because', 'testing'])).toBe(0);
  expect(terminal.out()).toContain(told);
});

const detailOf = (row: ReturnType<typeof aServerRow>) => ({
  ...row,
  verdicts: [],
  facts: [],
  differsIn: [],
  watches: someWatches(),
  version: 1,
});
const hold = { since: '2026-03-30T06:00:00Z', by: 'user:anna', because: 'The racks are moved.' };

test.each([
  ['nothing', 'Nothing of it is under way.'],
  ['queued', 'It stays in the queue of its campaign'],
  ['asked', 'What has not left is taken back'],
  ['started', 'That is not touched and goes on, since the service cannot be stopped.'],
  ['observing', 'observation, the time to roll back and the commit go on'],
] as const)(
  'portal 4.3 whoever holds a server of which %s is under way is told what goes on',
  async (underWay, told) => {
    const held = aServerRow({ name: 'BER-DC1', hold });
    const result = { server: held, isDryRun: false, isChanged: true, underWay };
    await using server = await aServer({ showServer: () => detailOf(held), holdServer: () => result });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run(['hold', 'server', 'BER-DC1', '--because', 'testing'])).toBe(0);
    const out = terminal.out().replace(/\s+/g, ' ');
    expect(out).toContain('BER-DC1 held No start of it is sent until somebody releases it; plans leave it out.');
    expect(out).toContain(told);
  },
);

test('portal 4.3 one that is held already says by whom and why, and one that is released says that it stays pinned', async () => {
  const held = aServerRow({ name: 'BER-DC1', hold });
  const free = aServerRow({ name: 'BER-DC1', isPinned: true });
  const again = { server: held, isDryRun: false, isChanged: false, underWay: 'nothing' } as const;
  const released = { server: free, isDryRun: false, isChanged: true, underWay: 'nothing' } as const;
  await using server = await aServer({
    showServer: () => detailOf(held),
    holdServer: () => again,
    releaseServer: () => released,
  });
  const terminal = aTerminal({ server: server.url });
  expect(await terminal.run(['hold', 'server', 'BER-DC1', '--because', 'testing'])).toBe(0);
  expect(terminal.out()).toMatch(/was already held[\s\S]*By user:anna since [\s\S]*: The racks are moved\./);
  expect(await terminal.run(['hold', 'release', 'BER-DC1', '--because', 'testing'])).toBe(0);
  expect(terminal.out()).toContain('It was rolled back and stays pinned: changeguard task show unpin:BER-DC1');
});

import { expect, test } from 'vitest';
import { aCampaign } from './support/samples.ts';
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

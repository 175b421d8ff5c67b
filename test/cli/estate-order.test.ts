import { expect, test } from 'vitest';
import { aServerRow, aStatus } from './support/samples.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

test('portal 7: the order is asked for by the name of a column, and one that is none is refused with those that are', async () => {
  await using server = await aServer({ showStatus: () => aStatus(), listServers: () => ({ value: [aServerRow()] }) });
  const asked = () => server.seen.findLast(({ route }) => route === 'listServers')?.query.sort;
  for (const [words, sort] of [
    ['estate list', undefined],
    ['estate list --sort site', 'site'],
    ['estate list --sort -health --csv', '-health'],
    ['estate list --sort=-seen --json name', '-seen'],
  ] as const) {
    expect(await aTerminal({ server: server.url }).run(words)).toBe(0);
    expect([words, asked()]).toEqual([words, sort]);
  }
  for (const hostile of ['colour', '--name', 'name,site', 'name;DROP', 'NAME']) {
    const terminal = aTerminal({ server: server.url });
    expect([hostile, await terminal.run(`estate list --sort ${hostile}`)]).toEqual([hostile, 2]);
    expect(terminal.err()).toMatch(/name, -name, site, -site/);
  }
});

import { expect, test } from 'vitest';
import { script } from './support/answers.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const line = 'admin tenant delete Nordbank --because ended';

test('a tenant is deleted when its name is typed once more, and not by any other answer', async () => {
  for (const [typed, code, calls] of [
    ['Nordbank', 0, 1],
    ['nordbank', 1, 0],
    ['yes', 1, 0],
    ['', 1, 0],
  ] as const) {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url, types: [`${typed}\n`], isInteractive: true });
    expect([typed, await terminal.run(line)]).toEqual([typed, code]);
    const sent = server.seen.filter(({ route }) => route === 'deleteTenant');
    expect(sent).toHaveLength(calls);
    for (const { body } of sent) expect(body).toEqual({ name: 'Nordbank', because: 'ended' });
  }
});

test('where nobody can be asked the name is given, and a tenant that is not there is a slip of usage', async () => {
  await using server = await aServer(script);
  const terminal = () => aTerminal({ server: server.url });
  expect(await terminal().run(line)).toBe(2);
  expect(await terminal().run(`${line} --type-name Nordbank`)).toBe(0);
  expect(await terminal().run('admin tenant delete Suedbank --because testing --type-name Suedbank')).toBe(2);
});

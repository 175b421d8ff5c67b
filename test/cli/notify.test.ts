import { describe, expect, test } from 'vitest';
import { receiver } from './support/answers.ts';
import { aServer, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const script: Script = {
  addReceiver: () => receiver,
  changeReceiver: () => receiver,
  listReceivers: () => ({
    value: [receiver, { ...receiver, name: 'team', kind: 'mail', isEnabled: false, problem: null }],
  }),
};

async function running(line: string, more: Script = {}) {
  await using server = await aServer({ ...script, ...more });
  const terminal = aTerminal({ server: server.url, env: { NO_COLOR: '1', TZ: 'Europe/Berlin' }, columns: 100 });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), body: server.seen[0]?.body, seen: server.seen };
}

describe('notify add', () => {
  test.each([
    [
      '--webhook https://hooks.bank.example --secret env:KEY --quiet-hours 22:00-06:00',
      {
        address: { kind: 'webhook', url: 'https://hooks.bank.example', secretRef: 'env:KEY' },
        kinds: null,
        quietHours: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' },
      },
    ],
    [
      '--teams file:/etc/flow --kind move-failed --kind commit-due',
      { address: { kind: 'teams', urlRef: 'file:/etc/flow' }, kinds: ['move-failed', 'commit-due'], quietHours: null },
    ],
    [
      '--mail a@bank.example --mail b@bank.example --smtp smtp://m.example --from c@bank.example --user u --secret env:PW',
      {
        address: {
          kind: 'mail',
          server: 'smtp://m.example',
          from: 'c@bank.example',
          to: ['a@bank.example', 'b@bank.example'],
          login: { user: 'u', secretRef: 'env:PW' },
        },
      },
    ],
  ])('X-10 %s', async (flags, body) => {
    const told = await running(`notify add pager ${flags}`);
    expect([told.code, told.body]).toEqual([0, expect.objectContaining({ name: 'pager', ...body })]);
    expect(told.err).toContain('Next: changeguard notify test pager');
  });

  test.each([
    ['', 'Give one of --webhook, --mail and --teams.'],
    ['--webhook https://x.example --teams env:T', 'Give one of --webhook, --mail and --teams.'],
    ['--webhook https://x.example', 'Missing: --secret.'],
    ['--mail a@b.example --from a@b.example', 'Missing: --smtp.'],
    ['--mail a@b.example --from a@b.example --smtp smtp://m --secret env:PW', 'Give --user too.'],
    ['--teams env:T --quiet-hours late', 'Give them as 22:00-06:00.'],
    ['--teams env:T --zone UTC', 'Give --quiet-hours too.'],
    ['--webhook https://x.example --secret hunter2', 'env:NAME or file:PATH'],
  ])('X-10 wrong usage is refused before anything is sent: %s', async (flags, said) => {
    const told = await running(`notify add pager ${flags}`);
    expect(told.code).toBe(2);
    expect(told.err).toContain(said);
    expect(told.err).not.toContain('hunter2');
    expect(told.seen).toEqual([]);
  });
});

describe('notify', () => {
  test('X-10 the list shows whom, of what, when not, and what is wrong', async () => {
    const { out } = await running('notify');
    expect(out).toMatchInlineSnapshot(`
      "Name   By                          State    Told         Last sent
      pager  webhook hooks.bank.example  ✗ fails  move-failed  Sun 22 Nov 11:00 CET
      team   mail hooks.bank.example     – off    move-failed  Sun 22 Nov 11:00 CET
      ✗ pager: The receiver refused the message. hooks.bank.example answered 403.
        → Mend it.
      "
    `);
  });

  test.each([
    ['--off', { isEnabled: false }],
    ['--on --all-kinds --no-quiet-hours', { isEnabled: true, kinds: null, quietHours: null }],
    ['--kind move-failed', { kinds: ['move-failed'] }],
  ])('X-10 notify set %s', async (flags, body) => {
    expect((await running(`notify set pager ${flags}`)).body).toEqual(body);
  });

  test.each(['', '--on --off', '--kind a --all-kinds'])('X-10 notify set refuses "%s"', async (flags) => {
    expect((await running(`notify set pager ${flags}`)).code).toBe(2);
  });

  test('X-10 a test says what came of it; with --exit-code not being taken is 3', async () => {
    const failed: Script = {
      testReceiver: () => ({
        receiver,
        messageId: 'm-1',
        isDelivered: false,
        answer: null,
        durationMs: 31.4,
        problem: receiver.problem,
      }),
    };
    const told = await running('notify test pager', failed);
    expect([told.code, told.out]).toEqual([0, expect.stringContaining('hooks.bank.example answered 403.')]);
    expect((await running('notify test pager --exit-code', failed)).code).toBe(3);
  });
});

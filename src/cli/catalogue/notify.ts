import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const name = { name: '<name>', about: 'name or id of the receiver' };
const kind: OptionSpec = {
  flags: '--kind <kind>',
  about: 'only this kind of notice (docs/reference/notices.md); repeatable',
  isList: true,
};
const quietHours: OptionSpec = {
  flags: '--quiet-hours <from-to>',
  about: 'only alarms in these hours, 22:00-06:00; the rest comes as one summary behind them',
};
const zone: OptionSpec = { flags: '--zone <zone>', about: 'where the quiet hours are, Europe/Berlin (default: here)' };

export const notifyCommands: readonly CommandSpec[] = [
  {
    path: 'notify list',
    summary: 'List who is told what happens, and whether it gets through',
    options: [{ flags: '--json [fields]', about: 'JSON; bare for everything, or fields joined by commas' }],
    examples: ['notify list'],
    isDefault: true,
    load: async () => (await import('../commands/notify.ts')).listReceivers,
  },
  {
    path: 'notify add',
    args: [{ name: '<name>', about: 'what to call the receiver' }],
    summary: 'Tell somebody what happens: by webhook, by mail, or in Teams',
    more: 'Secrets are named by env:NAME or file:PATH, as the server sees them, and never given. An address that opens something, as that of a Teams workflow does, is a secret too.',
    options: [
      {
        flags: '--webhook <url>',
        about: 'POST signed JSON to this address, or to the one that env:NAME or file:PATH holds',
      },
      { flags: '--mail <address>', about: 'send mail to this address; repeatable', isList: true },
      { flags: '--teams <where>', about: 'post cards through the workflow whose address is in env:NAME or file:PATH' },
      { flags: '--secret <where>', about: 'where the key of the signature, or the password of the mail server, is' },
      { flags: '--smtp <server>', about: 'smtp://host:587 with STARTTLS, or smtps://host:465' },
      { flags: '--from <address>', about: 'who the mail is from' },
      { flags: '--user <name>', about: 'sign in to the mail server as' },
      kind,
      quietHours,
      zone,
      json,
    ],
    examples: [
      'notify add pager --webhook https://hooks.bank.example/guard --secret file:/etc/changeguard/webhook-key --kind move-failed --kind commit-due',
      'notify add team --mail guard@bank.example --smtp smtp://mail.bank.example:587 --from changeguard@bank.example --user changeguard --secret env:SMTP_PASSWORD --quiet-hours 22:00-06:00 --zone Europe/Berlin',
      'notify add ops-room --teams file:/etc/changeguard/teams-workflow',
    ],
    load: async () => (await import('../commands/notify.ts')).addReceiver,
  },
  {
    path: 'notify set',
    args: [name],
    summary: 'Switch a receiver off or on, or change what it is told and when',
    options: [
      { flags: '--off', about: 'tell it nothing; what happens meanwhile is not told later' },
      { flags: '--on', about: 'tell it what happens from now on' },
      kind,
      { flags: '--all-kinds', about: 'every kind of notice' },
      quietHours,
      zone,
      { flags: '--no-quiet-hours', about: 'at every hour' },
      json,
    ],
    examples: ['notify set team --off', 'notify set team --quiet-hours 20:00-07:00 --zone Europe/Berlin'],
    load: async () => (await import('../commands/notify.ts')).setReceiver,
  },
  {
    path: 'notify test',
    args: [name],
    summary: 'Send one message now and say what came of it',
    options: [{ flags: '--exit-code', about: 'exit 3 when it is not taken' }, json],
    examples: ['notify test pager', 'notify test pager --exit-code'],
    exits: ['0  tried', '3  with --exit-code: it was not taken'],
    load: async () => (await import('../commands/notify.ts')).testReceiver,
  },
  {
    path: 'notify remove',
    args: [name],
    summary: 'Remove a receiver, with everything that waits for it',
    options: [json],
    examples: ['notify remove pager'],
    load: async () => (await import('../commands/notify.ts')).removeReceiver,
  },
];

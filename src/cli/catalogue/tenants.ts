import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = {
  flags: '--json [fields]',
  about: 'JSON; bare for everything, or fields joined by commas',
};
const because: OptionSpec = {
  flags: '--because <reason>',
  about: 'the reason; it is kept in the log',
  isRequired: true,
};

/** Tenants from their making to their end, and the log that outlives them. */
export const tenantCommands: readonly CommandSpec[] = [
  {
    path: 'admin tenant list',
    summary: 'List the tenants that you may open',
    options: [jsonFields],
    examples: ['admin tenant list'],
    load: async () => (await import('../commands/tenant.ts')).listTenants,
  },
  {
    path: 'admin tenant create',
    args: [{ name: '<name>', about: 'name of the tenant' }],
    summary: 'Make a tenant',
    options: [json],
    examples: ['admin tenant create "Nordbank"'],
    load: async () => (await import('../commands/tenant.ts')).createTenant,
  },
  {
    path: 'admin tenant rules',
    summary: 'Show every value of the rulebook that is in force, with its source page and day',
    more: 'A value that the tenant chose stands with its reason, and beside it what its edition says.',
    options: [json],
    examples: ['admin tenant rules', 'admin tenant rules --json'],
    load: async () => (await import('../commands/tenant.ts')).showRules,
  },
  {
    path: 'admin tenant set',
    summary: 'Change the edition, overrides, and what the tenant uses',
    options: [
      { flags: '--name <name>', about: 'new name' },
      { flags: '--edition <edition>', about: 'dated rulebook', choices: ['2026-03', '2026-09'] },
      { flags: '--uses-vpn <yes|no>', about: 'VPN integration, which v3.x does not have', choices: ['yes', 'no'] },
      {
        flags: '--uses-syslog <yes|no>',
        about: 'syslog notifications, which v3.x does not have',
        choices: ['yes', 'no'],
      },
      {
        flags: '--override <rule=value>',
        about: 'value of our own for a rule, as JSON; needs --because; repeatable',
        isList: true,
      },
      {
        flags: '--site-zone <site=zone>',
        about: 'time zone of a site, as Berlin=Europe/Berlin; without a zone it has none any more; repeatable',
        isList: true,
      },
      { flags: '--clear-overrides', about: 'back to the values of the edition' },
      {
        flags: '--calendar <file>',
        about: 'windows and freezes for every start in the tenant, as JSON; needs --because; repeatable',
        isList: true,
      },
      { flags: '--clear-calendars', about: 'no windows and freezes but those of --calendar; needs --because' },
      { flags: '--because <reason>', about: 'the reason; it is kept in the log' },
      json,
    ],
    examples: [
      'admin tenant set --edition 2026-09',
      'admin tenant set --uses-vpn no --uses-syslog no',
      'admin tenant set --site-zone Berlin=Europe/Berlin',
      'admin tenant set --calendar freeze.json --because "The books are closed"',
    ],
    load: async () => (await import('../commands/tenant.ts')).setTenant,
  },
  {
    path: 'admin tenant hours',
    summary: 'When the windows and freezes of the tenant let anything start',
    more: 'They hold for every start beside the calendars of its plan, also of a campaign that runs; what has begun goes on.',
    options: [json],
    examples: ['admin tenant hours', 'admin tenant hours --json'],
    load: async () => (await import('../commands/tenant-hours.ts')).showHours,
  },
  {
    path: 'admin tenant archive',
    summary: 'Put a tenant away: nothing starts, is read or changes there until it is taken up again',
    more: 'Refused while a move waits, is in flight, or is before its commit. The connection becomes read-only.',
    options: [because, json],
    examples: ['admin tenant archive --tenant Nordbank --because "The contract ended"'],
    exits: ['0  archived', '5  a move is not over; the answer says which'],
    load: async () => (await import('../commands/tenant-life.ts')).archiveTenant,
  },
  {
    path: 'admin tenant reopen',
    summary: 'Take an archived tenant up again',
    options: [because, json],
    examples: ['admin tenant reopen --tenant Nordbank --because "A second campaign"'],
    load: async () => (await import('../commands/tenant-life.ts')).reopenTenant,
  },
  {
    path: 'admin tenant export',
    summary: 'Write everything of a tenant into one file, with digests, signed with its key',
    more: 'The key is the one that signs its evidence packs ("report key"). Secrets, tokens and sessions are in none of it. Names are: keep it as you keep the store.',
    options: [{ flags: '-o, --output <file>', about: 'where to; readable by you alone', isRequired: true }, json],
    examples: ['admin tenant export --tenant Nordbank -o nordbank.jsonl.gz'],
    load: async () => (await import('../commands/tenant-life.ts')).exportTenant,
  },
  {
    path: 'admin tenant verify',
    args: [{ name: '<file>', about: 'made by "admin tenant export"' }],
    summary: 'Prove an export with nothing but the file: its signature, its digests, and the chain of its log',
    more: 'Needs no server and no store. Compare key and head with those that you know from elsewhere. An export of an earlier version has no signature, and that is said; with --key it fails.',
    options: [
      { flags: '--key <key>', about: 'the fingerprint that it must be signed by, or a file with the public key' },
      json,
    ],
    examples: ['admin tenant verify nordbank.jsonl.gz --key 145bbe85…'],
    exits: ['0  sound', '1  something differs; the answer says what'],
    load: async () => (await import('../commands/tenant-life.ts')).verifyTenant,
  },
  {
    path: 'admin tenant delete',
    args: [{ name: '<name>', about: 'the name of the tenant, as "admin tenant list" shows it, or its id' }],
    summary: 'Take out everything of an archived tenant, for good',
    more: 'What remains is an entry in the log of the installation ("admin log"). Dumps that were made before still have it.',
    options: [
      because,
      { flags: '--type-name <name>', about: 'the name once more, instead of typing it when asked' },
      json,
    ],
    examples: ['admin tenant delete Nordbank --because "The contract ended"'],
    exits: ['0  deleted', '1  another name was typed', '5  it is not archived'],
    load: async () => (await import('../commands/tenant-life.ts')).deleteTenant,
  },
  {
    path: 'admin log',
    summary: 'What concerns no tenant, or one that is archived or gone; with --verify its chain',
    options: [
      { flags: '--verify', about: 'recompute the chain' },
      { flags: '--limit <n>', about: 'so many entries, newest first (default 50)' },
      jsonFields,
    ],
    examples: ['admin log', 'admin log --verify'],
    exits: ['0  shown, or intact', '1  with --verify: the chain is broken'],
    load: async () => (await import('../commands/installation-log.ts')).installationLog,
  },
];

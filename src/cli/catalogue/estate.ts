import type { CommandSpec, OptionSpec } from '../command.ts';

const selector = {
  name: '[selector...]',
  about: 'all (default), server names, or conditions: site:Berlin state:ready reason:sense-stopped',
};
const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = { flags: '--json [fields]', about: 'JSON; bare for everything, or fields: name,state' };

export const estateCommands: readonly CommandSpec[] = [
  {
    path: 'estate import',
    args: [{ name: '<file|folder...>', about: 'any kind of evidence; folders are read to the bottom' }],
    summary: 'Bring in servers and facts from files',
    more: 'Shows which column was read as which fact. What cannot be read becomes a problem; the rest is imported. Which kinds of file are read: docs/reference/evidence.md.',
    options: [
      { flags: '--dry-run', about: 'show what would be read; change nothing' },
      { flags: '--host <name>', about: 'whose files they are, for files that do not say it' },
      {
        flags: '--observed-at <instant>',
        about: 'when they were made, RFC 3339 with zone; "file" for when each was last written',
      },
      { flags: '--resume', about: 'leave out files that came in before, also in a run that was stopped' },
      { flags: '--record <file>', about: 'where it is noted what came in (default: in the data directory)' },
      { flags: '--map <column=fact>', about: 'read this column as this fact; may be repeated', isList: true },
      json,
    ],
    examples: [
      'estate import Sensors.csv --dry-run',
      'estate import computers.csv --observed-at 2026-11-22T08:00:00+01:00 --map "Standort=site"',
      'estate import sense.txt --host BER-DC1 --observed-at file',
      'estate import collected/ --resume',
    ],
    exits: ['0  every file was used', '1  a file was not; the others were', '130  stopped; --resume goes on'],
    endsItself: true,
    load: async () => (await import('../commands/estate-import.ts')).importFiles,
  },
  {
    path: 'estate upload-token make',
    args: [{ name: '<host...>', about: 'name or FQDN; each gets a token of its own' }],
    summary: 'Make a token with which a collector brings one file of one host',
    more: 'Shown once. It takes one file of that host and opens nothing else; a file that is refused does not use it up.',
    options: [
      { flags: '--expires-in <duration>', about: 'life, at most 7d (default 24h)' },
      { flags: '-o, --output <file>', about: 'write them to a file that only you can read, instead of showing them' },
      json,
    ],
    examples: [
      'estate upload-token make BER-DC1',
      'estate upload-token make BER-DC1 MUC-DC1 --expires-in 2h -o tokens',
    ],
    load: async () => (await import('../commands/upload-token.ts')).makeTokens,
  },
  {
    path: 'estate upload-token list',
    summary: 'List upload tokens, without their secrets',
    options: [jsonFields],
    examples: ['estate upload-token list', 'estate upload-token list --json host,state'],
    load: async () => (await import('../commands/upload-token.ts')).listTokens,
  },
  {
    path: 'estate upload-token revoke',
    args: [{ name: '<id>', about: 'the token' }],
    summary: 'Revoke an upload token',
    options: [json],
    examples: ['estate upload-token revoke 0199f0c2-6b1e-7a40-9c55-3a1d5e8b7c20'],
    load: async () => (await import('../commands/upload-token.ts')).revokeToken,
  },
  {
    path: 'estate list',
    summary: 'List servers with their state, verdict and reasons',
    options: [
      { flags: '--search <prefix>', about: 'beginning of the name or FQDN' },
      {
        flags: '--state <state>',
        about: 'ready, not-ready, migrating, failed, up-to-date, unknown; repeatable',
        isList: true,
      },
      { flags: '--verdict <verdict>', about: 'pass, fail, unknown, none; repeatable', isList: true },
      { flags: '--disposition <disposition>', about: 'moves, stays, unsupported; repeatable', isList: true },
      { flags: '--site <site>', about: 'Active Directory site; repeatable', isList: true },
      { flags: '--domain <domain>', about: 'domain; repeatable', isList: true },
      { flags: '--reason <code>', about: 'reason why a server is not ready; repeatable', isList: true },
      { flags: '--move-state <state>', about: 'state of the newest attempt; repeatable', isList: true },
      { flags: '--limit <n>', about: 'at most this many servers (default 1000)' },
      { flags: '--csv', about: 'comma-separated values with all reasons, for spreadsheets' },
      jsonFields,
    ],
    examples: [
      'estate list --state not-ready',
      'estate list --state not-ready --json name,reasons',
      'estate list --site Berlin --csv > berlin.csv',
    ],
    load: async () => (await import('../commands/estate.ts')).listServers,
  },
  {
    path: 'estate show',
    args: [{ name: '<server>', about: 'name, FQDN or id' }],
    summary: 'Show one server: checks, evidence, conflicts',
    options: [{ flags: '--all', about: 'also the checks that pass, and every fact' }, json],
    examples: ['estate show BER-DC1', 'estate show BER-DC1 --all'],
    load: async () => (await import('../commands/estate.ts')).showServer,
  },
  {
    path: 'check',
    args: [selector],
    summary: 'Check which servers can move, and group what blocks by remedy',
    more: 'Reads the service first. Unknown never counts as ready: it says which evidence is missing and how to get it.',
    options: [
      { flags: '--no-refresh', about: 'judge what is known; do not read the service first' },
      { flags: '--exit-code', about: 'exit 3 unless every server that is to move is ready' },
      json,
    ],
    examples: ['check', 'check site:Berlin', 'check BER-DC1 --exit-code'],
    exits: ['0  checked', '3  with --exit-code: not every server is ready'],
    load: async () => (await import('../commands/check.ts')).check,
  },
  {
    path: 'diagnose',
    args: [{ name: '<server|file...>', about: 'a server, or evidence files; a file is read here and needs no store' }],
    summary: 'Explain what is wrong with a server, or what a file of evidence shows',
    more: 'A file is judged as of the time when it was made. Which kinds of file are read: docs/reference/evidence.md.',
    options: [
      { flags: '--host <name>', about: 'whose files they are, for files that do not say it' },
      { flags: '--observed-at <instant>', about: 'when they were made (default: when they were last written)' },
      { flags: '--json', about: 'JSON; for files one document a line' },
    ],
    examples: ['diagnose BER-DC1', 'diagnose MDEClientAnalyzerResult.zip', 'diagnose sense.txt --host BER-DC1 --json'],
    load: async () => (await import('../commands/diagnose.ts')).diagnose,
  },
];

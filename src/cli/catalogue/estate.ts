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
    args: [{ name: '<file...>', about: 'Sensors.csv, an export of AD computers, or host facts as JSON' }],
    summary: 'Bring in servers and facts from files',
    more: 'Shows which column was read as which fact. Rows that cannot be read become problems; the others are imported.',
    options: [
      { flags: '--dry-run', about: 'show what would be read; change nothing' },
      { flags: '--observed-at <instant>', about: 'when the export was made, RFC 3339 with zone' },
      { flags: '--map <column=fact>', about: 'read this column as this fact; may be repeated', isList: true },
      json,
    ],
    examples: [
      'estate import Sensors.csv --dry-run',
      'estate import computers.csv --observed-at 2026-11-22T08:00:00+01:00 --map "Standort=site"',
    ],
    load: async () => (await import('../commands/estate-import.ts')).importFiles,
  },
  {
    path: 'collect script',
    args: [{ name: '<system>', about: 'windows, or unix for Linux and macOS' }],
    summary: 'Print the collector: a read-only script that gathers facts on a server or device',
    more: 'It writes one JSON document, which "estate import" reads. Ways to run it on many servers: docs/operate/collect.md.',
    options: [{ flags: '-o, --output <file>', about: 'write it to a file' }],
    examples: ['collect script windows -o Get-ChangeguardFacts.ps1', 'collect script unix > changeguard-facts.sh'],
    load: async () => (await import('../commands/collect.ts')).collectScript,
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
      { flags: '--bundle <file>', about: 'of a server, write a ZIP for a support case: evidence, verdicts, timeline' },
      { flags: '--with-names', about: 'keep names of servers, domains and sites in the bundle' },
      { flags: '--all', about: 'of a file, every fact and every check by itself' },
      { flags: '--json', about: 'JSON; for files one document a line' },
    ],
    examples: [
      'diagnose BER-DC1',
      'diagnose BER-DC1 --bundle case.zip',
      'diagnose MDEClientAnalyzerResult.zip',
      'diagnose sense.txt --host BER-DC1 --json',
    ],
    load: async () => (await import('../commands/diagnose.ts')).diagnose,
  },
  {
    path: 'probe',
    summary: 'See which of the service URLs this machine reaches, and what stands in the way of the others',
    more: 'Asks each URL once: name, TCP 443, proxy, TLS 1.2 or later, certificate, status. It speaks of the network where it runs, not of any server: no check counts it. PAC and WPAD are not evaluated. Needs no store and no connection.',
    options: [
      { flags: '--geo <geo>', about: 'where the tenant’s data lies', choices: ['us', 'eu', 'uk', 'au'] },
      {
        flags: '--set <set>',
        about: 'which URLs (default: all that can be asked)',
        choices: ['standard', 'streamlined', 'identity', 'all'],
      },
      { flags: '--workspace <name>', about: 'workspace of Defender for Identity, for its sensor address' },
      { flags: '--target <url>', about: 'a further URL; repeatable', isList: true },
      { flags: '--proxy <url>', about: 'go through this HTTP proxy: http://proxy.example:8080' },
      {
        flags: '--proxy-auth <where>',
        about: 'where its credentials are (user:password): env:NAME; never the credentials',
      },
      {
        flags: '--ca <file>',
        about: 'further CA certificates, PEM; one that is not Microsoft’s is named as inspecting',
      },
      { flags: '--pin <sha256>', about: 'accept only chains with this public key, base64; repeatable', isList: true },
      { flags: '--exit-code', about: 'exit 3 when a needed URL is not reached' },
      json,
    ],
    examples: [
      'probe --geo eu --workspace contoso-corp',
      'probe --geo us --set streamlined --proxy http://proxy.example:8080 --proxy-auth env:PROXY_AUTH',
      'probe --target https://edr-weu.eu.endpoint.security.microsoft.com/edr/commands/test --exit-code',
    ],
    exits: ['0  asked', '3  with --exit-code: a needed URL is not reached'],
    load: async () => (await import('../commands/probe.ts')).probe,
  },
];

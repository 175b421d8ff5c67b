import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const file: readonly OptionSpec[] = [
  {
    flags: '--for <reader>',
    about: 'what comes first, and how much of it: auditor (default), operator, manager',
    choices: ['operator', 'manager', 'auditor'],
  },
  {
    flags: '--format <format>',
    about: 'html, json, or pack (default: by the ending of the file: .html, .json, .zip)',
    choices: ['html', 'json', 'pack'],
  },
  { flags: '--redact', about: 'replace names of hosts, sites and people by stand-ins' },
  { flags: '-o, --output <file>', about: 'where to write it; readable by you alone' },
];

export const reportCommands: readonly CommandSpec[] = [
  {
    path: 'report campaign',
    args: [{ name: '<name>', about: 'name or id of the campaign' }],
    summary: 'What happened in a campaign, attempt by attempt; on the screen, or as a page, data or an evidence pack',
    more: 'The page needs no network and prints. The pack is signed, and "report verify" proves it without a server.',
    options: [...file, json],
    examples: [
      'report campaign berlin',
      'report campaign berlin --for manager -o berlin.html',
      'report campaign berlin -o berlin.zip',
      'report campaign berlin --redact -o berlin-without-names.zip',
    ],
    load: async () => (await import('../commands/report.ts')).reportCampaign,
  },
  {
    path: 'report period',
    summary: 'What happened from one instant to another, over all campaigns, as a page, data or an evidence pack',
    options: [
      { flags: '--from <instant>', about: 'RFC 3339 with zone, or a day: 2026-03-30 (UTC)', isRequired: true },
      { flags: '--to <instant>', about: 'the end; it is not part of the period', isRequired: true },
      ...file,
      json,
    ],
    examples: [
      'report period --from 2026-03-01 --to 2026-04-01 -o march.html',
      'report period --from 2026-03-01 --to 2026-04-01 --for auditor -o march.zip',
    ],
    load: async () => (await import('../commands/report.ts')).reportPeriod,
  },
  {
    path: 'report verify',
    args: [{ name: '<pack>', about: 'an evidence pack' }],
    summary:
      'Prove an evidence pack with nothing but the pack: digests, signature, chain, and every decision made again',
    more: 'Needs no server, no store and no network. What cannot be made again is counted, with the reason.',
    options: [
      { flags: '--key <key>', about: 'the fingerprint that it must be signed by, or a file with the public key' },
      json,
    ],
    examples: ['report verify berlin.zip --key 145bbe85…', 'report verify berlin.zip --key bank.pem --json'],
    exits: ['0  sound', '1  something differs; the answer says what, and where'],
    load: async () => (await import('../commands/report-verify.ts')).verifyReport,
  },
  {
    path: 'report archive list',
    summary: 'List the sealed archives of the log: which links each has, and whether its file lies on the server',
    more: 'Entries of the log go into archives when CHANGEGUARD_KEEP says after how many days ("log=800d").',
    options: [{ flags: '--json [fields]', about: 'JSON; bare for everything, or fields joined by commas' }],
    examples: ['report archive list'],
    load: async () => (await import('../commands/report-archive.ts')).listArchives,
  },
  {
    path: 'report archive verify',
    args: [{ name: '<file...>', about: 'sealed archives' }],
    summary: 'Prove sealed archives with nothing but the files: signature, digests, chain, and that they join',
    more: 'Needs no server and no store. With --log each is also compared with what the log tells of it, and none may be missing.',
    options: [
      { flags: '--log', about: 'also against the log of the tenant: asks the server, or the store' },
      { flags: '--key <key>', about: 'the fingerprint that they must be signed by, or a file with the public key' },
      json,
    ],
    examples: ['report archive verify archives/*/*.gz --log', 'report archive verify log-*.gz --key 145bbe85…'],
    exits: ['0  sound', '1  something differs; the answer says what, and what to do'],
    load: async () => (await import('../commands/report-archive.ts')).verifyArchives,
  },
  {
    path: 'report key',
    summary: 'Show the public keys that evidence packs are signed with, or make another',
    more: 'Give the fingerprint to whoever shall verify packs, on another way than the packs go. Packs of an old key stay verifiable.',
    options: [
      { flags: '--renew', about: 'make another key; the private half of the old one is destroyed' },
      { flags: '--because <reason>', about: 'the reason for another key; it is kept in the log' },
      { flags: '-o, --output <file>', about: 'write the public key that is in use as PEM' },
      json,
    ],
    examples: ['report key', 'report key -o bank.pem', 'report key --renew --because "The machine was replaced"'],
    load: async () => (await import('../commands/report-key.ts')).reportKey,
  },
];

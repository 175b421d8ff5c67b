import type { CommandSpec, OptionSpec } from '../command.ts';

export const selector = {
  name: '[selector...]',
  about: 'all (default), server names, or conditions: site:Berlin state:ready',
};
const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const dryRun: OptionSpec = { flags: '--dry-run', about: 'show what would happen; change nothing' };

const wavesOptions: readonly OptionSpec[] = [
  {
    flags: '--waves <how>',
    about: 'one (default), suggested (by site and role), so many servers each (20), such a share (10%), or a file',
  },
  { flags: '--canary', about: 'a wave in front, of one server of each kind' },
  {
    flags: '--strata <list>',
    about: 'what makes servers of one kind: system,roles,site,proxy (default: the first three)',
  },
];

const limitOptions: readonly OptionSpec[] = [
  { flags: '--rules <file>', about: 'rules as JSON; the flags below stand above it' },
  { flags: '--cap <n>', about: 'how many servers may be in flight at once (default 10)' },
  { flags: '--per-site <n>', about: 'how many of one site' },
  { flags: '--per-domain <n>', about: 'how many of one domain' },
  { flags: '--starts-per-day <n>', about: 'most starts in one day' },
  { flags: '--commits-per-day <n>', about: 'most servers that become final in one day' },
  { flags: '--blast-radius <n>', about: 'most servers that are neither as before nor committed' },
  { flags: '--spread <duration>', about: 'least time between two starts at one site: 30m' },
  {
    flags: '--floor <n|n%>',
    about:
      'servers, or the share of them, that stay protected in every site and domain (default 1); may be given twice',
    isList: true,
  },
  {
    flags: '--waive <site:name=until>',
    about: 'let a site (or domain:) with one server go without a second one until a day or an instant',
    isList: true,
  },
  { flags: '--because <reason>', about: 'the reason of the waivers; it is kept in the plan' },
  { flags: '--failures <n>', about: 'how many failures there may be in all; the next one stops it (default 0)' },
];

const ruleOptions: readonly OptionSpec[] = [
  { flags: '--soak <duration>', about: 'time to wait after each wave: 24h' },
  {
    flags: '--gate <condition>',
    about:
      'asked after each wave: health (or health=TITLE;TITLE with issues of the new sensor that are accepted), detection, rollback-drill, success-share=90%, proofs=ID,ID, hunting=QUERY (inactive-devices, several-devices), manual=QUESTION',
    isList: true,
  },
  {
    flags: '--calendar <file>',
    about: 'hours in which servers may start, as JSON; of several all must be open',
    isList: true,
  },
  { flags: '--approvals <n>', about: 'how many people other than you must approve it (default 0)' },
];

export const planCommands: readonly CommandSpec[] = [
  {
    path: 'plan',
    args: [selector],
    summary: 'Make a plan; nothing happens',
    more: 'The plan is a document with a digest. It is applied exactly as it was made, or refused.',
    options: [
      { flags: '-o, --output <file>', about: 'where to save the plan' },
      { flags: '--name <name>', about: 'name of the campaign' },
      ...wavesOptions,
      ...limitOptions,
      ...ruleOptions,
      {
        flags: '--demand <source>',
        about: "evidence that is demanded: the service's own verdict, or the host's facts",
        choices: ['service', 'host'],
      },
      {
        flags: '--channel <channel>',
        about: 'how a start is made: by Graph, or as a task in the portal',
        choices: ['graph', 'portal'],
      },
      json,
    ],
    examples: [
      'plan site:Berlin -o berlin.plan.json',
      'plan BER-DC1 BER-DC2 --cap 1 --demand host -o pair.plan.json',
      'plan --waves suggested --canary --per-site 1 --floor 50% --soak 24h --gate health -o all.plan.json',
      'plan site:Bonn --waive site:Bonn=2026-12-01 --because "The branch closes" -o bonn.plan.json',
    ],
    exits: ['0  the plan is made', '2  a rule makes no sense', '5  no server is left to move'],
    load: async () => (await import('../commands/plan.ts')).plan,
  },
  {
    path: 'plan join',
    args: [{ name: '<campaign>', about: 'its name or id' }],
    summary: 'Make a plan for a late wave of a campaign; nothing happens',
    more: 'For servers that its selector takes by now and that are in none of its waves: who joined since, or was left out and is ready. Same rules, a digest and an approval of its own; "apply" makes it the last wave.',
    options: [{ flags: '-o, --output <file>', about: 'where to save the plan' }, json],
    examples: ['plan join berlin -o late.plan.json'],
    exits: ['0  the plan is made', '5  the campaign is over, or nobody could join it'],
    load: async () => (await import('../commands/plan.ts')).join,
  },
  {
    path: 'plan diff',
    args: [
      { name: '<from>', about: 'a plan' },
      { name: '<to>', about: 'the plan to hold against it' },
    ],
    summary: 'Show what a second plan would do otherwise',
    more: 'Who moved between waves, joined or is gone, which rules changed, what is predicted otherwise. It needs no server.',
    options: [{ flags: '--exit-code', about: 'exit 3 when they differ' }, json],
    examples: ['plan diff monday.plan.json tuesday.plan.json', 'plan diff a.plan.json b.plan.json --exit-code --json'],
    exits: ['0  shown', '2  a file is no plan', '3  with --exit-code: they differ'],
    load: async () => (await import('../commands/plan-diff.ts')).planDiff,
  },
  {
    path: 'apply',
    args: [{ name: '<file>', about: 'the plan' }],
    summary: 'Start exactly this plan',
    more: 'Says first what will happen and from when it cannot be undone, and asks. Without a terminal it needs --yes.',
    options: [{ flags: '-y, --yes', about: 'do not ask' }, dryRun, json],
    examples: ['apply berlin.plan.json --dry-run', 'apply berlin.plan.json', 'apply berlin.plan.json --yes --json'],
    exits: [
      '0  started, or shown',
      '1  you said no',
      '2  no terminal and no --yes',
      '5  the plan is outdated or was applied before',
    ],
    load: async () => (await import('../commands/apply.ts')).apply,
  },
];

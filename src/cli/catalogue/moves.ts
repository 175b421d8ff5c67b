import type { CommandSpec, OptionSpec } from '../command.ts';
import { holdCommands } from './hold.ts';
import { selector } from './plan.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = {
  flags: '--json [fields]',
  about: 'JSON; bare for everything, or fields: id,title,dueAt',
};
const because: OptionSpec = {
  flags: '--because <reason>',
  about: 'the reason; it is kept in the log',
  isRequired: true,
};
const dryRun: OptionSpec = { flags: '--dry-run', about: 'show what would happen; change nothing' };

export const moveCommands: readonly CommandSpec[] = [
  {
    path: 'status',
    args: [{ name: '[campaign]', about: 'one campaign with its servers; name or id' }],
    summary: 'What is happening, what is next, what needs you',
    more: 'Ctrl-C ends the watching, never the campaign.',
    options: [
      { flags: '--watch', about: 'stay until nothing runs any more' },
      { flags: '--timeout <duration>', about: 'stop watching after this long: 90s, 30m, 2h' },
      json,
    ],
    examples: ['status', 'status berlin', 'status berlin --watch --timeout 30m'],
    exits: [
      '0  shown, or the campaign finished',
      '1  the campaign was stopped',
      '6  still running after --timeout',
      '130  Ctrl-C',
    ],
    endsItself: true,
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    path: 'overview',
    summary: 'The estate at a glance: coverage by site, commits by day, what blocks',
    more: 'With --all-tenants: how each tenant stands that you may open, the one with the nearest deadline first.',
    options: [
      { flags: '--all-tenants', about: 'one line a tenant: what needs somebody, coverage, next deadline' },
      json,
    ],
    examples: ['overview', 'overview --all-tenants'],
    load: async () => (await import('../commands/overview.ts')).overview,
  },
  {
    path: 'hunt',
    args: [{ name: '[query]', about: 'one query by its name; without it all' }],
    summary: 'The hunting queries behind the proofs: last run, rows, and the KQL',
    more: 'Shows when each query ran last and when it runs again, what of its answer is kept, the KQL as it is sent, what its answer proves and what it does not, and which proofs no query gives. It runs nothing.',
    options: [
      { flags: '--rows', about: 'what the answer said of each server' },
      { flags: '--limit <n>', about: 'at most this many rows of a query (default 1000)' },
      { flags: '--kql', about: 'the KQL alone, to be taken along' },
      json,
    ],
    examples: ['hunt', 'hunt identity-activity', 'hunt identity-activity --rows', 'hunt identity-activity --kql'],
    exits: ['0  shown', '2  there is no such query'],
    load: async () => (await import('../commands/hunt.ts')).hunt,
  },
  ...holdCommands,
  {
    path: 'rollback',
    args: [{ name: '<server...>', about: 'servers under observation' }],
    summary: 'Go back to v2.x while it is possible',
    more: 'No public interface rolls back: this opens a task that says what to press and until when, and then proves the result.',
    options: [because, dryRun, json],
    examples: [
      'rollback MUC-DC2 --because "LDAP alerts are missing since the move"',
      'rollback MUC-DC2 --because test --dry-run',
    ],
    exits: ['0  tasks are open', '5  a server cannot go back (any more)'],
    load: async () => (await import('../commands/rollback.ts')).rollback,
  },
  {
    path: 'verify',
    args: [selector],
    summary: 'Collect and judge the proofs of moves',
    options: [
      { flags: '--no-refresh', about: 'judge what is known; do not read the service first' },
      { flags: '--exit-code', about: 'exit 3 unless every move has its complete evidence' },
      json,
    ],
    examples: ['verify', 'verify BER-DC1', 'verify site:Berlin --exit-code'],
    exits: ['0  judged', '3  with --exit-code: evidence is missing, or there was no move to judge'],
    load: async () => (await import('../commands/verify.ts')).verify,
  },
  {
    path: 'task list',
    summary: 'List tasks, those that are due first',
    options: [
      { flags: '--state <state>', about: 'open (default), done, declined, withdrawn; repeatable', isList: true },
      { flags: '--all', about: 'tasks of every state' },
      { flags: '--host <name>', about: 'only of this server' },
      { flags: '--kind <kind>', about: 'only of this kind; repeatable', isList: true },
      { flags: '--limit <n>', about: 'at most this many (default 200)' },
      jsonFields,
    ],
    examples: ['task list', 'task list --host BER-DC1', 'task list --json id,title,dueAt'],
    load: async () => (await import('../commands/task.ts')).listTasks,
  },
  {
    path: 'task show',
    args: [{ name: '<task>', about: 'its name in "task list", or its id' }],
    summary: 'Show one task: steps, choices, what comes first',
    options: [json],
    examples: ['task show unpin:BER-DC2'],
    load: async () => (await import('../commands/task.ts')).showTask,
  },
  {
    path: 'task done',
    args: [{ name: '<task>', about: 'its name in "task list", or its id' }],
    summary: 'Attest that a task is done, or decide',
    options: [
      { flags: '--choice <choice>', about: 'one of the choices that the task offers' },
      { flags: '--because <reason>', about: 'the reason, where the choice needs one' },
      json,
    ],
    examples: [
      'task done aftercare-rpc-auditing:BER-DC1 --choice done',
      'task done cleanup-remove-npcap:BER-DC1 --choice keep --because "The IDS may need it again"',
    ],
    load: async () => (await import('../commands/task.ts')).completeTask,
  },
  {
    path: 'task decline',
    args: [{ name: '<task>', about: 'its name in "task list", or its id' }],
    summary: 'Refuse a task, with the reason',
    options: [because, json],
    examples: ['task decline cleanup-uninstall-v2:BER-DC1 --because "The server is retired on Friday"'],
    load: async () => (await import('../commands/task.ts')).declineTask,
  },
  {
    path: 'report log',
    summary: 'Who did what, when and why; or check the chain',
    options: [
      { flags: '--verify', about: 'recompute the chain, and fold it into the stored state' },
      { flags: '--kind <kind>', about: 'only events of this kind' },
      { flags: '--subject <type:id>', about: 'only of this subject: host:ID, move:ID, campaign:ID, task:ID' },
      { flags: '--oldest', about: 'oldest first' },
      { flags: '--limit <n>', about: 'at most this many events (default 50; with -o 1000000)' },
      { flags: '-o, --output <file>', about: 'write the events as JSON lines, oldest first' },
      { flags: '--json [fields]', about: 'JSON; bare for everything, or fields: at,actor,sentence' },
    ],
    examples: ['report log', 'report log --verify', 'report log -o log.jsonl'],
    exits: ['0  shown, or the chain is intact', '1  with --verify: the chain or the stored state is broken'],
    load: async () => (await import('../commands/report.ts')).reportLog,
  },
];

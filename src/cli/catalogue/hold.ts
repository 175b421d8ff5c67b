import type { CommandSpec, OptionSpec } from '../command.ts';

const server = { name: '<server>', about: 'its name, full name or id' };
const campaign = { name: '<campaign>', about: 'its name or id' };
const options: readonly OptionSpec[] = [
  { flags: '--because <reason>', about: 'the reason; it is kept in the log', isRequired: true },
  { flags: '--dry-run', about: 'show what would happen; change nothing' },
  { flags: '--json', about: 'the answer as JSON' },
];
const exits = ['0  done, or shown', '5  that cannot be done to the campaign as it is now'];

const serverExits = ['0  done, or shown; it may have been so already', '5  it changed meanwhile'];

export const holdCommands: readonly CommandSpec[] = [
  {
    path: 'hold pause',
    args: [campaign],
    summary: 'Start nothing more until it is resumed',
    more: 'What runs goes on, and so do deadlines, observation and commits.',
    options,
    examples: ['hold pause berlin --because "The change board meets at noon"'],
    exits,
    load: async () => (await import('../commands/hold.ts')).pause,
  },
  {
    path: 'hold resume',
    args: [campaign],
    summary: 'Go on, without the failed servers that are named',
    more: 'What failed counts until it is accepted by name. More failures than the budget allows, and not accepted, refuse it.',
    options: [
      {
        flags: '--accept <server...>',
        about: 'servers to go on without: failed, or ended without proof',
        isList: true,
      },
      ...options,
    ],
    examples: ['hold resume berlin --because "Load was the cause; MUC-DC3 stays on v2.x" --accept MUC-DC3'],
    exits,
    load: async () => (await import('../commands/hold.ts')).resume,
  },
  {
    path: 'hold stop',
    args: [campaign],
    summary: 'Finish what runs, start no more',
    more: 'Servers that wait are taken out with the reason. A campaign that was stopped does not go on: that takes a new plan.',
    options,
    examples: ['hold stop berlin --because "The sensor version was withdrawn" --dry-run'],
    exits,
    load: async () => (await import('../commands/hold.ts')).stop,
  },
  {
    path: 'hold abort',
    args: [campaign],
    summary: 'Start no more; keep what was moved, or ask it back',
    more: 'With --roll-back a task is opened for every server that can still go back. A request that is sent is finished in any case.',
    options: [{ flags: '--roll-back', about: 'ask back whatever can still go back' }, ...options],
    examples: ['hold abort berlin --because "Detections are missing" --roll-back'],
    exits,
    load: async () => (await import('../commands/hold.ts')).abort,
  },
  {
    path: 'hold server',
    args: [server],
    summary: 'Send no start of this server until it is released',
    more: 'It stays in its queue and says that it waits; plans leave it out. What is under way is not touched: the service cannot be stopped.',
    options,
    examples: ['hold server BER-DC2 --because "The site moves its racks this week"'],
    exits: serverExits,
    load: async () => (await import('../commands/hold-server.ts')).holdServer,
  },
  {
    path: 'hold release',
    args: [server],
    summary: 'Let a server that is held start again',
    more: 'One that was rolled back stays pinned all the same, until its task is done.',
    options,
    examples: ['hold release BER-DC2 --because "The racks are where they belong"'],
    exits: serverExits,
    load: async () => (await import('../commands/hold-server.ts')).releaseServer,
  },
];

import { sampleEstates } from '../../contract/sample-estates.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = {
  flags: '--json [fields]',
  about: 'JSON; bare for everything, or fields joined by commas',
};

/** The twin: its clock, its faults, and what people do on it. */
export const twinCommands: readonly CommandSpec[] = [
  {
    path: 'twin open',
    args: [{ name: '[estate]', about: `${sampleEstates.join(', ')}; the bank without it` }],
    summary: 'Bring up a sample estate on the twin beside the running server',
    more: 'It is a tenant of its own, and nothing real is touched. A server has one; where it is there already, this says so.',
    options: [json],
    examples: ['twin open', 'twin open hospital'],
    load: async () => (await import('../commands/twin.ts')).open,
  },
  {
    path: 'twin clock',
    summary: "Show or turn the twin's clock",
    options: [
      { flags: '--advance <duration>', about: 'go forward through every due instant: 20m, 2h, 7d' },
      { flags: '--rate <n>', about: 'so many times faster than the wall clock' },
      { flags: '--stop', about: 'stop the clock' },
      json,
    ],
    examples: ['twin clock', 'twin clock --advance 7d', 'twin clock --rate 60'],
    load: async () => (await import('../commands/twin.ts')).clock,
  },
  {
    path: 'twin fault list',
    summary: 'List the faults that the twin knows, and how often each fired',
    options: [jsonFields],
    examples: ['twin fault list'],
    load: async () => (await import('../commands/twin.ts')).listFaults,
  },
  {
    path: 'twin fault inject',
    args: [{ name: '<kind>', about: 'see "twin fault list"' }],
    summary: 'Make something go wrong, or stop it',
    options: [
      { flags: '--host <name>', about: 'only on this server' },
      { flags: '--count <n>', about: 'so many times' },
      { flags: '--rate <share>', about: 'for this share of the chances, 0 to 1' },
      { flags: '--off', about: 'stop this fault; with --host also one that the server came with' },
      json,
    ],
    examples: [
      'twin fault inject high-load --host BER-DC2',
      'twin fault inject throttle-with-retry-after --rate 0.2',
      'twin fault inject throttle-with-retry-after --off',
    ],
    load: async () => (await import('../commands/twin.ts')).injectFault,
  },
  {
    path: 'twin act',
    args: [
      { name: '<act>', about: 'rollback or migrate as in the portal, or collect facts on the servers' },
      { name: '<server...>', about: 'servers' },
    ],
    summary: 'Do by hand what a person does in the portal or on a server',
    more: 'Acts: rollback, migrate, collect.',
    options: [json],
    examples: ['twin act collect BER-DC1 BER-DC2', 'twin act rollback MUC-DC1'],
    load: async () => (await import('../commands/twin.ts')).act,
  },
];

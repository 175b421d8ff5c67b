import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };

/** The command line itself. */
export const terminalCommands: readonly CommandSpec[] = [
  {
    path: 'completion',
    args: [{ name: '<shell>', about: 'bash, zsh or fish' }],
    summary: 'Print a completion script for your shell',
    examples: [
      'completion bash > /etc/bash_completion.d/changeguard',
      'completion fish > ~/.config/fish/completions/changeguard.fish',
    ],
    load: async () => (await import('../commands/completion.ts')).completion,
  },
  {
    path: 'version',
    summary: 'Print the version',
    options: [json],
    examples: ['version'],
    load: async () => (await import('../commands/version.ts')).version,
  },
];

import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const because: OptionSpec = {
  flags: '--because <reason>',
  about: 'the reason; it is kept in the log',
  isRequired: true,
};

/** The connection of a tenant to its cloud. */
export const connectionCommands: readonly CommandSpec[] = [
  {
    path: 'connect show',
    summary: 'Show the connection and whether it may start migrations',
    options: [json],
    examples: ['connect show'],
    load: async () => (await import('../commands/connect.ts')).showConnection,
  },
  {
    path: 'connect add',
    summary: 'Connect the tenant to its cloud; read-only until it is armed',
    options: [
      {
        flags: '--cloud <cloud>',
        about: 'global (default), gcc, gcc-high, dod, china, custom',
        choices: ['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom'],
      },
      { flags: '--directory-id <id>', about: 'directory (tenant) id' },
      { flags: '--client-id <id>', about: 'application (client) id' },
      {
        flags: '--secret <where>',
        about:
          'where the secret, or the certificate with its key, is: env:NAME or file:PATH, as the server sees it; never the secret',
      },
      { flags: '--edition <edition>', about: 'dated rulebook', choices: ['2026-03', '2026-09'] },
      { flags: '--channel <channel>', about: 'how a start is made', choices: ['graph', 'portal'] },
      { flags: '--login-url <url>', about: 'only for cloud custom' },
      { flags: '--graph-url <url>', about: 'only for cloud custom' },
      json,
    ],
    examples: [
      'connect add --directory-id 1f0e… --client-id 7c2a… --secret env:CHANGEGUARD_CLIENT_SECRET --edition 2026-03',
    ],
    isDefault: true,
    load: async () => (await import('../commands/connect.ts')).addConnection,
  },
  {
    path: 'connect arm',
    summary: 'Allow starts through this connection',
    options: [
      because,
      {
        flags: '--accept-unsafe-store',
        about: 'move real servers from a store that may forget what it acknowledged',
      },
      json,
    ],
    examples: ['connect arm --because "Change 4711 is approved"'],
    load: async () => (await import('../commands/connect.ts')).armConnection,
  },
  {
    path: 'connect disarm',
    summary: 'Make the connection read-only again',
    options: [because, json],
    examples: ['connect disarm --because "Freeze over the holidays"'],
    load: async () => (await import('../commands/connect.ts')).disarmConnection,
  },
];

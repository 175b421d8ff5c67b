import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = {
  flags: '--json [fields]',
  about: 'JSON; bare for everything, or fields joined by commas',
};

/** How people and programs come in. */
export const accessCommands: readonly CommandSpec[] = [
  {
    path: 'login',
    args: [{ name: '[link]', about: 'one-time sign-in link; without it a token is read' }],
    summary: 'Sign in to a server and keep the token in a file that only you can read',
    more: 'The token is asked for on a terminal, read from --token-file, or from stdin. It is never a flag.',
    options: [{ flags: '--days <n>', about: 'life of the token that a link is traded for (default 30)' }, json],
    examples: [
      'login "http://127.0.0.1:8787/sign-in#…"',
      'login --server https://guard.bank.example --token-file token.txt',
    ],
    exits: ['0  signed in', '4  the link or token was refused'],
    load: async () => (await import('../commands/login.ts')).login,
  },
  {
    path: 'admin token create',
    args: [{ name: '<name>', about: 'what the token is for' }],
    summary: 'Make an API token; its secret is shown once',
    options: [
      {
        flags: '--role <role>',
        about: 'what it may do',
        choices: ['viewer', 'operator', 'approver', 'administrator'],
        isRequired: true,
      },
      { flags: '--only-tenant <id>', about: 'only for this tenant' },
      { flags: '--days <n>', about: 'life in days (default 30, at most 366)' },
      {
        flags: '-o, --output <file>',
        about: 'write the secret to a file that only you can read, instead of showing it',
      },
      json,
    ],
    examples: ['admin token create ci --role viewer --days 90', 'admin token create ci --role operator -o ci.token'],
    load: async () => (await import('../commands/admin.ts')).createToken,
  },
  {
    path: 'admin token list',
    summary: 'List API tokens, without their secrets',
    options: [jsonFields],
    examples: ['admin token list', 'admin token list --json name,expiresAt'],
    load: async () => (await import('../commands/admin.ts')).listTokens,
  },
  {
    path: 'admin token revoke',
    args: [{ name: '<id>', about: 'the token' }],
    summary: 'Revoke an API token',
    options: [json],
    examples: ['admin token revoke 0199f0c2-6b1e-7a40-9c55-3a1d5e8b7c20'],
    load: async () => (await import('../commands/admin.ts')).revokeToken,
  },
  {
    path: 'admin sign-in-link',
    summary: 'Make a one-time sign-in link for an administrator',
    options: [
      { flags: '--local', about: 'as the owner of the data directory on this machine, where nobody can sign in' },
      json,
    ],
    examples: ['admin sign-in-link', 'admin sign-in-link --local'],
    load: async () => (await import('../commands/admin.ts')).signInLink,
  },
];

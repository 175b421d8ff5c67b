import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const onlyTenant: OptionSpec = {
  flags: '--only-tenant <id>',
  about: 'only in this tenant; without it in every tenant',
};
const hosts: OptionSpec = {
  flags: '--hosts <selector>',
  about: 'sees these hosts and no others, as "site:Berlin"; not for administrators',
};
const passwordStdin: OptionSpec = {
  flags: '--password-stdin',
  about: 'read the password from stdin, or ask for it, instead of making a setup link',
};
const roles = ['viewer', 'operator', 'approver', 'administrator'];
const name = { name: '<name>', about: 'the account' };
const load = async () => import('../commands/people.ts');

export const peopleCommands: readonly CommandSpec[] = [
  {
    path: 'people add',
    args: [{ name: '<name>', about: 'what the person types to sign in' }],
    summary: 'Make an account, and a one-time link behind which its owner sets the password',
    more: 'The link works for a day. A password is never an argument: every process on the machine could read it.',
    options: [
      { flags: '--role <role>', about: 'what the person may do', choices: roles, isRequired: true },
      onlyTenant,
      hosts,
      passwordStdin,
      json,
    ],
    examples: [
      'people add anna --role administrator',
      'people add ben@bank.example --role operator --hosts "site:Berlin"',
    ],
    load: async () => (await load()).addPerson,
  },
  {
    path: 'people list',
    summary: 'List accounts with their roles',
    options: [{ flags: '--json [fields]', about: 'JSON; bare for everything, or fields joined by commas' }],
    examples: ['people list', 'people list --json name,state'],
    load: async () => (await load()).listPeople,
  },
  {
    path: 'people role',
    args: [name, { name: '<role>', about: `${roles.join(', ')}, or none` }],
    summary: 'Give, change or take away a role; holds at once',
    options: [onlyTenant, hosts, json],
    examples: ['people role anna approver', 'people role anna none --only-tenant 0199f0c2-6b1e-7a40-9c55-3a1d5e8b7c20'],
    load: async () => (await load()).changeRole,
  },
  {
    path: 'people disable',
    args: [name],
    summary: 'Let somebody in no more; open sessions end',
    options: [json],
    examples: ['people disable anna'],
    load: async () => (await load()).disablePerson,
  },
  {
    path: 'people enable',
    args: [name],
    summary: 'Let somebody in again',
    options: [json],
    examples: ['people enable anna'],
    load: async () => (await load()).enablePerson,
  },
  {
    path: 'people password',
    args: [name],
    summary: 'Make a new setup link, or set the password; open sessions end',
    options: [passwordStdin, json],
    examples: ['people password anna', 'people password anna --password-stdin < password.txt'],
    load: async () => (await load()).resetPassword,
  },
  {
    path: 'people remove',
    args: [name],
    summary: 'Remove an account; what it did stays in the log',
    options: [json],
    examples: ['people remove anna'],
    load: async () => (await load()).removePerson,
  },
];

import { accessCommands } from './catalogue/access.ts';
import { approvalCommands } from './catalogue/approvals.ts';
import { connectionCommands } from './catalogue/connection.ts';
import { estateCommands } from './catalogue/estate.ts';
import { moveCommands } from './catalogue/moves.ts';
import { notifyCommands } from './catalogue/notify.ts';
import { peopleCommands } from './catalogue/people.ts';
import { planCommands } from './catalogue/plan.ts';
import { rehearsalCommands } from './catalogue/rehearsal.ts';
import { reportCommands } from './catalogue/report.ts';
import { servingCommands } from './catalogue/serving.ts';
import { storeCommands } from './catalogue/store.ts';
import { tenantCommands } from './catalogue/tenants.ts';
import { terminalCommands } from './catalogue/terminal.ts';
import { twinCommands } from './catalogue/twin.ts';
import type { CommandSpec, GroupSpec, OptionSpec } from './command.ts';

/** Taken before or after any command. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: '--server <url>', about: 'server to talk to (CHANGEGUARD_SERVER); without it the running one is found' },
  { flags: '--token-file <file>', about: 'file with the API token (or CHANGEGUARD_TOKEN, or "changeguard login")' },
  { flags: '--tenant <name>', about: 'tenant, where the credential opens several (CHANGEGUARD_TENANT)' },
  { flags: '--data <directory>', about: 'data directory of this machine (CHANGEGUARD_DATA)' },
  { flags: '--utc', about: 'show times in UTC instead of local time' },
  { flags: '--plain', about: 'tables as tab-separated lines, for grep and cut' },
  { flags: '--no-color', about: 'no colour (also NO_COLOR); colour is never the only sign' },
  { flags: '--no-input', about: 'never ask a question' },
  { flags: '-q, --quiet', about: 'answers and errors only' },
];

/** Words that need a verb after them. A parent stands before its children. */
export const groups: readonly GroupSpec[] = [
  { path: 'estate', summary: 'Bring in servers and look at them' },
  { path: 'collect', summary: 'What gathers facts on servers and devices' },
  { path: 'estate upload-token', summary: 'Tokens with which collectors bring files' },
  { path: 'task', summary: 'What people have to do or decide' },
  { path: 'hold', summary: 'Hold a campaign, let it go on, or end it' },
  { path: 'report', summary: 'The log, what happened in a campaign or a period, and proof of it' },
  { path: 'report archive', summary: 'Sealed archives of the log: list, verify' },
  { path: 'connect', summary: 'The connection to the cloud: show, add, arm, disarm' },
  { path: 'notify', summary: 'Who is told what happens: list, add, set, test, remove' },
  { path: 'people', summary: 'Who may sign in, and with which roles' },
  { path: 'store', summary: 'The database' },
  { path: 'twin', summary: 'The emulated cloud and estate: its clock, its faults, acts by hand' },
  { path: 'twin fault', summary: 'What can go wrong in the twin' },
  { path: 'admin', summary: 'Tokens, sign-in links, tenants, the log of the installation' },
  { path: 'admin token', summary: 'API tokens' },
  { path: 'admin tenant', summary: 'Tenants: list, create, set, archive, export, delete' },
];

export const commands: readonly CommandSpec[] = [
  ...estateCommands,
  ...planCommands,
  ...rehearsalCommands,
  ...moveCommands,
  ...reportCommands,
  ...approvalCommands,
  ...notifyCommands,
  ...peopleCommands,
  ...servingCommands,
  ...connectionCommands,
  ...storeCommands,
  ...twinCommands,
  ...accessCommands,
  ...terminalCommands,
  ...tenantCommands,
];

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../../test/support/postgres.ts';
import { isMet, type Measured, toFigure } from '../figure.ts';
import { postgresVersion } from '../postgres-version.ts';
import { machine, table } from '../print.ts';
import { type Ansible, findAnsible } from './ansible-installation.ts';
import { help, type Order, readArguments } from './arguments.ts';
import { type DarkHostOutcome, darkHostInAnsible, darkHostInOurs } from './dark-host.ts';
import { durableSteps } from './durable-steps.ts';
import { claimFolder, installPeers } from './installation.ts';
import { outcomesInText, page } from './page.ts';
import { Refusal } from './refusal.ts';
import { ansiblePackage } from './versions.ts';
import { waves } from './waves.ts';

/* npm run peers: others that do like work, measured on this machine in turns with ours. The options are in arguments.ts. */

const project = fileURLToPath(new URL('../../../..', import.meta.url));
const pageFile = join(project, 'docs', 'reference', 'peers.md');
/** From where npm was called: a folder that is named is seen from there. */
const calledFrom = process.env.INIT_CWD ?? process.cwd();
const say = (line: string) => process.stderr.write(`${line}\n`);
const sayMore = (line: string) => say(`  ${line}`);

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2));
  if (read.kind === 'help') return print(help);
  if (read.kind === 'refused') {
    say(`${read.why}\nSee "npm run peers -- --help".`);
    return 2;
  }
  const { order } = read;
  const folder = order.into === undefined ? mkdtempSync(join(tmpdir(), 'cg-peers-')) : resolve(calledFrom, order.into);
  const remove = () => {
    if (!order.isKept) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  onSignal(remove);
  claimFolder(folder, project);
  try {
    return await carryOut(order, folder);
  } finally {
    remove();
    if (order.isKept) say(`The peers are kept in ${folder}`);
  }
}

/** The database that is running, for whoever ends us. */
let running: TestPostgres | undefined;
let isEnding = false;

/** What was started ends by itself when this process is gone; what was written does not. */
function onSignal(remove: () => void): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, async () => {
      isEnding = true;
      await running?.stop();
      remove();
      process.exit(code);
    });
}

async function carryOut(order: Order, folder: string): Promise<number> {
  const ansible = await findAnsible(folder, order.isAnsibleAsked, sayMore);
  if (order.isDarkHostOnly) {
    const outcomes = await darkHost(needed(ansible), folder);
    print(order.isJson ? `${JSON.stringify(outcomes)}\n` : outcomesInText(outcomes));
    return order.isChecked && outcomes.at(-1)?.isSecondWaveStarted !== false ? 1 : 0;
  }
  const { measured, surroundings } = await measure(order, folder, ansible);
  print(order.isJson ? `${JSON.stringify(measured.map(toFigure))}\n` : `${table(measured)}${surroundings}\n`);
  if (order.isWritten) {
    const outcomes = await darkHost(needed(ansible), folder);
    if (!order.isJson) print(outcomesInText(outcomes));
    writeFileSync(pageFile, page(measured, outcomes, surroundings));
  }
  return order.isChecked && !measured.every(isMet) ? 1 : 0;
}

async function measure(order: Order, folder: string, ansible: Ansible | undefined) {
  const why = whyNoPostgres();
  if (why !== undefined)
    throw new Refusal(
      `The peers are measured on PostgreSQL: ${why}.`,
      'Install it, or name its programs in CHANGEGUARD_TEST_POSTGRES.',
    );
  const { servers, hosts, rounds } = order;
  const installation = await installPeers(folder, sayMore);
  const postgres = await startPostgres();
  running = postgres;
  try {
    const measured: Measured[] = [];
    say(`Measuring three durable steps for ${servers} servers`);
    measured.push(...(await durableSteps({ installation, postgres, servers, rounds, say: sayMore })));
    if (ansible === undefined)
      say(`No ansible-playbook on the PATH: the waves are left out; --ansible fetches Debian's ${ansiblePackage}`);
    else {
      say(`Measuring ${order.waves} waves over ${hosts} hosts`);
      measured.push(
        ...(await waves({
          ansible,
          folder,
          postgres,
          hosts,
          waves: order.waves,
          rounds: waveRounds(rounds),
          say: sayMore,
        })),
      );
    }
    return { measured, surroundings: machine(order.isQuick, await postgresVersion(postgres)) };
  } finally {
    await postgres.stop();
  }
}

/** A run of theirs takes minutes. */
function waveRounds(rounds: number): number {
  return Math.max(1, Math.floor(rounds / 3));
}

async function darkHost(ansible: Ansible, folder: string): Promise<readonly DarkHostOutcome[]> {
  say('Playing a host that goes dark in the first wave');
  sayMore('with Ansible');
  const theirs = await darkHostInAnsible(ansible, folder);
  sayMore('with ours, on the twin');
  return [theirs, await darkHostInOurs()];
}

/** It was asked for, and what is asked for is there or was refused with its reason. */
function needed(ansible: Ansible | undefined): Ansible {
  if (ansible === undefined) throw new Error('Ansible was asked for and not found.');
  return ansible;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const told = error instanceof Refusal ? error.message : error instanceof Error ? error.stack : String(error);
  // What fails because a person ended it is no news.
  if (!isEnding) say(String(told));
  process.exitCode = 1;
}

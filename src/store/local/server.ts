import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Terminal } from '../../domain/problem.ts';
import { type Address, isAnswering } from './address.ts';
import { type Home, knownHome, openHome, remember } from './home.ts';
import { declareDead, readPostmaster } from './postmaster.ts';
import { findPrograms, type Programs } from './programs.ts';
import {
  dropSocketFolder,
  freePort,
  type Guard,
  giveTo,
  isServerOf,
  newFolderName,
  programIn,
  type Reach,
  runProgram,
  socketFolder,
  startGuard,
  usualReach,
} from './system.ts';

interface LocalServerOptions {
  /** The data directory's folder for the store. */
  readonly directory: string;
  /** A folder with the programs of PostgreSQL that a person named. */
  readonly programs?: string | undefined;
  readonly reach?: Reach | undefined;
  /** Its database may be lost: it never waits for the disk, and is removed with its directory when it is stopped, or its owner is gone. */
  readonly isScratch?: boolean | undefined;
}

/** A PostgreSQL of our own: started, watched, started again when it dies, and stopped with us. */
interface LocalServer {
  readonly address: Address;
  readonly version: string;
  /** Where the database lies. */
  readonly folder: string;
  /** True when it ran already, left by a process that was killed. */
  readonly isAdopted: boolean;
  stop(): Promise<void>;
}

const lookEveryMs = 20;
/** A server that recovers from a crash replays what it has written since its last checkpoint, five minutes at most. */
const longestStartMs = 120_000;
/** A process that may be our server and does not answer for so long is taken for another one. */
const longestSilenceMs = 20_000;
/** So often a start is tried again when the traces of a server that has just died stand in its way. */
const mostStarts = 100;
const mostLogBytes = 8 * 1024 * 1024;

/**
 * Starts the database of a directory, makes it when there is none, or takes over the one that runs. The caller holds the lock of the directory.
 * @throws Terminal with a `store-` code that says what a person has to do.
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const home = openHome(options.directory);
  const { isScratch = false } = options;
  const programs = await programsFor(home, options.programs);
  if (!existsSync(join(home.data, 'PG_VERSION'))) await makeDatabase(home, programs, isScratch);
  remember(home, programs.folder);
  const reach = options.reach ?? usualReach;
  const order = { home, programs, isScratch };
  let running = await launch(order, reach, undefined);
  const { address, isAdopted } = running;
  let isStopping = false;
  let revival: Promise<void> = Promise.resolve();
  const watchOver = (guard: Guard) => {
    void guard.ended.then(() => {
      if (!isStopping) revival = revive();
    });
  };
  const revive = async () => {
    for (let tries = 0; !isStopping; tries += 1) {
      try {
        running = await launch(order, reach, address);
        if (isStopping) return await running.guard.stop();
        return watchOver(running.guard);
      } catch {
        // Whatever is wrong (a full disk, say) shows as a store that is unavailable, and heals without us; so we go on trying.
        await pause(Math.min(100 * 2 ** tries, 10_000));
      }
    }
  };
  watchOver(running.guard);
  return {
    address,
    isAdopted,
    version: programs.version,
    folder: home.data,
    stop: async () => {
      isStopping = true;
      await revival;
      await running.guard.stop();
      if (address.host !== home.folder) dropSocketFolder(address.host);
    },
  };
}

/** How the database of a directory is reached while another process of ours runs it; undefined when none does. */
export async function runningAddress(directory: string): Promise<Address | undefined> {
  const home = knownHome(directory);
  const found = home && readPostmaster(home.data);
  if (home === undefined || found === undefined) return undefined;
  const address = addressOf(home, found.socketFolder || '127.0.0.1', found.port);
  return (await isAnswering(address, home.data)) ? address : undefined;
}

async function programsFor(home: Home, named: string | undefined): Promise<Programs> {
  const versionFile = join(home.data, 'PG_VERSION');
  const found = await findPrograms({
    named,
    known: home.programs,
    major: existsSync(versionFile) ? Number(readFileSync(versionFile, 'utf8')) : undefined,
    account: home.account,
    copies: join(home.directory, 'programs'),
  });
  if (found !== undefined) return found;
  throw new Terminal('store-programs-missing', 'There is no PostgreSQL on this machine, and no package with one.');
}

/**
 * Made aside and put in place in one step: a start that is killed leaves nothing that looks like a database. Its maker may still be at work there, so
 * that each has a folder of its own; one that is taken away makes it give up.
 */
async function makeDatabase(
  { data, folder, account, password }: Home,
  programs: Programs,
  isScratch: boolean,
): Promise<void> {
  const aside = `${data}.${newFolderName()}.next`;
  const passwordFile = join(folder, `password.${newFolderName()}.next`);
  for (const name of readdirSync(folder))
    if (name.endsWith('.next')) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  giveTo(passwordFile, account);
  const { code, output } = await runProgram(
    programIn(programs.folder, 'initdb'),
    [
      ...[
        '-D',
        aside,
        '-U',
        'changeguard',
        '--encoding=UTF8',
        '--locale=C',
        isScratch ? '--no-sync' : '--data-checksums',
      ],
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions'],
    ],
    account,
  ).finally(() => rmSync(passwordFile, { force: true }));
  if (code !== 0) throw failure('The database could not be made', output);
  renameSync(aside, data);
}

/** What is started, and how. */
interface Order {
  readonly home: Home;
  readonly programs: Programs;
  readonly isScratch: boolean;
}

interface Running {
  readonly address: Address;
  readonly guard: Guard;
  readonly isAdopted: boolean;
}

/** @param last Where it listened before, when it is started again: whoever is connected finds it there. */
async function launch(order: Order, reach: Reach, last: Address | undefined): Promise<Running> {
  const { home } = order;
  const [patience, doubt] = [AbortSignal.timeout(longestStartMs), AbortSignal.timeout(longestSilenceMs)];
  let address = last;
  for (let starts = 0; starts < mostStarts && !patience.aborted; ) {
    const found = readPostmaster(home.data);
    // Where the system does not tell, silence has to; PostgreSQL itself still looks whether the memory of that server is in use.
    const isOurs = found !== undefined && (isServerOf(found.pid, home.data) ?? !doubt.aborted);
    if (found !== undefined && isOurs) {
      const there = addressOf(home, found.socketFolder || '127.0.0.1', found.port);
      if (await isAnswering(there, home.data))
        return { address: there, guard: guarded(order, undefined), isAdopted: true };
      await pause(lookEveryMs);
      continue;
    }
    if (found !== undefined) declareDead(home.data, home.account);
    starts += 1;
    // A port that was free a moment ago may be taken; a socket is ours alone.
    if (address === undefined || (last === undefined && reach === 'loopback')) address = await newAddress(home, reach);
    const started = await start(order, address);
    if (started !== undefined) return started;
    await pause(Math.min(lookEveryMs * starts, 500));
  }
  throw new Terminal('store-not-started', `Another server works in ${home.data} and does not answer.`);
}

/** @returns undefined when the traces of a server that has just died were in the way: then it is tried again. */
async function start(order: Order, address: Address): Promise<Running | undefined> {
  const { home } = order;
  if (existsSync(home.log) && statSync(home.log).size > mostLogBytes) renameSync(home.log, `${home.log}.1`);
  const from = existsSync(home.log) ? statSync(home.log).size : 0;
  const guard = guarded(order, address);
  for (const patience = AbortSignal.timeout(longestStartMs); !patience.aborted; ) {
    if (guard.hasEnded()) {
      const said = readFileSync(home.log).subarray(from).toString('utf8');
      if (/postmaster\.pid|shared memory block|could not bind/.test(said)) return undefined;
      throw failure('The database did not start', said);
    }
    if (readPostmaster(home.data)?.isReady && (await isAnswering(address, home.data)))
      return { address, guard, isAdopted: false };
    await pause(lookEveryMs);
  }
  await guard.stop();
  throw new Terminal('store-not-started', `The database did not answer in time; its log is ${home.log}.`);
}

function guarded({ home, programs, isScratch }: Order, address: Address | undefined): Guard {
  const owner = newFolderName();
  writeFileSync(home.ownerFile, owner, { mode: 0o600 });
  return startGuard({
    start: address && {
      program: programIn(programs.folder, 'postgres'),
      args: ['-D', home.data, ...settings(address, isScratch).flatMap((setting) => ['-c', setting])],
      log: home.log,
    },
    account: home.account,
    data: home.data,
    programs: programs.folder,
    ownerFile: home.ownerFile,
    owner,
    removes: isScratch ? [home.folder, home.directory] : undefined,
  });
}

/** It waits for the disk at every commit, as PostgreSQL does unless told otherwise. Nothing but its place is set: every version knows these. */
function settings({ host, port }: Address, isScratch: boolean): readonly string[] {
  const isSocket = host.startsWith('/');
  return [
    `listen_addresses=${isSocket ? '' : host}`,
    `unix_socket_directories=${isSocket ? host : ''}`,
    'unix_socket_permissions=0700',
    `port=${port}`,
    'max_connections=50',
    ...(isScratch ? scratchSettings : []),
  ];
}

/** What makes nothing safer where all may be lost: the disk, copies of the log for others, and a compiler that costs more than it saves on small tables. */
const scratchSettings: readonly string[] = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'jit=off',
];

async function newAddress(home: Home, reach: Reach): Promise<Address> {
  if (reach === 'loopback') return addressOf(home, '127.0.0.1', await freePort());
  return addressOf(home, socketFolder(home.folder, home.account), 5432);
}

function addressOf({ password }: Home, host: string, port: number): Address {
  return { host, port, user: 'changeguard', password, database: 'postgres' };
}

function failure(what: string, said: string): Terminal {
  if (/No space left|Disk quota exceeded/.test(said)) return new Terminal('store-full', `${what}: the disk is full.`);
  const lines = said.split('\n').map((line) => line.replace(/^[-\d]+ [\d:.]+ \w+ \[\d+\] /, '').trim());
  const words = lines.filter((line) => line !== '').join(' ');
  return new Terminal('store-not-started', `${what}: ${words.slice(-600)}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

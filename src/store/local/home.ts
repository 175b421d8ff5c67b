import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { Terminal } from '../../domain/problem.ts';
import { type DirectoryLock, lockDirectory } from '../directory-lock.ts';
import {
  type Account,
  canPass,
  makeOwnFolder,
  makePassableFolder,
  newFolderName,
  newPassword,
  serverAccount,
  sharedDatabases,
} from './system.ts';

/** What we remember of a local database, in the data directory and for its owner alone. */
interface HomeRecord {
  /** The database's folder; relative while it lies in the data directory, so that the whole can be moved. */
  readonly home: string;
  readonly password: string;
  /** False while the database is being made for the first time: then nothing in it was ever acknowledged. */
  readonly isMade: boolean;
  /** The programs it ran with last. */
  readonly programs?: string | undefined;
}

/** Where a local database lives. */
export interface Home {
  readonly directory: string;
  /** The server's own folder: its data, and its socket where that path is short enough. */
  readonly folder: string;
  readonly data: string;
  readonly account: Account | undefined;
  readonly password: string;
  readonly isMade: boolean;
  readonly programs: string | undefined;
  /** The server's log; ours and not its account's, which only gets it opened. */
  readonly log: string;
  readonly ownerFile: string;
}

/**
 * Finds the home of a local database, or makes one: in the data directory where the server's account gets there, else below /var/lib/changeguard.
 * @throws Terminal('store-missing') when there was a database and it is gone.
 */
export function openHome(directory: string): Home {
  const known = readRecord(directory);
  const record = known ?? newRecord(directory);
  if (known === undefined) writeRecord(directory, record);
  const home = homeOf(directory, record);
  if (!existsSync(join(home.data, 'PG_VERSION')) && record.isMade)
    throw new Terminal('store-missing', `The database of ${directory} was in ${home.data}, where there is none now.`);
  makeOwnFolder(home.folder, home.account);
  return home;
}

/** The home of a database that was made before; undefined when there is none. */
export function knownHome(directory: string): Home | undefined {
  const record = readRecord(directory);
  return record && homeOf(directory, record);
}

/**
 * Takes the home for this process, where it lies outside the data directory: copies of a data directory name the same one.
 * @throws Terminal('store-locked')
 */
export function lockHome(directory: string): DirectoryLock {
  const home = knownHome(directory);
  const isInside = home === undefined || !relative(directory, home.folder).startsWith('..');
  return isInside || !existsSync(home.folder) ? { release: () => {} } : lockDirectory(home.folder);
}

/** Remembers that the database is whole, and which programs run it. */
export function remember(home: Home, programs: string): void {
  if (home.isMade && home.programs === programs) return;
  const { directory, folder, password } = home;
  const inside = relative(directory, folder);
  writeRecord(directory, { home: inside.startsWith('..') ? folder : inside, password, isMade: true, programs });
}

function homeOf(directory: string, record: HomeRecord): Home {
  const folder = isAbsolute(record.home) ? record.home : join(directory, record.home);
  const data = join(folder, 'data');
  return {
    directory,
    folder,
    data,
    account: serverAccount(existsSync(data) ? data : directory),
    password: record.password,
    isMade: record.isMade,
    programs: record.programs,
    log: join(directory, 'postgres.log'),
    ownerFile: join(directory, 'postgres.owner'),
  };
}

function newRecord(directory: string): HomeRecord {
  const account = serverAccount(directory);
  const base = { password: newPassword(), isMade: false };
  if (account !== undefined) makePassableFolder(directory);
  if (canPass(directory, account)) return { ...base, home: 'postgres' };
  makePassableFolder(join(sharedDatabases, '..'));
  makePassableFolder(sharedDatabases);
  return { ...base, home: join(sharedDatabases, newFolderName()) };
}

function fileOf(directory: string): string {
  return join(directory, 'local.json');
}

function readRecord(directory: string): HomeRecord | undefined {
  const file = fileOf(directory);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const record = parsed(text);
  if (typeof record?.home !== 'string' || typeof record.password !== 'string')
    throw new Terminal('store-missing', `${file} does not say where the database is.`);
  return { ...record, home: record.home, password: record.password, isMade: record.isMade !== false };
}

function parsed(text: string): Partial<HomeRecord> | undefined {
  try {
    return JSON.parse(text) as Partial<HomeRecord>;
  } catch {
    return undefined;
  }
}

/** In one step, so that a crash leaves the old or the new one. */
function writeRecord(directory: string, record: HomeRecord): void {
  const file = fileOf(directory);
  writeFileSync(`${file}.next`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

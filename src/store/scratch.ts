import { rmSync } from 'node:fs';
import { Terminal } from '../domain/problem.ts';
import { type Address, asked } from './local/address.ts';
import { hasAnyPrograms } from './local/programs.ts';
import { startLocalServer } from './local/server.ts';
import { makeTemporaryFolder, newFolderName } from './local/system.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type StoreOptions } from './open-database.ts';
import type { StorePlace } from './place.ts';

/*
 * Databases that may be lost, for what is only played: rehearsals and simulated campaigns. A PostgreSQL of our own in a temporary folder, reached as the
 * store `local` is, that never waits for the disk; a new database is a copy of one that has its schema. Nothing is left of it when it is stopped, or when the
 * process that started it is gone.
 */

export type ScratchPlace = Extract<StorePlace, { kind: 'scratch' }>;

export interface ScratchServer {
  /** Plain data, for whoever opens databases there: another thread or process may. */
  readonly address: Address;
  readonly version: string;
  /** Removes the databases that somebody left there. Nobody may be at work in one. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** A copy of its own for each of those who work at once. */
const prefix = 'scratch_';
const template = `${prefix}template`;

/**
 * @param programs A folder with the programs of PostgreSQL that a person named; else they are looked for as for the store `local`.
 * @returns undefined where PostgreSQL is not installed, or does not run: whoever wants a store then takes one in memory, which does the same and takes longer.
 */
export async function startScratchServer(
  options: StoreOptions,
  programs?: string | undefined,
): Promise<ScratchServer | undefined> {
  if (!hasAnyPrograms(programs)) return undefined;
  const directory = makeTemporaryFolder();
  const end = [() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 })];
  const stop = async () => {
    for (const step of end) await step();
  };
  try {
    const server = await startLocalServer({ directory, programs, isScratch: true });
    end.unshift(server.stop);
    const { address, version } = server;
    await makeTemplate(address, options);
    return { address, version, clear: () => clear(address), stop };
  } catch (error) {
    await stop();
    if (error instanceof Terminal) return undefined;
    throw error;
  }
}

/** Makes a database with the schema and nothing in it, or the copy of another one, in which nobody may be at work meanwhile. */
export async function makeScratchPlace(address: Address, from?: ScratchPlace): Promise<ScratchPlace> {
  const database = `${prefix}${newFolderName()}`;
  await asked(address, `CREATE DATABASE ${database} TEMPLATE ${from?.address.database ?? template}`);
  return { kind: 'scratch', address: { ...address, database } };
}

/** Whoever still works there is thrown out. */
export async function dropScratchPlace(address: Address, place: ScratchPlace): Promise<void> {
  await asked(address, `DROP DATABASE IF EXISTS ${place.address.database} WITH (FORCE)`);
}

async function makeTemplate(address: Address, options: StoreOptions): Promise<void> {
  await asked(address, `CREATE DATABASE ${template}`);
  const place = { kind: 'scratch', address: { ...address, database: template } } as const;
  const { database, close } = await openDatabase(place, options);
  try {
    await migrate(database, options.machineNow());
  } finally {
    await close();
  }
}

async function clear(address: Address): Promise<void> {
  const list = `SELECT string_agg(datname, ' ') FROM pg_database WHERE starts_with(datname, '${prefix}') AND datname <> '${template}'`;
  const names = String((await asked(address, list)) ?? '').split(' ');
  for (const name of names) if (name !== '') await asked(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

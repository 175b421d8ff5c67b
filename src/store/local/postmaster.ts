import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, giveTo } from './system.ts';

/** What a running server writes into its directory. */
interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Empty when it listens on no socket. */
  readonly socketFolder: string;
  readonly isReady: boolean;
}

/** @returns undefined when no server runs there or ran until it was killed, or when the file is only half written. */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(fileOf(data), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // In this order since PostgreSQL 10: process, directory, start, port, socket's folder, address, shared memory, state.
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketFolder: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
}

/** No process can have this id on any system we know. */
const nobody = 4_194_304;

/**
 * Writes into a file that a dead server left that its process is gone, where the id belongs to somebody else by now: PostgreSQL would take that process for
 * a server and refuse to start for ever. The rest of the file stays, by which PostgreSQL sees whether processes of the dead server still use its memory.
 */
export function declareDead(data: string, account: Account | undefined): void {
  const file = fileOf(data);
  const rest = readFileSync(file, 'utf8').split('\n').slice(1);
  const next = `${file}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, [nobody, ...rest].join('\n'), { mode: 0o600, flag: 'wx' });
  giveTo(next, account);
  renameSync(next, file);
}

function fileOf(data: string): string {
  return join(data, 'postmaster.pid');
}

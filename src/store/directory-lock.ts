import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Terminal } from '../domain/problem.ts';

interface Holder {
  readonly pid: number;
  /** When that process started, as the system tells it; a process id alone is given to others again. */
  readonly startedAt: string;
}

export interface DirectoryLock {
  release(): void;
}

/**
 * Takes a data directory for this process. PGlite has no lock of its own, and two processes in one directory destroy it.
 * The lock of a process that no longer lives is taken over.
 * @throws Terminal('store-locked') while another process (or another store of this one) has it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'store.lock');
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) ?? '' } satisfies Holder);
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = read(path);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && isAlive(holder)) {
      throw new Terminal('store-locked', `Process ${holder.pid} uses ${directory}.`);
    }
    removeStale(path, found);
  }
  throw new Terminal('store-locked', `Several processes try to open ${directory} at once.`);
}

/**
 * Moves a dead process's lock aside. Between reading and moving another process may have done the same and made its own lock;
 * then what was moved is not what was read, and it is put back.
 */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== stale) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A lock that was cut off while it was written names nobody; its writer died, because writing it is one call. */
function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, startedAt: String(holder.startedAt ?? '') } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM says that it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const startedAt = startOf(holder.pid);
  return startedAt === undefined || holder.startedAt === '' || startedAt === holder.startedAt;
}

/** Linux tells the start of a process in ticks since boot; elsewhere undefined, and the process id has to do. */
function startOf(pid: number): string | undefined {
  try {
    const [boot, stat] = [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      readFileSync(`/proc/${pid}/stat`, 'utf8'),
    ];
    // The command name stands in parentheses and may contain anything; the 22nd field is counted from behind it.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? undefined : `${boot}/${start}`;
  } catch {
    return undefined;
  }
}

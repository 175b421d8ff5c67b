import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dataDirectory } from '../../src/main/data-directory.ts';
import { readRunFile } from '../../src/main/run-file.ts';
import { readPostmaster } from '../../src/store/local/postmaster.ts';

/** Who is killed: the control plane, its database, or both at once. */
export type Victim = 'server' | 'database' | 'both';
export const victims: readonly [Victim, ...Victim[]] = ['server', 'both', 'database'];

/** Where a running server is reached. */
export interface Door {
  readonly url: string;
  readonly secret: string;
}

/** The server as it was built: one that runs from its sources cannot start its threads, and takes far longer to be ready. */
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const lookEveryMs = 10;
const longestStartMs = 60_000;

/** `changeguard serve` on the default store as a process of its own, which can be killed with its database and started again. */
export class ServerProcess {
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #door: Door | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Undefined while it is being started again. */
  get door(): Door | undefined {
    return this.#door;
  }

  /** Starts it. @returns after how many milliseconds it said that it is ready. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    const options = ['serve', '--data', this.#directory, '--port', '0', '--no-sample'];
    const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2_000);
    });
    for (const patience = AbortSignal.timeout(longestStartMs); !patience.aborted; await pause(lookEveryMs)) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${said}`);
      const run = await readRunFile(dataDirectory(this.#directory).runFile);
      if (run === undefined || run.pid !== child.pid || !(await isReady(run.url))) continue;
      this.#door = { url: run.url, secret: run.doorSecret };
      return performance.now() - startedAt;
    }
    throw new Error(`The server was not ready after a minute: ${said}`);
  }

  /** Kills without warning. @returns when whoever was killed is gone. */
  async kill(victim: Victim): Promise<void> {
    const child = this.#child;
    if (victim !== 'database') {
      this.#door = undefined;
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      if (victim === 'both') this.#killDatabase();
      await gone;
    } else this.#killDatabase();
  }

  /** After its database alone was killed: @returns after how many milliseconds it was ready again by itself. */
  async readyAgain(): Promise<number> {
    const startedAt = performance.now();
    const url = this.#door?.url ?? '';
    for (const patience = AbortSignal.timeout(longestStartMs); !patience.aborted; await pause(lookEveryMs)) {
      if (this.#child?.exitCode !== null) throw new Error('The server ended when its database was killed.');
      if (await isReady(url)) return performance.now() - startedAt;
    }
    throw new Error('The server was not ready a minute after its database was killed.');
  }

  /** Ends it in good order. @returns its exit code; null when it was gone already, or a signal ended it. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    return gone;
  }

  #killDatabase(): void {
    const postmaster = readPostmaster(join(dataDirectory(this.#directory).database, 'postgres', 'data'))?.pid;
    if (postmaster === undefined) throw new Error('There is no database to be killed.');
    for (const pid of [postmaster, ...childrenOf(postmaster)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself a moment ago.
      }
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of the program stands in parentheses and may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined;
  }
}

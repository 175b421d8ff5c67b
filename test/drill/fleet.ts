import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClockSetting, SharedClock } from './shared-clock.ts';

type Part = 'twin' | 'serve' | 'worker';

/** What a process is told when it starts. */
export interface FleetOrder {
  readonly part: Part;
  readonly clock: ClockSetting;
  readonly store: string;
  readonly dataDirectory: string;
  readonly seed: number;
  readonly controlKey: string;
  /** One a tenant; for the twin. */
  readonly estates: readonly { readonly hosts: number; readonly seed: number; readonly troubledShare: number }[];
}

/** A start that a twin acted on. */
export interface Request {
  readonly tenant: number;
  readonly effectId: string;
  readonly sensorIds: readonly string[];
}

interface Letter {
  readonly ready?: boolean;
  readonly urls?: readonly string[];
  readonly started?: number;
  readonly requests?: readonly Request[];
}

interface Member {
  readonly name: string;
  readonly part: Part;
  readonly child: ChildProcess;
  /** Done when it says that it is ready. */
  readonly ready: Promise<Letter>;
  readonly exit: Promise<number | null>;
}

const longestStartMs = 60_000;

/** The processes of a drill: each can be killed without warning and started again, and all get every new setting of the clock. */
export class Fleet {
  readonly #members = new Map<string, Member>();
  readonly #given: Omit<FleetOrder, 'part' | 'clock' | 'dataDirectory'>;
  readonly #clock: SharedClock;
  readonly #directoryOf: (name: string) => string;
  /** Called when a twin acted on a start. */
  onStart: (tenant: number) => void = () => undefined;
  /** What ended by itself, which nothing here should. */
  readonly failures: string[] = [];

  constructor(
    given: Omit<FleetOrder, 'part' | 'clock' | 'dataDirectory'>,
    clock: SharedClock,
    directoryOf: (name: string) => string,
  ) {
    this.#given = given;
    this.#clock = clock;
    this.#directoryOf = directoryOf;
  }

  /** Starts a process. @returns its first letter, when it is ready. */
  start(name: string, part: Part): Promise<Letter> {
    const order: FleetOrder = {
      ...this.#given,
      part,
      clock: this.#clock.setting,
      dataDirectory: this.#directoryOf(name),
    };
    const child = spawned(order);
    let isReady: (letter: Letter) => void = () => undefined;
    const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const ready = new Promise<Letter>((resolve, reject) => {
      isReady = resolve;
      setTimeout(() => reject(new Error(`${name} was not ready after a minute.`)), longestStartMs).unref();
      void exit.then(() => reject(new Error(`${name} ended before it was ready.`)));
    });
    // Whoever was killed before it was ready is waited for by nobody.
    ready.catch(() => undefined);
    child.on('message', (letter: Letter) => {
      if (letter.ready) isReady(letter);
      if (letter.started !== undefined) this.onStart(letter.started);
    });
    child.once('exit', (code, signal) => {
      if (this.#members.get(name)?.child === child) this.failures.push(`${name} ended by itself (${code ?? signal}).`);
    });
    // A channel breaks when its process is killed; the exit tells more.
    child.on('error', () => undefined);
    this.#members.set(name, { name, part, child, ready, exit });
    return ready;
  }

  /** Ends a process without warning. */
  async kill(name: string): Promise<void> {
    const member = this.#taken(name);
    member.child.kill('SIGKILL');
    await member.exit;
  }

  /** Ends a process in good order. @returns its exit code. */
  stop(name: string): Promise<number | null> {
    const member = this.#taken(name);
    member.child.kill('SIGTERM');
    return member.exit;
  }

  /** The name behind a process id; undefined when it is none of ours any more. */
  nameOf(process: number): string | undefined {
    return [...this.#members.values()].find(({ child }) => child.pid === process)?.name;
  }

  setRate(rate: number): void {
    this.#clock.setRate(rate);
    for (const { child } of this.#members.values())
      if (child.connected) child.send({ clock: this.#clock.setting }, () => undefined);
  }

  /** Every start that the twins acted on. */
  async requests(): Promise<readonly Request[]> {
    const twin = this.#members.get('twin')?.child;
    if (!twin) throw new Error('The twin is gone.');
    const answer = new Promise<readonly Request[]>((resolve) => {
      twin.on('message', (letter: Letter) => letter.requests && resolve(letter.requests));
    });
    twin.send({ ask: 'requests' });
    return answer;
  }

  /** Kills whatever still runs. */
  async end(): Promise<void> {
    await Promise.all([...this.#members.keys()].map((name) => this.kill(name)));
  }

  #taken(name: string): Member {
    const member = this.#members.get(name);
    if (!member) throw new Error(`${name} does not run.`);
    this.#members.delete(name);
    return member;
  }
}

function spawned(order: FleetOrder): ChildProcess {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./child.ts', import.meta.url));
  return spawn(process.execPath, ['--import', hooks, program, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, CHANGEGUARD_LOG: process.env.CHANGEGUARD_LOG ?? 'fatal' },
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TenantId } from '../../src/domain/ids.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { type Listener, listen } from '../../src/twin/listener.ts';
import type { Twin } from '../../src/twin/twin.ts';
import type { TwinReply, TwinRequest } from '../../src/twin/wire.ts';

/** What one engine process is told when it starts. */
export interface EngineOrder {
  readonly place: StorePlace;
  readonly tenantId: TenantId;
  readonly worker: string;
  readonly secret: string;
  readonly at: Instant;
}

/** Engine processes on one store, with the twin of this process as their cloud. Their clock goes on with their work: so much with each tick. */
export interface EngineCrew extends AsyncDisposable {
  readonly url: string;
  /** How many requests each worker made. */
  readonly requests: ReadonlyMap<string, number>;
  readonly kills: readonly { readonly worker: string; readonly at: Instant }[];
  /** Starts an engine. */
  hire(worker: string): void;
  /** Ends the process of a worker without warning; done when it is gone. */
  kill(worker: string): Promise<void>;
  /** Waits for a tick of anybody, then turns the clock. @throws when an engine ended by itself. */
  nextTick(turnMs: number): Promise<string>;
}

export async function anEngineCrew(
  given: { readonly twin: Twin; readonly place: StorePlace; readonly tenantId: TenantId },
  /** Answers for the twin, so that a test can strike in the middle of a request. */
  answer: (request: TwinRequest, worker: string, crew: EngineCrew) => TwinReply = (request) =>
    given.twin.handle(request),
): Promise<EngineCrew> {
  const { twin } = given;
  const children = new Map<string, ChildProcess>();
  const requests = new Map<string, number>();
  const kills: { worker: string; at: Instant }[] = [];
  const inbox = mailbox();
  const listener: Listener = await listen(
    (request) => {
      const worker = request.headers['x-worker'] ?? '';
      requests.set(worker, (requests.get(worker) ?? 0) + 1);
      return answer(request, worker, crew);
    },
    { port: 0 },
  );
  const crew: EngineCrew = {
    url: listener.url,
    requests,
    kills,
    hire: (worker) => {
      const order: EngineOrder = {
        place: given.place,
        tenantId: given.tenantId,
        worker,
        secret: twin.credentials.clientSecret,
        at: twin.clock.now(),
      };
      const child = spawned(order);
      children.set(worker, child);
      child.on('message', () => inbox.post({ worker }));
      child.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL') inbox.post({ worker, failure: `ended with ${code ?? signal}` });
      });
    },
    kill: async (worker) => {
      const child = children.get(worker);
      if (!child) return;
      children.delete(worker);
      kills.push({ worker, at: twin.clock.now() });
      await ended(child);
    },
    nextTick: async (turnMs) => {
      const letter = await inbox.next();
      if (letter.failure) throw new Error(`The engine ${letter.worker} ${letter.failure}.`);
      twin.clock.advanceBy(turnMs);
      twin.step();
      for (const child of children.values()) if (child.connected) child.send({ at: twin.clock.now() });
      return letter.worker;
    },
    [Symbol.asyncDispose]: async () => {
      const gone = [...children.values()].map(ended);
      await Promise.all(gone);
      await listener.close();
    },
  };
  return crew;
}

function spawned(order: EngineOrder): ChildProcess {
  const hooks = new URL('./run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./engine-child.ts', import.meta.url));
  return spawn(process.execPath, ['--import', hooks, program, JSON.stringify(order)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Kills a process and waits until it is gone, so that nothing outlives a test. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

interface Letter {
  readonly worker: string;
  readonly failure?: string;
}

/** Letters in the order they came; `next` waits for one. */
function mailbox() {
  const letters: Letter[] = [];
  let wake: () => void = () => undefined;
  return {
    post: (letter: Letter) => {
      letters.push(letter);
      wake();
    },
    next: async (): Promise<Letter> => {
      for (;;) {
        const letter = letters.shift();
        if (letter) return letter;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

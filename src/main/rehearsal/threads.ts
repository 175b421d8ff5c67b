import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ProblemError, type ProblemRef } from '../../domain/problem.ts';
import type { Rehearsal } from '../../domain/rehearsal/result.ts';
import type { Address } from '../../store/local/address.ts';
import { joined, type Part, type RehearsalOrder, type RehearsalProgress } from './rehearse.ts';

type Message =
  | { readonly kind: 'progress'; readonly progress: RehearsalProgress }
  | { readonly kind: 'done'; readonly rehearsal: Rehearsal }
  | { readonly kind: 'failed'; readonly problem: ProblemRef };

interface ThreadOptions {
  /** A PostgreSQL for what may be lost. */
  readonly server: Address | undefined;
  readonly onProgress: (progress: RehearsalProgress) => void;
  /** How many threads share the seeds at most; without it by the processors that there are. */
  readonly most?: number | undefined;
  /** For tests, which run from TypeScript. */
  readonly execArgv?: readonly string[] | undefined;
}

interface Threads {
  /** What came of all seeds. @throws ProblemError with what the first thread that broke off said. */
  readonly result: Promise<Rehearsal>;
  /** Ends those that still play. */
  end(): Promise<void>;
}

/** Begins a rehearsal in threads of its own, each of which plays its part of the seeds. */
export function startThreads(order: RehearsalOrder, options: ThreadOptions): Threads {
  const { server, execArgv = [], most = usualMost(server), onProgress } = options;
  const of = Math.max(1, Math.min(order.seeds, most));
  const done = new Array<number>(of).fill(0);
  const workers = done.map((_, at) => startWorker({ ...order, server, part: { at, of } }, execArgv));
  const parts = workers.map((worker, at) =>
    resultOf(worker, (progress) => {
      done[at] = progress.done;
      onProgress({ ...progress, done: done.reduce((sum, own) => sum + own, 0), of: order.seeds });
    }),
  );
  return {
    result: Promise.all(parts).then(joined),
    end: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
}

/** A thread and the server of its databases keep two processors busy. In memory a second one would take its room from whoever else runs here. */
function usualMost(server: Address | undefined): number {
  return server === undefined ? 1 : Math.floor(availableParallelism() / 2);
}

interface WorkerOrder extends RehearsalOrder {
  readonly server: Address | undefined;
  readonly part: Part;
}

function startWorker(order: WorkerOrder, execArgv: readonly string[]): Worker {
  return new Worker(new URL('./rehearsal-worker.mjs', import.meta.url), {
    workerData: order,
    execArgv: [...execArgv],
    // What is not there cannot leak.
    env: {},
  });
}

function resultOf(worker: Worker, onProgress: (progress: RehearsalProgress) => void): Promise<Rehearsal> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'done') resolve(message.rehearsal);
      else reject(new ProblemError(message.problem.code, message.problem.detail));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A thread of the rehearsal ended before it was done.')));
  });
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type ProblemRef, problem } from '../domain/problem.ts';
import { secondMs } from '../domain/time.ts';
import type { EvidenceReader } from '../engine/ports/evidence-reader.ts';
import type { EvidenceReading, EvidenceRow, ReadOptions } from '../evidence/reading.ts';

interface ReadingLimits {
  readonly threads: number;
  /** How long one file may take, by its size and at least; the wait for a free thread is not in it. */
  readonly msPerMegabyte: number;
  readonly leastMs: number;
  readonly heapMegabytes: number;
  /** A thread that has nothing to read for so long is ended and gives its memory back. */
  readonly idleMs: number;
}

export const readingLimits: ReadingLimits = {
  // One processor is left for everything else.
  threads: Math.max(1, Math.min(4, availableParallelism() - 1)),
  msPerMegabyte: 2 * secondMs,
  leastMs: 10 * secondMs,
  heapMegabytes: 1_024,
  idleMs: 30 * secondMs,
};

export interface ReadingThreads {
  readonly read: EvidenceReader;
  close(): Promise<void>;
}

interface Job {
  readonly bytes: Uint8Array;
  readonly options: ReadOptions;
  readonly done: (reading: EvidenceReading) => void;
}

/** A part of the rows; `rest` comes with the last one. */
interface Part {
  readonly rows: readonly EvidenceRow[];
  readonly rest?: Omit<EvidenceReading, 'rows'> | undefined;
}

/**
 * Reads evidence in threads, one file each at a time, in the order in which files come. A file that takes too long or too much memory costs its
 * thread, is told as a problem, and the next one gets a new thread.
 * @param execArgv for tests, which run from TypeScript.
 */
export function readingThreads(
  limits: ReadingLimits = readingLimits,
  execArgv: readonly string[] = [],
): ReadingThreads {
  const waiting: Job[] = [];
  const threads = new Set<ReadingThread>();
  let isClosed = false;
  const assign = () => {
    for (let job = waiting[0]; job !== undefined; job = waiting[0]) {
      const thread = [...threads].find((one) => one.isFree) ?? (threads.size < limits.threads ? start() : undefined);
      if (thread === undefined) return;
      waiting.shift();
      thread.read(job);
    }
  };
  const start = () => {
    const thread = new ReadingThread(limits, execArgv, assign, () => {
      threads.delete(thread);
      assign();
    });
    threads.add(thread);
    return thread;
  };
  return {
    read: (bytes, options) =>
      new Promise((done) => {
        if (isClosed) return done(unread(problem('reader-failed', 'changeguard is stopping.')));
        waiting.push({ bytes, options, done });
        assign();
      }),
    close: async () => {
      isClosed = true;
      for (const job of waiting.splice(0)) job.done(unread(problem('reader-failed', 'changeguard is stopping.')));
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

/** A reading that has nothing but why. */
function unread(why: ProblemRef): EvidenceReading {
  return { format: 'unknown', mapping: [], rows: [], problems: [why] };
}

class ReadingThread {
  readonly #worker: Worker;
  readonly #limits: ReadingLimits;
  readonly #onFree: () => void;
  readonly #onEnd: () => void;
  #job: Job | undefined;
  #rows: EvidenceRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(limits: ReadingLimits, execArgv: readonly string[], onFree: () => void, onEnd: () => void) {
    this.#limits = limits;
    this.#onFree = onFree;
    this.#onEnd = onEnd;
    this.#worker = new Worker(new URL('./reading-worker.mjs', import.meta.url), {
      execArgv: [...execArgv],
      // The reader needs nothing of the surroundings, and what it does not have cannot leak.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes },
    });
    this.#worker.on('message', (part: Part) => this.#receive(part));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#fail(whyEnded(error, limits)));
    this.#worker.on('exit', () => {
      this.#fail(problem('reader-failed', 'The thread that read the file ended.'));
      this.#onEnd();
    });
    // A command that is done must not wait for a thread that has nothing to do.
    this.#worker.unref();
  }

  get isFree(): boolean {
    return this.#job === undefined && !this.#isEnding;
  }

  read(job: Job): void {
    this.#job = job;
    this.#rows = [];
    const { byteLength } = job.bytes;
    const limitMs = Math.max(this.#limits.leastMs, (byteLength / 2 ** 20) * this.#limits.msPerMegabyte);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#fail(problem('reader-too-slow', `After ${Math.round(limitMs / secondMs)} s the file was not read.`));
      void this.end();
    }, limitMs);
    // A copy, because what is handed over is gone here, and the caller's bytes may be part of a larger buffer.
    const bytes = new Uint8Array(job.bytes);
    this.#worker.postMessage({ bytes, options: job.options }, [bytes.buffer]);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#worker.terminate();
  }

  #receive({ rows, rest }: Part): void {
    this.#rows.push(...rows);
    if (rest === undefined) this.#worker.postMessage({});
    else this.#finish({ ...rest, rows: this.#rows });
  }

  #fail(why: ProblemRef): void {
    this.#isEnding = true;
    this.#finish(unread(why));
  }

  #finish(reading: EvidenceReading): void {
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    this.#rows = [];
    job?.done(reading);
    if (this.#isEnding) return;
    this.#timer = setTimeout(() => void this.end(), this.#limits.idleMs);
    this.#timer.unref();
    this.#onFree();
  }
}

function whyEnded(error: NodeJS.ErrnoException, limits: ReadingLimits): ProblemRef {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return problem('reader-failed', `Reading it took more than ${limits.heapMegabytes} MB of memory.`);
  return problem('reader-failed', 'The reader met something in the file that it cannot deal with.');
}

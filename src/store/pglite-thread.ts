import { Worker } from 'node:worker_threads';
import { Terminal } from '../domain/problem.ts';

interface ThreadAnswer {
  readonly rows: readonly unknown[];
  readonly affectedRows?: number | undefined;
}

interface DatabaseErrorMessage {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly constraint?: string;
}

interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly rows?: readonly unknown[];
  readonly affectedRows?: number;
  readonly error?: DatabaseErrorMessage;
}

type Message = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly error: DatabaseErrorMessage } | Answer;

/** An error of the database on the far side of the thread, with the members that a driver in this thread would give it. */
class PgliteError extends Error {
  override readonly name = 'PgliteError';
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly constraint: string | undefined;
  constructor(from: DatabaseErrorMessage) {
    super(from.message);
    this.code = from.code;
    this.detail = from.detail;
    this.constraint = from.constraint;
  }
}

interface Waiting {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One PGlite in a worker thread. It has a single session: the caller hands it over, one transaction at a time. */
export class PgliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #gone: Error | undefined;

  private constructor(worker: Worker, started: (failure: string | undefined) => void) {
    this.#worker = worker;
    worker.on('message', (message: Message) => {
      if (message.kind === 'ready') started(undefined);
      else if (message.kind === 'failed') started(message.error.message);
      else this.#receive(message);
    });
    worker.on('error', (error) => this.#end(error, started));
    worker.on('exit', () => this.#end(new Error('The database thread has ended.'), started));
  }

  /** @throws Terminal('store-unavailable') when the directory cannot be opened, for example because another version made it. */
  static async start(directory: string | undefined): Promise<PgliteThread> {
    const worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), { workerData: { directory } });
    let thread: PgliteThread | undefined;
    const failure = await new Promise<string | undefined>((resolve) => {
      thread = new PgliteThread(worker, resolve);
    });
    if (failure !== undefined || thread === undefined)
      throw new Terminal('store-unavailable', `The database in ${directory ?? 'memory'} cannot be opened: ${failure}`);
    return thread;
  }

  query(sql: string, parameters: readonly unknown[]): Promise<ThreadAnswer> {
    return this.#ask({ sql, parameters });
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.#ask({});
    await exited;
  }

  #ask(request: { readonly sql?: string; readonly parameters?: readonly unknown[] }): Promise<ThreadAnswer> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request });
    });
  }

  #receive(message: Answer): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new PgliteError(message.error));
    else waiting?.resolve({ rows: message.rows ?? [], affectedRows: message.affectedRows });
  }

  #end(reason: unknown, started: (failure: string) => void): void {
    const message = reason instanceof Error ? reason.message : String(reason);
    started(message);
    const error = new PgliteError({
      message,
      // The class of connection errors, so that one rule maps it.
      code: '08006',
    });
    this.#gone ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

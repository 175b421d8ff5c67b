import type { Store } from '../../src/engine/ports/store.ts';

/** What the engine gets where its process ended: nothing that follows happens any more. */
class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** Everything by which an engine writes: each of them is one transaction. */
const writes: ReadonlySet<string | symbol> = new Set(['commit', 'claimReading', 'claimEffects', 'markSending']);

/**
 * One process of the engine, from its start until it dies. Its transactions and its requests to the service are counted while it is watched; each has two
 * points at which it can die, before anything happened and after everything did and nobody heard of it: the points 2n and 2n + 1 of the call n. Whatever a
 * dead process would still do fails, so that nothing in it can hide its death.
 */
export class Life {
  readonly calls: string[] = [];
  isWatched = false;
  isDead = false;
  readonly #deathAt: number | undefined;
  readonly #pending = new Set<Promise<unknown>>();

  /** While somebody looks at what is stored, nothing that follows begins. */
  #held: Promise<void> | undefined;
  /** Called at every point when nothing is under way: what is stored and what the service has then is what a process leaves that dies there. */
  onPoint: ((point: number) => Promise<void>) | undefined;

  /** @param deathAt the point at which it dies; without one it lives on. */
  constructor(deathAt?: number) {
    this.#deathAt = deathAt;
  }

  /** The store as this process sees it. Nothing of it is imitated: what is written is written by it. */
  storeOf(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const act = () => member.apply(target, args);
          if (writes.has(name)) return this.call(String(name), act);
          this.#breathe();
          return this.#held === undefined ? this.#noted(act()) : this.#inTurn(act);
        };
      },
    });
  }

  async call<T>(what: string, act: () => Promise<T>): Promise<T> {
    this.#breathe();
    const point = this.isWatched ? 2 * (this.calls.push(what) - 1) : undefined;
    await this.#reach(point);
    while (this.#held !== undefined) await this.#held;
    const done = act();
    this.#noted(done);
    try {
      return await done;
    } finally {
      this.#pending.delete(done);
      this.#breathe();
      await this.#reach(point === undefined ? undefined : point + 1);
    }
  }

  /** When what it had begun is over: a transaction that was on its way is written although its process is gone. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  async #inTurn(act: () => unknown): Promise<unknown> {
    while (this.#held !== undefined) await this.#held;
    this.#breathe();
    return this.#noted(act());
  }

  /** What is asked and not yet answered. */
  #noted<T>(answer: T): T {
    if (!(answer instanceof Promise)) return answer;
    this.#pending.add(answer);
    const forget = () => this.#pending.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  async #reach(point: number | undefined): Promise<void> {
    if (point === undefined) return;
    if (point === this.#deathAt) this.isDead = true;
    this.#breathe();
    if (this.onPoint !== undefined) await this.#hold(() => this.onPoint?.(point));
  }

  /** One at a time: two calls may come to their points at once. */
  async #hold(look: () => Promise<void> | undefined): Promise<void> {
    let release = () => {};
    const before = this.#held;
    const own = new Promise<void>((done) => {
      release = done;
    });
    this.#held = own;
    try {
      await before;
      await this.settled();
      await look();
    } finally {
      if (this.#held === own) this.#held = undefined;
      release();
    }
  }

  #breathe(): void {
    if (this.isDead) throw new ProcessDied('The process died.');
  }
}

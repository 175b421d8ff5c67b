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
          return act();
        };
      },
    });
  }

  async call<T>(what: string, act: () => Promise<T>): Promise<T> {
    this.#breathe();
    const point = this.isWatched ? 2 * (this.calls.push(what) - 1) : undefined;
    this.#reach(point);
    const done = act();
    this.#pending.add(done);
    try {
      return await done;
    } finally {
      this.#pending.delete(done);
      this.#breathe();
      this.#reach(point === undefined ? undefined : point + 1);
    }
  }

  /** When what it had begun is over: a transaction that was on its way is written although its process is gone. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  #reach(point: number | undefined): void {
    if (point === undefined || point !== this.#deathAt) return;
    this.isDead = true;
    this.#breathe();
  }

  #breathe(): void {
    if (this.isDead) throw new ProcessDied('The process died.');
  }
}

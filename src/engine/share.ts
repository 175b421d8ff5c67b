import type { TenantId } from '../domain/ids.ts';
import { minuteMs, secondMs } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import type { WorkerRow } from './ports/store.ts';
import { goneAfterMs } from './ports/worker-store.ts';
import { isPassing } from './tick.ts';

/** How often a worker says that it is alive; machine clock, as everything here. */
const beatEveryMs = 3 * secondMs;
/** A loop that hangs for so long is as good as dead, although its process lives: it falls silent, so that others take over. */
const stuckAfterMs = 5 * minuteMs;

/**
 * The tenants that this worker works for, of all that the store has. Workers divide them without anybody who divides: each takes what is due and nobody
 * has, up to its part, keeps it (what it remembers of a tenant's lists is worth much), and gives back what is more than its part when others come.
 * It spares the same work twice and guards nothing: caps, versions and fences are guarded where they are written, whoever writes.
 */
export interface Share {
  /** Says at once that this worker is alive, and goes on saying so. */
  start(): Promise<void>;
  /** Gives everything back; others take it at their next look. */
  stop(): Promise<void>;
  /** To be called by the loop at every look: it is alive, and what is known of the others is of now, also after this process stood still. */
  look(): Promise<void>;
  /** Who has the tenant, as far as is known. */
  holderOf(tenantId: TenantId): 'us' | 'another' | 'nobody';
  /** How many tenants are this worker's part, where besides those that workers have so many are due. */
  part(free: number): number;
  /** Takes a tenant, if there is room for it in this worker's part. @returns whether it is this worker's. */
  take(tenantId: TenantId, part: number): Promise<boolean>;
  /** Gives back what is more than this worker's part; while no work is under way. */
  leaveRest(part: number): Promise<void>;
  /** Ids of workers that were silent for too long. */
  gone(): readonly string[];
  /** How many workers are known to be alive, this one among them. */
  crew(): number;
}

type ShareContext = Pick<EngineContext, 'store' | 'clocks' | 'worker' | 'log'>;
type About = Pick<WorkerRow, 'kind' | 'host' | 'process' | 'version'>;

export function createShare(context: ShareContext, about: About): Share {
  const { store, clocks, worker, log } = context;
  const { machineNow } = clocks;
  const pulse = new Pulse(context, about);
  const { holders } = pulse;
  const own = () => [...holders].filter(([, workerId]) => workerId === worker).map(([tenantId]) => tenantId);
  const crew = () => Math.max(1, pulse.known - pulse.gone().length);
  return {
    start: () => pulse.start(),
    stop: async () => {
      await pulse.stop();
      await store.endWorker(worker).catch((error: unknown) => {
        // The end must not hang on it: whoever falls silent is taken over from, only later.
        log.warn({ error: String(error) }, 'What this worker has could not be given back; others take it over.');
      });
    },
    look: () => pulse.look(),
    holderOf: (tenantId) => {
      const holder = holders.get(tenantId);
      if (holder === undefined) return 'nobody';
      return holder === worker ? 'us' : 'another';
    },
    part: (free) => Math.ceil((holders.size + free) / crew()),
    take: async (tenantId, part) => {
      if (holders.get(tenantId) === worker) return true;
      if (own().length >= part) return false;
      const now = machineNow();
      const isOurs = await store.takeTenant({ tenantId, workerId: worker, heldUntil: now + goneAfterMs }, now);
      if (isOurs) holders.set(tenantId, worker);
      return isOurs;
    },
    leaveRest: async (part) => {
      const rest = own().slice(part);
      if (rest.length === 0) return;
      await store.leaveTenants(worker, rest);
      for (const tenantId of rest) holders.delete(tenantId);
    },
    gone: () => pulse.gone(),
    crew,
  };
}

/** Says again and again that a worker is alive, and keeps what it hears of the others by that. */
class Pulse {
  /** Which worker has a tenant, of those that one has. */
  readonly holders = new Map<TenantId, string>();
  readonly #context: ShareContext;
  readonly #about: About;
  readonly #startedAt: number;
  #workers: readonly WorkerRow[] = [];
  #beatAt = Number.NEGATIVE_INFINITY;
  #lookedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #isStopped = true;

  constructor(context: ShareContext, about: About) {
    this.#context = context;
    this.#about = about;
    this.#startedAt = context.clocks.machineNow();
    this.#lookedAt = this.#startedAt;
  }

  get known(): number {
    return this.#workers.length;
  }

  gone(): readonly string[] {
    const silent = this.#workers.filter(({ seenAt }) => seenAt <= this.#beatAt - goneAfterMs);
    return silent.map(({ workerId }) => workerId);
  }

  async start(): Promise<void> {
    this.#isStopped = false;
    this.#lookedAt = this.#now();
    await this.#beat();
    this.#timer = setTimeout(() => this.#beatOn(), beatEveryMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#beating;
  }

  async look(): Promise<void> {
    this.#lookedAt = this.#now();
    if (this.#lookedAt - this.#beatAt > 2 * beatEveryMs) await this.#beat();
  }

  #now(): number {
    return this.#context.clocks.machineNow();
  }

  async #beat(): Promise<void> {
    const { store, worker } = this.#context;
    const seenAt = this.#now();
    const row = { ...this.#about, workerId: worker, startedAt: this.#startedAt, seenAt };
    const { workers, holds } = await store.beat(row, seenAt + goneAfterMs);
    this.#beatAt = seenAt;
    this.#workers = workers;
    this.holders.clear();
    for (const { tenantId, workerId, heldUntil } of holds) if (heldUntil > seenAt) this.holders.set(tenantId, workerId);
  }

  #beatOn(): void {
    this.#beating = this.#beatUnlessStuck()
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        const message = `The sign of life of this worker did not arrive: ${why}`;
        if (isPassing(error)) this.#context.log.warn({}, message);
        else this.#context.log.error({}, message);
      })
      .finally(() => {
        if (!this.#isStopped) this.#timer = setTimeout(() => this.#beatOn(), beatEveryMs);
      });
  }

  async #beatUnlessStuck(): Promise<void> {
    if (this.#now() - this.#lookedAt <= stuckAfterMs) await this.#beat();
    else this.#context.log.error({}, 'The engine has not looked for minutes: others take over what this worker has.');
  }
}

import type { TenantId } from '../domain/ids.ts';
import type { EngineContext } from './context.ts';
import type { WorkerRow } from './ports/store.ts';
import { isPassing } from './tick.ts';
import { beatEveryMs, goneAfterMs, stuckAfterMs } from './worker-life.ts';

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

export function createShare(
  { store, clocks, worker, log }: ShareContext,
  about: Pick<WorkerRow, 'kind' | 'host' | 'process' | 'version'>,
): Share {
  const { machineNow } = clocks;
  const startedAt = machineNow();
  const holders = new Map<TenantId, string>();
  let workers: readonly WorkerRow[] = [];
  let beatAt = Number.NEGATIVE_INFINITY;
  let lookedAt = startedAt;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();
  let isStopped = true;

  const beat = async () => {
    const seenAt = machineNow();
    const told = await store.beat({ ...about, workerId: worker, startedAt, seenAt }, seenAt + goneAfterMs);
    beatAt = seenAt;
    workers = told.workers;
    holders.clear();
    for (const hold of told.holds) if (hold.heldUntil > seenAt) holders.set(hold.tenantId, hold.workerId);
  };
  const beatUnlessStuck = async () => {
    if (machineNow() - lookedAt <= stuckAfterMs) await beat();
    else log.error({}, 'The engine has not looked for minutes: other workers take over what this one has.');
  };
  const beatOn = () => {
    beating = beatUnlessStuck()
      .catch((error: unknown) => {
        const message = `The sign of life of this worker did not arrive: ${error instanceof Error ? error.message : String(error)}`;
        if (isPassing(error)) log.warn({}, message);
        else log.error({}, message);
      })
      .finally(() => {
        if (!isStopped) timer = setTimeout(beatOn, beatEveryMs);
      });
  };
  const gone = () => workers.filter(({ seenAt }) => seenAt <= beatAt - goneAfterMs).map(({ workerId }) => workerId);
  const own = () => [...holders].filter(([, workerId]) => workerId === worker).map(([tenantId]) => tenantId);
  const crew = () => Math.max(1, workers.length - gone().length);
  const part = (free: number) => Math.ceil((holders.size + free) / crew());

  return {
    start: async () => {
      isStopped = false;
      lookedAt = machineNow();
      await beat();
      timer = setTimeout(beatOn, beatEveryMs);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await beating;
      await store.endWorker(worker);
    },
    look: async () => {
      lookedAt = machineNow();
      if (lookedAt - beatAt > 2 * beatEveryMs) await beat();
    },
    holderOf: (tenantId) => {
      const holder = holders.get(tenantId);
      if (holder === undefined) return 'nobody';
      return holder === worker ? 'us' : 'another';
    },
    part,
    take: async (tenantId, most) => {
      if (holders.get(tenantId) === worker) return true;
      if (own().length >= most) return false;
      const now = machineNow();
      const isOurs = await store.takeTenant({ tenantId, workerId: worker, heldUntil: now + goneAfterMs }, now);
      if (isOurs) holders.set(tenantId, worker);
      return isOurs;
    },
    leaveRest: async (most) => {
      const rest = own().slice(most);
      if (rest.length === 0) return;
      await store.leaveTenants(worker, rest);
      for (const tenantId of rest) holders.delete(tenantId);
    },
    gone,
    crew,
  };
}

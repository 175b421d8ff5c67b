import type { TenantId } from '../domain/ids.ts';
import type { EngineContext } from './context.ts';
import { isPassing, tick } from './tick.ts';

/** The loop that ticks every tenant. `exclusively` keeps it out while a clock is turned or a test looks. */
export interface Runner {
  start(): void;
  /** Waits for the tick under way; nothing is left half done, since every step is one transaction. */
  stop(): Promise<void>;
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Looks sooner than the next interval. */
  wake(): void;
  readonly lastTickAt: number | null;
  /** Whether it looks by itself: between `start` and `stop`. */
  readonly isRunning: boolean;
  /** Whether work is under way now: a clock that is turned through a week takes its time. */
  readonly isBusy: boolean;
}

/** How often to ask whether something is due, on the machine clock. Asking costs one indexed read a tenant. */
const lookEveryMs = 500;

export function createRunner(context: EngineContext): Runner {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  let lastTickAt: number | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let running = 0;

  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const counted = async () => {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
      }
    };
    const turn = queue.then(counted, counted);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const look = async () => {
    try {
      await exclusively(() => tickDueTenants(context));
      lastTickAt = context.clocks.machineNow();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isPassing(error)) context.log.warn({}, message);
      else context.log.error({ error: error instanceof Error ? error.stack : String(error) }, message);
    }
    if (!isStopped) timer = setTimeout(look, lookEveryMs);
  };

  return {
    start: () => {
      if (!isStopped) return;
      isStopped = false;
      timer = setTimeout(look, 0);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await queue;
    },
    exclusively,
    wake: () => {
      if (isStopped) return;
      clearTimeout(timer);
      timer = setTimeout(look, 0);
    },
    get isRunning() {
      return !isStopped;
    },
    get isBusy() {
      return running > 0;
    },
    get lastTickAt() {
      return lastTickAt;
    },
  };
}

async function tickDueTenants(context: EngineContext): Promise<void> {
  for (const { tenantId, archivedAt } of await context.store.tenants()) {
    if (archivedAt === undefined && (await isTenantDue(context, tenantId))) await tick(context, tenantId);
  }
}

async function isTenantDue(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  const now = context.clocks.tenantNow(tenantId);
  const nextDueAt = await context.store.nextDueAt(tenantId);
  if (nextDueAt !== undefined && nextDueAt <= now) return true;
  return (await context.store.hostsToEvaluate(tenantId, null, 1)).length > 0;
}

import type { TenantId } from '../domain/ids.ts';
import { type EngineContext, knowsClockOf } from './context.ts';
import type { Tenant } from './ports/store.ts';
import type { Share } from './share.ts';
import { tick } from './tick.ts';
import { tellTrouble } from './trouble.ts';

/** The loop that ticks every tenant, or with other workers on the same store its share of them. `exclusively` keeps it out while a clock is turned or a test looks. */
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

export function createRunner(context: EngineContext, share?: Share): Runner {
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
      await exclusively(() => tickDueTenants(context, share));
      lastTickAt = context.clocks.machineNow();
    } catch (error) {
      tellTrouble(context, { tenant: undefined }, error);
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

async function tickDueTenants(context: EngineContext, share: Share | undefined): Promise<void> {
  await share?.look();
  const due: Tenant[] = [];
  for (const tenant of await context.store.tenants()) {
    if (tenant.archivedAt !== undefined || !knowsClockOf(context.clocks, tenant)) continue;
    if (holderOf(share, tenant) === 'another') continue;
    if (await isTenantDue(context, tenant.tenantId)) due.push(tenant);
  }
  const part = share?.part(due.filter((tenant) => holderOf(share, tenant) === 'nobody').length) ?? 0;
  const failures: { readonly tenantId: TenantId; readonly error: unknown }[] = [];
  let ticked = 0;
  for (const tenant of due) {
    const { tenantId } = tenant;
    const isOurs = holderOf(share, tenant) === 'us' || (await share?.take(tenantId, part));
    if (!isOurs) continue;
    ticked += 1;
    // One tenant's trouble is not the others': those that come after it are looked at all the same.
    await tick(context, tenantId).catch((error: unknown) => failures.push({ tenantId, error }));
  }
  await share?.leaveRest(part);
  const [first, ...others] = failures;
  for (const { tenantId, error } of others) tellTrouble(context, { tenant: tenantId }, error);
  // Where no tenant could be looked at, the loop has not looked: then the trouble is everybody's.
  if (first && failures.length === ticked) throw first.error;
  if (first) tellTrouble(context, { tenant: first.tenantId }, first.error);
}

/** Who lives on the clock of a twin is worked for where the twin is, and shared with nobody. */
function holderOf(share: Share | undefined, { tenantId, twinAt }: Tenant): 'us' | 'another' | 'nobody' {
  return share === undefined || twinAt !== undefined ? 'us' : share.holderOf(tenantId);
}

async function isTenantDue(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  const now = context.clocks.tenantNow(tenantId);
  const nextDueAt = await context.store.nextDueAt(tenantId);
  if (nextDueAt !== undefined && nextDueAt <= now) return true;
  return (await context.store.hostsToEvaluate(tenantId, null, 1)).length > 0;
}

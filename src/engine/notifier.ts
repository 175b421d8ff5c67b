import type { ReceiverId, TenantId } from '../domain/ids.ts';
import { secondMs } from '../domain/time.ts';
import { type EngineContext, knowsClockOf } from './context.ts';
import { deliverNotices } from './deliver-notices.ts';
import { deadlinesEveryMs, gatherNotices } from './gather-notices.ts';
import type { ReceiverWork } from './ports/store.ts';
import { isPassing } from './tick.ts';

/**
 * The loop that tells people. It runs beside the one that ticks and never waits for it, nor that one for this: a receiver may take as long as it likes,
 * and holds up nobody but itself.
 */
export interface Notifier {
  start(): void;
  /** Ends what is being sent; it is sent again at the next start, under the same id. */
  stop(): Promise<void>;
  /** One look: gathers what is new, and begins to send what is due. */
  look(): Promise<void>;
  /** Waits until everything that was begun has come to an end. */
  settled(): Promise<void>;
}

/** Asking costs one statement for all tenants. */
const lookEveryMs = secondMs;
/** Receivers that are sent to at once. */
const mostAtOnce = 16;

export function createNotifier(context: EngineContext): Notifier {
  const busy = new Map<ReceiverId, Promise<void>>();
  let stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const begin = ({ tenantId, receiverId }: ReceiverWork) => {
    const work = deliverNotices(context, { tenantId, receiverId }, stopping.signal)
      .catch((error: unknown) => report(context, tenantId, error))
      .finally(() => busy.delete(receiverId));
    busy.set(receiverId, work);
  };
  const look = async () => {
    const work = await gatherAll(context);
    for (const one of work) if (busy.size < mostAtOnce && !busy.has(one.receiverId) && isDue(context, one)) begin(one);
  };
  const again = () => {
    looking = look()
      .catch((error: unknown) => report(context, undefined, error))
      .finally(() => {
        if (!stopping.signal.aborted) timer = setTimeout(again, lookEveryMs);
      });
  };
  const settled = async () => {
    await Promise.all(busy.values());
  };
  return {
    start: () => {
      if (timer !== undefined) return;
      stopping = new AbortController();
      timer = setTimeout(again, 0);
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      timer = undefined;
      await looking;
      await settled();
    },
    look,
    settled,
  };
}

/** One tenant's trouble is not the others'. @returns what may be to do after the gathering. */
async function gatherAll(context: EngineContext): Promise<readonly ReceiverWork[]> {
  const work = await workHere(context);
  const tenants = new Set<TenantId>();
  for (const { tenantId, hasNews, deadlinesAt } of work)
    if (hasNews || context.clocks.tenantNow(tenantId) >= deadlinesAt + deadlinesEveryMs) tenants.add(tenantId);
  if (tenants.size === 0) return work;
  for (const tenantId of tenants)
    await gatherNotices(context, tenantId).catch((error: unknown) => report(context, tenantId, error));
  return workHere(context);
}

/** Without that of tenants on a clock that this process does not know. */
async function workHere(context: EngineContext): Promise<readonly ReceiverWork[]> {
  return (await context.store.receiversAtWork()).filter((work) => knowsClockOf(context.clocks, work));
}

function isDue(context: EngineContext, { tenantId, noticeDueAt, messageDueAt, freeAt }: ReceiverWork): boolean {
  const machineNow = context.clocks.machineNow();
  if (freeAt > machineNow) return false;
  const isMessageDue = messageDueAt !== null && messageDueAt <= machineNow;
  return isMessageDue || (noticeDueAt !== null && noticeDueAt <= context.clocks.tenantNow(tenantId));
}

function report(context: EngineContext, tenant: TenantId | undefined, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (isPassing(error)) context.log.warn({ tenant }, message);
  else context.log.error({ tenant, error: error instanceof Error ? error.stack : String(error) }, message);
}

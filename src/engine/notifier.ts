import type { ReceiverId, TenantId } from '../domain/ids.ts';
import { type EngineContext, knowsClockOf } from './context.ts';
import { deliverNotices } from './deliver-notices.ts';
import { deadlinesEveryMs, gatherNotices } from './gather-notices.ts';
import type { ReceiverWork } from './ports/store.ts';
import { createSideLoop } from './side-loop.ts';
import { tellTrouble } from './trouble.ts';

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

/** Receivers that are sent to at once. */
const mostAtOnce = 16;

export function createNotifier(context: EngineContext): Notifier {
  const begin = ({ tenantId, receiverId }: ReceiverWork) =>
    loop.begin(receiverId, (stopped) =>
      deliverNotices(context, { tenantId, receiverId }, stopped).catch((error: unknown) =>
        tellTrouble(context, { tenant: tenantId }, error),
      ),
    );
  const look = async () => {
    const work = await gatherAll(context);
    for (const one of work)
      if (loop.busy() < mostAtOnce && !loop.isBusy(one.receiverId) && isDue(context, one)) begin(one);
  };
  const loop = createSideLoop<ReceiverId>(() => look().catch((error: unknown) => tellTrouble(context, {}, error)));
  return { start: loop.start, stop: loop.stop, look, settled: loop.settled };
}

/** One tenant's trouble is not the others'. @returns what may be to do after the gathering. */
async function gatherAll(context: EngineContext): Promise<readonly ReceiverWork[]> {
  const work = await workHere(context);
  const tenants = new Set<TenantId>();
  for (const { tenantId, hasNews, deadlinesAt } of work)
    if (hasNews || context.clocks.tenantNow(tenantId) >= deadlinesAt + deadlinesEveryMs) tenants.add(tenantId);
  if (tenants.size === 0) return work;
  for (const tenantId of tenants)
    await gatherNotices(context, tenantId).catch((error: unknown) => tellTrouble(context, { tenant: tenantId }, error));
  return workHere(context);
}

/** Without that of tenants on a clock that this process does not know. */
async function workHere(context: EngineContext): Promise<readonly ReceiverWork[]> {
  return (await context.store.receiversAtWork(context.goneWorkers?.())).filter((work) =>
    knowsClockOf(context.clocks, work),
  );
}

function isDue(context: EngineContext, { tenantId, noticeDueAt, messageDueAt, freeAt, isLeft }: ReceiverWork): boolean {
  const machineNow = context.clocks.machineNow();
  if (freeAt > machineNow) return false;
  if (isLeft) return true;
  const isMessageDue = messageDueAt !== null && messageDueAt <= machineNow;
  return isMessageDue || (noticeDueAt !== null && noticeDueAt <= context.clocks.tenantNow(tenantId));
}

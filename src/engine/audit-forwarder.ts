import { installationLog, type TenantId } from '../domain/ids.ts';
import { minuteMs, secondMs } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import type { AuditClaim, AuditCollector, AuditNews, AuditRecord } from './ports/store.ts';
import { createSideLoop } from './side-loop.ts';
import { tellTrouble } from './trouble.ts';

/**
 * The loop that gives the logs to collectors outside, one after the other link, from where each has got to. What was sent and not confirmed is sent again: a
 * collector may get an entry twice, and never misses one or gets a later one first. One that is away holds up nobody but itself; what it has not got waits
 * in the log, so that no memory fills.
 */
export interface AuditForwarder {
  start(): void;
  /** Ends what is being sent; it is sent again at the next start. */
  stop(): Promise<void>;
  /** One look at everything that is due, to the end. */
  look(): Promise<void>;
  /** How each collector does. */
  state(): readonly CollectorState[];
}

export interface CollectorState {
  readonly name: string;
  /** Links that it has not got, over all logs that it is to get. */
  readonly lag: number;
  /** Why the last try failed; undefined when it did not. */
  readonly problem: string | undefined;
}

/** Longer than a collector may take for a batch. */
const leaseMs = 3 * minuteMs;
const sendLimitMs = 90 * secondMs;
/** A batch ends with the link that fills it. */
const recordsAtOnce = 500;
const pauseMs = { first: secondMs, most: 5 * minuteMs } as const;

/** What is remembered of a collector between two looks. */
interface Track {
  lag: number;
  problem: string | undefined;
  failures: number;
  notBefore: number;
}

export function createAuditForwarder(context: EngineContext, collectors: readonly AuditCollector[]): AuditForwarder {
  const tracks = new Map<AuditCollector, Track>(
    collectors.map((one) => [one, { lag: 0, problem: undefined, failures: 0, notBefore: 0 }]),
  );
  const work = async (collector: AuditCollector, track: Track, stopped: AbortSignal) => {
    try {
      track.lag = await forwardAll(context, collector, stopped, (lag) => {
        track.lag = lag;
      });
      track.failures = 0;
      track.problem = undefined;
    } catch (error) {
      if (stopped.aborted) return;
      track.failures += 1;
      track.problem = error instanceof Error ? error.message : String(error);
      track.notBefore = context.clocks.machineNow() + pauseAfter(track.failures);
      tellTrouble(context, { collector: collector.name }, error);
    }
  };
  const begin = async () => {
    for (const [collector, track] of tracks)
      if (!loop.isBusy(collector) && track.notBefore <= context.clocks.machineNow())
        loop.begin(collector, (stopped) => work(collector, track, stopped));
  };
  const loop = createSideLoop<AuditCollector>(begin);
  return {
    start: () => {
      if (tracks.size > 0) loop.start();
    },
    stop: loop.stop,
    look: async () => {
      await begin();
      await loop.settled();
    },
    state: () => [...tracks].map(([{ name }, { lag, problem }]) => ({ name, lag, problem })),
  };
}

function pauseAfter(failures: number): number {
  return Math.min(pauseMs.first * 2 ** Math.min(failures - 1, 20), pauseMs.most);
}

/** @returns how many links are left, which another worker sends. */
async function forwardAll(
  context: EngineContext,
  collector: AuditCollector,
  stopped: AbortSignal,
  tell: (lag: number) => void,
): Promise<number> {
  const news = await wanted(context, collector);
  const lagOf = (left: readonly AuditNews[]) => left.reduce((sum, { seq, headSeq }) => sum + headSeq - seq, 0);
  tell(lagOf(news.map(({ one }) => one)));
  let left = 0;
  for (const { one, name } of news) {
    const { tenantId } = one;
    const machineNow = context.clocks.machineNow();
    const claim = await context.store.claimAudit({
      tenantId,
      collector: collector.name,
      worker: context.worker,
      gone: context.goneWorkers?.(),
      machineNow,
      leaseMs,
    });
    if (claim === undefined) {
      left += one.headSeq - one.seq;
      continue;
    }
    try {
      await forward(context, collector, claim, { id: tenantId, name }, stopped);
    } finally {
      await context.store.releaseAudit(claim);
    }
  }
  return left;
}

/** The logs that the collector shall get and has not wholly got, with the names of their tenants. */
async function wanted(
  { store }: EngineContext,
  { name, tenants }: AuditCollector,
): Promise<readonly { readonly one: AuditNews; readonly name: string }[]> {
  const news = await store.auditNews(name);
  if (news.length === 0) return [];
  const names = new Map<TenantId, string>((await store.tenants()).map((tenant) => [tenant.tenantId, tenant.name]));
  return news.flatMap((one) => {
    const isOfHouse = one.tenantId === installationLog;
    const known = isOfHouse ? 'the installation' : names.get(one.tenantId);
    // Deleted in this very moment.
    if (known === undefined) return [];
    const isWanted = tenants === undefined || tenants.includes(one.tenantId) || (!isOfHouse && tenants.includes(known));
    return isWanted ? [{ one, name: known }] : [];
  });
}

async function forward(
  context: EngineContext,
  collector: AuditCollector,
  claim: AuditClaim,
  tenant: AuditRecord['tenant'],
  stopped: AbortSignal,
): Promise<void> {
  let batch: AuditRecord[] = [];
  let last = claim.seq;
  const send = async (): Promise<boolean> => {
    if (batch.length > 0) await collector.send(batch, AbortSignal.any([stopped, AbortSignal.timeout(sendLimitMs)]));
    batch = [];
    return context.store.moveAudit(claim, last, context.clocks.machineNow());
  };
  const until = context.clocks.machineNow() + leaseMs / 3;
  for await (const { link, events } of context.store.links(claim.tenantId, claim.seq)) {
    for (const event of events) batch.push(collector.recordOf(event, tenant, link.hash));
    last = link.seq;
    if (batch.length < recordsAtOnce) continue;
    // Another worker has it by now, or soon may: what comes next is sent in the next turn.
    if (!(await send()) || context.clocks.machineNow() > until || stopped.aborted) return;
  }
  if (last > claim.seq) await send();
}

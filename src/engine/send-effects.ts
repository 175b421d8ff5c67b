import { keptBackBy } from '../domain/host-hold.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError, type ProblemRef, Retryable } from '../domain/problem.ts';
import { type Instant, minuteMs, secondMs } from '../domain/time.ts';
import { approvalObstacle } from './approvals.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { draft } from './events.ts';
import { changeMove } from './moves.ts';
import type { DefenderService } from './ports/service.ts';
import type { Effect, EffectState, HostRow, MoveRow, Reading, Tenant } from './ports/store.ts';
import { migrateRequests } from './readings.ts';
import { isStartUndecided } from './start-decisions.ts';
import { calendarObstacle, connectionObstacle } from './start-limits.ts';

/** How long a worker may take for one request before another settles it by reading; longer than any socket time-out. */
const leaseMs = 3 * minuteMs;
/** A mark that took longer was written to a disk that is slow: whatever spoke for the start is asked once more. */
const longestMarkMs = 5 * secondMs;
/** How long no start is sent after a refusal that only a person can mend, or a wait without a time. */
const refusedPauseMs = 5 * minuteMs;
const throttledPauseMs = 30 * secondMs;

/** A grant rests on verdicts, and no reading of Graph is believed for longer; one that waited longer is judged anew (I4). */
const grantValidMs = 15 * minuteMs;
/** How often an answer is written again when its moves changed meanwhile; each look of another worker is one change. */
const mostTries = 5;

/** What is to become of the moves of an effect. */
type Fate = {
  readonly move: MoveRow;
  readonly event: 'accepted' | 'refused' | 'answer-lost' | 'withdrawn';
  readonly because?: string;
};

/**
 * Sends what the outbox holds. A request is recorded as sending before it leaves; one whose answer is lost is never sent again, only reading tells (I10).
 * `reread` reads the list of states once more, so that nothing is sent on an old one (I4).
 * @returns how many effects were settled.
 */
export async function sendEffects(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  reread: () => Promise<readonly ProblemRef[]>,
): Promise<number> {
  const { tenantId } = tenant;
  const effects = await context.store.claimEffects({
    tenantId,
    worker: context.worker,
    gone: context.goneWorkers?.(),
    tenantNow: context.clocks.tenantNow(tenantId),
    machineNow: context.clocks.machineNow(),
    leaseMs,
    limit: 10,
  });
  if (effects.length === 0) return 0;
  const problems = effects.some((effect) => effect.state === 'pending') ? await reread() : [];
  for (const effect of effects) await sendOne(context, tenant, service, effect, problems[0]);
  return effects.length;
}

async function sendOne(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  effect: Effect,
  readProblem: ProblemRef | undefined,
): Promise<void> {
  const moves = await context.store.movesById(tenant.tenantId, effect.moveIds);
  // Its worker died between sending and settling: whether the request arrived, only the service's list can say.
  if (effect.state === 'sending') {
    return settle(
      context,
      tenant,
      effect,
      'lost',
      moves.map((move) => ({ move, event: 'answer-lost' })),
      {},
    );
  }
  const whyNot = () => reasonToWithdraw(context, tenant, effect, moves[0]?.wave ?? 1, readProblem);
  const because = await whyNot();
  if (because !== null) {
    return settle(
      context,
      tenant,
      effect,
      'withdrawn',
      moves.map((move) => ({ move, event: 'withdrawn', because })),
      {},
    );
  }
  const { ready, withdrawn, isOurs, tookMs } = await markReady(context, tenant, effect, moves);
  if (ready.length === 0) return settle(context, tenant, effect, 'withdrawn', withdrawn, {});
  if (!isOurs) {
    // Taken over, or the campaign was stopped in the meantime: then its moves go back to the queue.
    const campaign = await context.store.campaign(tenant.tenantId, effect.campaignId);
    if (campaign?.state === 'running') return;
    return settle(
      context,
      tenant,
      effect,
      'withdrawn',
      moves.map((move) => ({ move, event: 'withdrawn', because: 'campaign-stopped' })),
      {},
    );
  }
  // The disk held the mark back, and the world went on: the window may be over, and the effect may be another worker's by now.
  const late = tookMs > leaseMs / 2 ? 'lease-lost' : tookMs > longestMarkMs ? await whyNot() : null;
  if (late !== null) {
    const fates = moves.map((move): Fate => ({ move, event: 'withdrawn', because: late }));
    return settle(context, tenant, effect, 'withdrawn', fates, {});
  }
  await post(context, tenant, service, effect, ready, withdrawn);
}

/**
 * Passes the last door with those whose start may leave. A person may hold one of them in that moment: then the others are tried again without it, each time with
 * one less.
 */
async function markReady(context: EngineContext, { tenantId }: Tenant, effect: Effect, moves: readonly MoveRow[]) {
  const now = context.clocks.tenantNow(tenantId);
  const hostIds = moves.map(({ hostId }) => hostId);
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const rows = await context.store.hostsById(tenantId, hostIds);
    const sorted = sortByReadiness(context, moves, new Map(rows.map((host) => [host.hostId, host])), now);
    const able = sorted.ready.map(({ move }) => move.hostId);
    if (able.length === 0 || able.length >= before) return { ...sorted, isOurs: false, tookMs: 0 };
    before = able.length;
    const markedAt = context.clocks.machineNow();
    const isOurs = await context.store.markSending(tenantId, effect.effectId, effect.fence, markedAt, leaseMs, able);
    if (isOurs) return { ...sorted, isOurs, tookMs: context.clocks.machineNow() - markedAt };
  }
}

/**
 * Why a request is not sent that was granted: its grant is too old, nothing is sent on an old state, the connection was made read-only, its approval is gone,
 * or it waited for its worker until it was too late for its window (I3).
 */
async function reasonToWithdraw(
  context: EngineContext,
  tenant: Tenant,
  effect: Effect,
  wave: number,
  readProblem: ProblemRef | undefined,
): Promise<string | null> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  if (now > effect.dueAt + grantValidMs) return 'verdict-outdated';
  // Granting waits until the list can be read again.
  if (readProblem) return readProblem.code;
  // Read anew: whoever made the connection read-only since this look began wants nothing more to leave.
  const readOnly = connectionObstacle(await context.store.connection(tenantId));
  if (readOnly !== null) return readOnly;
  const campaign = await context.store.campaign(tenantId, effect.campaignId);
  if (campaign === undefined) return null;
  if (isStartUndecided(context, tenant, campaign, wave)) return 'start-undecided';
  const durations = journeyOf(context, campaign.journey).durations(rulesOf(tenant, campaign.edition));
  // Read anew: a freeze that was set since this look began keeps what it granted.
  const asSet = (await context.store.tenant(tenantId)) ?? tenant;
  const closed = calendarObstacle(asSet, campaign.plan.rules, durations, now);
  return closed ?? approvalObstacle(context, tenantId, campaign, wave, now);
}

async function post(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  effect: Effect,
  ready: readonly { readonly move: MoveRow; readonly sensorId: string }[],
  withdrawn: readonly Fate[],
): Promise<void> {
  const clientRequestId = effect.effectId;
  try {
    const answer = await service.migrate(
      ready.map(({ sensorId }) => sensorId),
      clientRequestId,
    );
    const accepted = new Set(answer.accepted);
    const refused = new Set(answer.refused);
    const fates = ready.map(
      ({ move, sensorId }): Fate => ({
        move,
        // An id in neither list is no answer about that server.
        event: refused.has(sensorId) ? 'refused' : accepted.has(sensorId) ? 'accepted' : 'answer-lost',
      }),
    );
    await settle(context, tenant, effect, 'done', [...fates, ...withdrawn], {
      clientRequestId,
      requestId: answer.requestId,
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const mayHaveHappened = error instanceof Retryable && error.mayHaveHappened;
    const fates = ready.map(
      ({ move }): Fate => ({
        move,
        event: mayHaveHappened ? 'answer-lost' : 'withdrawn',
        because: error.code,
      }),
    );
    const pause = mayHaveHappened ? undefined : pauseAfter(context, tenant, error);
    await settle(context, tenant, effect, mayHaveHappened ? 'lost' : 'withdrawn', [...fates, ...withdrawn], {
      clientRequestId,
      problem: { code: error.code, detail: error.message },
      pause,
    });
  }
}

function sortByReadiness(
  context: EngineContext,
  moves: readonly MoveRow[],
  hosts: ReadonlyMap<string, HostRow>,
  now: Instant,
) {
  const ready: { move: MoveRow; sensorId: string }[] = [];
  const withdrawn: Fate[] = [];
  for (const move of moves) {
    const host = hosts.get(move.hostId);
    const journey = journeyOf(context, move.journey);
    // A move that went on without its request (its worker was away too long) must not be started behind its back.
    const isAwaited = journey.next(move.state, { kind: 'accepted', at: 0 }).ok;
    const isStartable = isAwaited && host !== undefined && journey.isStartable(host.migrationState);
    const keptBack = host && (keptBackBy(host) ?? lapsed(host, now));
    if (isStartable && host.sensorId !== undefined && keptBack === undefined)
      ready.push({ move, sensorId: host.sensorId });
    else withdrawn.push({ move, event: 'withdrawn', because: keptBack ?? 'not-startable-any-more' });
  }
  return { ready, withdrawn };
}

/** What of a verdict no longer lets a start leave (I4): it was granted on a pass, and its request may have waited for a worker since. */
function lapsed({ verdict, validUntil }: HostRow, now: Instant): string | undefined {
  if (verdict === 'pass') return validUntil === null || validUntil < now ? 'verdict-outdated' : undefined;
  return verdict === null ? 'verdict-missing' : verdict === 'fail' ? 'not-eligible' : 'evidence-missing';
}

/** A wait that the service asked for, or that its refusal makes sensible; no start of the tenant leaves before its end. */
function pauseAfter(context: EngineContext, tenant: Tenant, error: ProblemError): Reading {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const pause = error instanceof Retryable ? throttledPauseMs : refusedPauseMs;
  const dueAt =
    error instanceof Retryable && error.until !== undefined ? Math.max(error.until, now + secondMs) : now + pause;
  return {
    tenantId: tenant.tenantId,
    resource: migrateRequests,
    readAt: null,
    dueAt,
    problem: { code: error.code, detail: error.message },
    failures: 1,
  };
}

async function settle(
  context: EngineContext,
  tenant: Tenant,
  effect: Effect,
  state: EffectState,
  fates: readonly Fate[],
  about: {
    readonly clientRequestId?: string;
    readonly requestId?: string | undefined;
    readonly problem?: ProblemRef;
    readonly pause?: Reading | undefined;
  },
): Promise<void> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const settled = draft(context.identity, 'engine', {
    kind: 'effect-settled',
    subjectType: 'effect',
    subjectId: effect.effectId,
    payload: {
      kind: effect.kind,
      state,
      key: effect.key,
      moves: fates.map(({ move, event, because }) => ({ moveId: move.moveId, event, because: because ?? null })),
      clientRequestId: about.clientRequestId ?? null,
      requestId: about.requestId ?? null,
      problem: about.problem?.code ?? null,
    },
    personal: { detail: about.problem?.detail },
  });
  let left = fates;
  for (let tries = 1; tries === 1 || (left.length > 0 && tries <= mostTries); tries += 1) {
    const outcome = await context.store.commit({
      tenantId,
      at: now,
      moves: await fateWrites(context, tenantId, left, now),
      ...(tries > 1
        ? {}
        : {
            settled: [{ effectId: effect.effectId, fence: effect.fence, state }],
            readings: about.pause ? [about.pause] : [],
            events: [settled],
          }),
    });
    if (outcome.seq !== null) context.onCommit(tenantId);
    const lost = new Set<string>(outcome.lost);
    // Another worker has taken the effect over: what becomes of its moves is that worker's to say, and nothing of ours was written.
    if (lost.has(effect.effectId)) return;
    left = left.filter((fate) => lost.has(fate.move.moveId));
  }
}

/** Written on the moves as they are now: while the request was under way another worker may have looked at them. */
async function fateWrites(context: EngineContext, tenantId: TenantId, fates: readonly Fate[], now: Instant) {
  const rows = await context.store.movesById(
    tenantId,
    fates.map((fate) => fate.move.moveId),
  );
  const byId = new Map(rows.map((row) => [row.moveId, row]));
  return fates.flatMap((fate) => {
    const move = byId.get(fate.move.moveId);
    return move ? (fateWrite(context, { ...fate, move }, now) ?? []) : [];
  });
}

function fateWrite(context: EngineContext, fate: Fate, now: Instant) {
  const journey = journeyOf(context, fate.move.journey);
  const event = { kind: fate.event, at: now, ...(fate.event === 'withdrawn' ? { because: fate.because ?? '' } : {}) };
  const outcome = journey.next(fate.move.state, event);
  // The list may have been read in between and have told more than the answer does: then there is nothing left to record.
  if (!outcome.ok) return undefined;
  const waitingFor = fate.event === 'withdrawn' ? (fate.because ?? null) : journey.waitingFor(outcome.state);
  return changeMove(context, journey, fate.move, { state: outcome.state, event, waitingFor, actor: 'engine' }, now);
}

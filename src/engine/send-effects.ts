import { ProblemError, type ProblemRef, Retryable } from '../domain/problem.ts';
import { type Instant, minuteMs, secondMs } from '../domain/time.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { draft } from './events.ts';
import { changeMove } from './moves.ts';
import type { DefenderService } from './ports/service.ts';
import type { Effect, EffectState, HostRow, MoveRow, Reading, Tenant } from './ports/store.ts';
import { migrateRequests } from './readings.ts';

/** How long a worker may take for one request before another settles it by reading; longer than any socket time-out. */
const leaseMs = 3 * minuteMs;
/** How long no start is sent after a refusal that only a person can mend, or a wait without a time. */
const refusedPauseMs = 5 * minuteMs;
const throttledPauseMs = 30 * secondMs;

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
  if (readProblem) {
    // Nothing is sent on an old state; grant-starts waits until the list can be read again.
    return settle(
      context,
      tenant,
      effect,
      'withdrawn',
      moves.map((move) => ({ move, event: 'withdrawn', because: readProblem.code })),
      {},
    );
  }
  const hosts = new Map(
    (
      await context.store.hostsById(
        tenant.tenantId,
        moves.map((move) => move.hostId),
      )
    ).map((host) => [host.hostId, host]),
  );
  const { ready, withdrawn } = sortByReadiness(context, moves, hosts);
  if (ready.length === 0) return settle(context, tenant, effect, 'withdrawn', withdrawn, {});
  const isOurs = await context.store.markSending(
    tenant.tenantId,
    effect.effectId,
    effect.fence,
    context.clocks.machineNow(),
    leaseMs,
  );
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
  await post(context, tenant, service, effect, ready, withdrawn);
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

function sortByReadiness(context: EngineContext, moves: readonly MoveRow[], hosts: ReadonlyMap<string, HostRow>) {
  const ready: { move: MoveRow; sensorId: string }[] = [];
  const withdrawn: Fate[] = [];
  for (const move of moves) {
    const host = hosts.get(move.hostId);
    const journey = journeyOf(context, move.journey);
    // A move that went on without its request (its worker was away too long) must not be started behind its back.
    const isAwaited = journey.next(move.state, { kind: 'accepted', at: 0 }).ok;
    const isStartable = isAwaited && host !== undefined && journey.isStartable(host.migrationState);
    if (isStartable && host.sensorId !== undefined && !host.isPinned) ready.push({ move, sensorId: host.sensorId });
    else
      withdrawn.push({ move, event: 'withdrawn', because: host?.isPinned ? 'host-pinned' : 'not-startable-any-more' });
  }
  return { ready, withdrawn };
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
  const moves = fates.flatMap((fate) => fateWrite(context, fate, now) ?? []);
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
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    moves,
    settled: [{ effectId: effect.effectId, fence: effect.fence, state }],
    readings: about.pause ? [about.pause] : [],
    events: [settled],
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
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

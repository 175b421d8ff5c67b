import type { ReceiverId, TenantId } from '../domain/ids.ts';
import { ProblemError, type ProblemRef, Retryable, Terminal } from '../domain/problem.ts';
import { quietUntil } from '../domain/quiet-hours.ts';
import { dayMs, hourMs, type Instant, minuteMs, secondMs } from '../domain/time.ts';
import { type EngineContext, tenantOf } from './context.ts';
import { draft } from './events.ts';
import type { Messenger } from './ports/notify.ts';
import type { MessageTry, ReceiverClaim, ReceiverRow } from './ports/store.ts';

/** How long a worker may take for one message before another takes the receiver over; longer than a messenger may take. */
const leaseMs = 3 * minuteMs;
/** A messenger that keeps its own time-outs is never ended by this one. */
export const sendLimitMs = 90 * secondMs;
/** Notices that a message has room for. */
const room = 50;
/** Messages a turn: an alarm and a summary, and what came meanwhile. */
const mostAtOnce = 4;
/** Pauses between tries, doubled each time; an alarm is not left alone for as long. */
const pauseMs = { first: 30 * secondMs, most: hourMs, mostForAlarms: 5 * minuteMs } as const;
/** How long a message is tried at all. */
const giveUpAfterMs = 3 * dayMs;
/** A receiver that failed so often, or that refused, is told to the others. */
const brokenAfterTries = 5;

type Outcome =
  | { readonly state: 'sent' }
  /** We are stopping: whether it arrived is unknown, and it is sent again under the same id. */
  | { readonly state: 'interrupted' }
  | { readonly state: 'refused' | 'waiting'; readonly problem: ProblemRef; readonly until?: Instant | undefined };

/**
 * Sends what is due to one receiver, if no other worker has it. The receiver lives in the world outside: tries, pauses and leases are the machine
 * clock's; only quiet hours are the tenant's. A worker that dies between sending and recording sends again, under the same id.
 */
export async function deliverNotices(
  context: EngineContext,
  who: { readonly tenantId: TenantId; readonly receiverId: ReceiverId },
  stopped: AbortSignal,
): Promise<void> {
  const { store, notify } = context;
  if (!notify) return;
  const machineNow = context.clocks.machineNow();
  const claim = await store.claimReceiver({
    ...who,
    worker: context.worker,
    gone: context.goneWorkers?.(),
    machineNow,
    leaseMs,
  });
  if (!claim) return;
  try {
    const receiver = (await store.receivers(who.tenantId)).find(({ receiverId }) => receiverId === who.receiverId);
    if (!receiver) return;
    for (let sent = 0; sent < mostAtOnce && !stopped.aborted; sent += 1)
      if (!(await deliverOne(context, notify.messenger, receiver, claim, stopped))) return;
  } finally {
    await store.releaseReceiver(claim);
  }
}

/** @returns whether it is worth going on with the next message. */
async function deliverOne(
  context: EngineContext,
  messenger: Messenger,
  receiver: ReceiverRow,
  claim: ReceiverClaim,
  stopped: AbortSignal,
): Promise<boolean> {
  const { store, clocks } = context;
  const tenantNow = clocks.tenantNow(claim.tenantId);
  const next = await store.nextMessage({
    claim,
    messageId: context.identity.newId(),
    tenantNow,
    machineNow: clocks.machineNow(),
    leaseMs,
    quietUntil: receiver.quietHours && quietUntil(receiver.quietHours, tenantNow),
    room,
  });
  if (!next) return false;
  const outcome = await attempt(context, messenger, receiver, next, stopped);
  if (outcome.state !== 'interrupted') return settle(context, receiver, claim, next, outcome);
  const { problem } = receiver;
  const now = clocks.machineNow();
  const untouched = {
    state: 'waiting',
    machineNow: now,
    dueAt: now,
    pausedUntil: null,
    problem,
    isBroken: false,
  } as const;
  await store.settleMessage({ claim, messageId: next.message.messageId, ...untouched });
  return false;
}

async function attempt(
  context: EngineContext,
  messenger: Messenger,
  receiver: ReceiverRow,
  { message }: MessageTry,
  stopped: AbortSignal,
): Promise<Outcome> {
  const { tenantId, name } = await tenantOf(context, receiver.tenantId);
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(sendLimitMs)]);
    await messenger.send(receiver, { ...message, tenant: { tenantId, name } }, signal);
    return { state: 'sent' };
  } catch (error) {
    if (stopped.aborted) return { state: 'interrupted' };
    if (!(error instanceof ProblemError)) throw error;
    const problem = { code: error.code, detail: error.message };
    if (error instanceof Terminal) return { state: 'refused', problem };
    return { state: 'waiting', problem, until: error instanceof Retryable ? error.until : undefined };
  }
}

async function settle(
  context: EngineContext,
  receiver: ReceiverRow,
  claim: ReceiverClaim,
  { message, tries, begunAt }: MessageTry,
  outcome: Exclude<Outcome, { readonly state: 'interrupted' }>,
): Promise<boolean> {
  const machineNow = context.clocks.machineNow();
  const isOver = outcome.state === 'waiting' && machineNow >= begunAt + giveUpAfterMs;
  const state = isOver ? 'given-up' : outcome.state;
  const most = message.kind === 'alarm' ? pauseMs.mostForAlarms : pauseMs.most;
  const pause = Math.min(most, pauseMs.first * 2 ** Math.min(tries - 1, 20));
  const until = outcome.state === 'waiting' ? outcome.until : undefined;
  const problem = outcome.state === 'sent' ? null : outcome.problem;
  const settled = await context.store.settleMessage({
    claim,
    messageId: message.messageId,
    state,
    machineNow,
    dueAt: Math.max(machineNow + pause, until ?? 0),
    pausedUntil: until ?? null,
    problem,
    isBroken: state === 'refused' || state === 'given-up' || (state === 'waiting' && tries >= brokenAfterTries),
  });
  const fields = { tenant: claim.tenantId, receiver: claim.receiverId, message: message.messageId, tries, state };
  if (problem === null) context.log.info(fields, 'A message was sent.');
  else context.log.warn({ ...fields, code: problem.code }, problem.detail);
  if (settled?.isNewlyBroken && problem !== null) await recordBroken(context, receiver, problem);
  return settled !== undefined && state !== 'waiting';
}

/** In the log, so that it is known of whom nobody can say that he was told; the other receivers are told by it. */
async function recordBroken(context: EngineContext, receiver: ReceiverRow, problem: ProblemRef): Promise<void> {
  const { tenantId, receiverId, name, address } = receiver;
  await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    events: [
      draft(context.identity, 'engine', {
        kind: 'receiver-broken',
        subjectType: 'receiver',
        subjectId: receiverId,
        payload: { kind: address.kind, code: problem.code },
        personal: { name, detail: problem.detail },
      }),
    ],
  });
  context.onCommit(tenantId);
}

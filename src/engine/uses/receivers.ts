import { as, type ReceiverId, type TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { NoticeKind } from '../../domain/notice.ts';
import { noticeKinds, remedyOf } from '../../domain/notice.ts';
import { ProblemError, Retryable, Terminal } from '../../domain/problem.ts';
import { faultOfQuietHours, type QuietHours } from '../../domain/quiet-hours.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { Actor, ReceiverChange, ReceiverRequest } from '../control.ts';
import { sendLimitMs } from '../deliver-notices.ts';
import { draft } from '../events.ts';
import { requireWritten } from '../outdated.ts';
import type { Message, NotifyPorts, Receiver, ReceiverAddress } from '../ports/notify.ts';
import type { TestOutcome } from '../ports/outcomes.ts';
import type { CommitOutcome, ReceiverRow } from '../ports/store.ts';

/** Each one is a reader of the whole log; a crowd is better served by a list of mail addresses, or by whatever stands behind a webhook. */
const mostReceivers = 20;

export async function addReceiver(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  request: ReceiverRequest,
): Promise<ReceiverRow> {
  await tenantOf(context, tenantId);
  const { name, address, quietHours } = request;
  refuseQuietHours(quietHours);
  const kinds = kindsOf(request.kinds);
  const others = await context.store.receivers(tenantId);
  if (others.length >= mostReceivers)
    throw new ProblemError('receivers-too-many', `There are ${others.length} receivers; no more are taken.`);
  const receiver: Receiver = {
    tenantId,
    receiverId: as<ReceiverId>(context.identity.newId()),
    name,
    address,
    host: await hostOf(context, address),
    kinds,
    quietHours,
    isEnabled: true,
    createdAt: context.clocks.tenantNow(tenantId),
    version: 1,
  };
  const added = await write(context, tenantId, receiver, 0, changeOf(context, actor, receiver, 'added'));
  if (added.lost.length > 0) throw new ProblemError('receiver-exists', `"${name}" is taken.`);
  return receiverOf(context, tenantId, receiver.receiverId);
}

export async function changeReceiver(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  id: string,
  change: ReceiverChange,
): Promise<ReceiverRow> {
  const row = await receiverOf(context, tenantId, id);
  if (change.quietHours !== undefined) refuseQuietHours(change.quietHours);
  const next: Receiver = {
    ...row,
    kinds: change.kinds === undefined ? row.kinds : kindsOf(change.kinds),
    quietHours: change.quietHours === undefined ? row.quietHours : change.quietHours,
    isEnabled: change.isEnabled ?? row.isEnabled,
  };
  const what = next.isEnabled === row.isEnabled ? 'changed' : next.isEnabled ? 'switched-on' : 'switched-off';
  requireWritten(await write(context, tenantId, next, row.version, changeOf(context, actor, next, what)), 'receiver');
  return receiverOf(context, tenantId, row.receiverId);
}

export async function removeReceiver(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  id: string,
): Promise<void> {
  const row = await receiverOf(context, tenantId, id);
  const outcome = await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    receivers: [
      {
        receiver: row,
        expectedVersion: row.version,
        isRemoved: true,
        events: [changeOf(context, actor, row, 'removed')],
      },
    ],
  });
  requireWritten(outcome, 'receiver');
  context.onCommit(tenantId);
}

/** Sends one message now, past the outbox, because somebody waits for what comes of it. */
export async function testReceiver(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  id: string,
): Promise<TestOutcome> {
  const tenant = await tenantOf(context, tenantId);
  const receiver = await receiverOf(context, tenantId, id);
  const { messenger } = portsOf(context);
  await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    events: [changeOf(context, actor, receiver, 'tested')],
  });
  context.onCommit(tenantId);
  const messageId = context.identity.newId();
  const now = context.clocks.tenantNow(tenantId);
  const message: Message = {
    messageId,
    tenant: { tenantId, name: tenant.name },
    kind: 'test',
    madeAt: now,
    head: await context.store.logHead(tenantId),
    notices: [
      {
        noticeId: `test:${messageId}`,
        kind: 'test',
        title: noticeKinds.test.title,
        isAlarm: false,
        at: now,
        server: null,
        sentence: `${actor} tests whether "${receiver.name}" is reached.`,
        remedy: remedyOf('test', {}),
        seq: null,
      },
    ],
    more: 0,
  };
  const begunAt = context.clocks.machineNow();
  const told = { receiver, messageId };
  const took = () => context.clocks.machineNow() - begunAt;
  try {
    const answer = await messenger.send(receiver, message, AbortSignal.timeout(sendLimitMs));
    return { ...told, durationMs: took(), answer, problem: null };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const problem = { code: error.code, detail: error.message };
    return { ...told, durationMs: took(), answer: null, problem };
  }
}

/** By id or name. @throws ProblemError('not-found'). */
async function receiverOf(context: EngineContext, tenantId: TenantId, id: string): Promise<ReceiverRow> {
  const rows = await context.store.receivers(tenantId);
  const found = rows.find(({ receiverId, name }) => receiverId === id || name.toLowerCase() === id.toLowerCase());
  if (!found) throw new ProblemError('not-found', 'There is no such receiver.');
  return found;
}

async function write(
  context: EngineContext,
  tenantId: TenantId,
  receiver: Receiver,
  expectedVersion: number,
  event: EventDraft,
): Promise<CommitOutcome> {
  const outcome = await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    receivers: [{ receiver, expectedVersion, events: [event] }],
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return outcome;
}

/** What the log keeps: who is told of what, and the host behind it. Mail addresses are people's; references to secrets stay where they are used. */
function changeOf(context: EngineContext, actor: Actor, receiver: Receiver, what: string): EventDraft {
  const { receiverId, name, address, host, kinds, quietHours, isEnabled } = receiver;
  return draft(context.identity, actor, {
    kind: 'receiver-changed',
    subjectType: 'receiver',
    subjectId: receiverId,
    payload: {
      what,
      kind: address.kind,
      host,
      kinds,
      quietHours: quietHours && { from: quietHours.from, to: quietHours.to, zone: quietHours.zone },
      isEnabled,
    },
    personal: { name, to: recipients(address) },
  });
}

function recipients(address: ReceiverAddress): string | undefined {
  return address.kind === 'mail' ? address.to.join(', ') : undefined;
}

function kindsOf(asked: readonly string[] | null): readonly NoticeKind[] | null {
  if (asked === null) return null;
  const unknown = asked.filter((kind) => !Object.hasOwn(noticeKinds, kind) || kind === 'test');
  if (unknown.length === 0) return [...new Set(asked)] as readonly NoticeKind[];
  const known = Object.keys(noticeKinds).filter((kind) => kind !== 'test');
  throw new ProblemError('request-invalid', `There is no kind "${unknown.join('", "')}".`, {
    errors: [{ at: 'body.kinds', message: `Kinds: ${known.join(', ')}.` }],
  });
}

function refuseQuietHours(quietHours: QuietHours | null): void {
  const fault = quietHours === null ? undefined : faultOfQuietHours(quietHours);
  if (fault !== undefined)
    throw new ProblemError('request-invalid', `The quiet hours are not understood: ${fault}`, {
      errors: [{ at: 'body.quietHours', message: fault }],
    });
}

/** Whoever adds a receiver can mend a secret now: to a person it is no matter of waiting. */
async function hostOf(context: EngineContext, address: ReceiverAddress): Promise<string> {
  try {
    return await portsOf(context).messenger.hostOf(address);
  } catch (error) {
    if (!(error instanceof Retryable)) throw error;
    throw new Terminal(error.code, error.message, { cause: error });
  }
}

function portsOf(context: EngineContext): NotifyPorts {
  if (!context.notify) throw new Error('This engine was put together without a way to tell anybody anything.');
  return context.notify;
}

import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { TaskId, TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { missingProofs } from '../../domain/proof.ts';
import { choose, type Task, type TaskState } from '../../domain/task.ts';
import { type EngineContext, journeyOf, tenantOf } from '../context.ts';
import type { Actor } from '../control.ts';
import { hostEvent, taskEvent } from '../events.ts';
import { beginMove, changeMove } from '../moves.ts';
import type { Commit, MoveRow, MoveWrite, Tenant } from '../ports/store.ts';
import { queueReading } from '../readings.ts';
import { beginWaysBack } from '../ways-back.ts';
import { decideGate, decideStart } from './gate-decisions.ts';
import { steerBy } from './hold.ts';
import { hostHold } from './hold-server.ts';
import { saveTenant } from './tenants.ts';

/** Attests or decides. What the choice does to a move, a host or the tenant happens in the same transaction as the closing of the task. */
export async function completeTask(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  taskId: TaskId,
  answer: { readonly choice?: string | undefined; readonly because?: string | undefined },
): Promise<Task> {
  const done = await again(async () => {
    const tenant = await tenantOf(context, tenantId);
    const task = await openedTask(context, tenantId, taskId);
    await refuseOutOfOrder(context, tenantId, task);
    const chosen = choose(task, answer);
    if (!chosen.ok) throw new ProblemError(chosen.problem.code, chosen.problem.detail);
    const closed = close(context, task, 'done', actor, { ...answer, choice: chosen.choice.choice });
    const effect = await effectOf(context, actor, tenant, closed);
    return commitClosed(context, tenant, actor, task, closed, effect);
  });
  // Who decided to go back is told at once what to press, or what keeps it.
  if (done.kind === 'commit-decision') await beginWaysBack(context, await tenantOf(context, tenantId));
  return done;
}

/** Refuses a task with a reason; a rollback that was asked for is withdrawn with it, and the server of a start that was is held. */
export async function declineTask(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  taskId: TaskId,
  because: string,
): Promise<Task> {
  return again(async () => {
    const tenant = await tenantOf(context, tenantId);
    const task = await openedTask(context, tenantId, taskId);
    const closed = close(context, task, 'declined', actor, { because });
    const effect = await declinedEffect(context, actor, tenant, closed);
    return commitClosed(context, tenant, actor, task, closed, effect);
  });
}

/** The engine writes a move at every look. Who looks longer than that at one answer does something else than looking. */
const mostTries = 5;

/**
 * An answer that met a change of its move or campaign is given once more, to what is stored then: that refuses it where it fits no more.
 * @throws ProblemError('version-outdated') when others come first every time; then nothing was written.
 */
async function again(answer: () => Promise<Task | undefined>): Promise<Task> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const closed = await answer();
    if (closed) return closed;
  }
  throw new ProblemError('version-outdated', 'Somebody else changes the task or its move at every moment.');
}

async function openedTask(context: EngineContext, tenantId: TenantId, taskId: TaskId): Promise<Task> {
  const task = await context.store.task(tenantId, taskId);
  if (!task) throw new ProblemError('not-found', 'There is no such task.');
  if (task.state !== 'open') throw new ProblemError('task-closed', `The task is ${task.state}.`);
  return task;
}

/** Order matters where one step takes away the way back of another (v2.x is not uninstalled before the commit). */
async function refuseOutOfOrder(context: EngineContext, tenantId: TenantId, task: Task): Promise<void> {
  if (!task.after || task.after.length === 0) return;
  const before = await context.store.tasks(tenantId, { keys: task.after }, { top: 200 });
  const open = before.value.filter((other) => other.state === 'open');
  const missing = task.after.filter((key) => !before.value.some((other) => other.key === key));
  const first = open[0]?.title ?? missing[0];
  if (first) throw new ProblemError('task-order', `First: ${first}.`);
}

function close(
  context: EngineContext,
  task: Task,
  state: TaskState,
  actor: Actor,
  answer: { readonly choice?: string | undefined; readonly because?: string | undefined },
): Task {
  return {
    ...task,
    state,
    closedAt: context.clocks.tenantNow(task.tenantId),
    closedBy: actor,
    choice: answer.choice,
    because: answer.because,
    version: task.version + 1,
  };
}

type Effect = Pick<Commit, 'campaigns' | 'moves' | 'hosts' | 'readings' | 'events' | 'tasks'>;

async function effectOf(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  switch (task.kind) {
    case 'acknowledge-failure':
      return acknowledge(context, actor, tenant, task);
    case 'commit-decision':
      return decideCommit(context, actor, tenant, task);
    case 'rollback-kept':
      return moveEffect(context, actor, tenant, task, 'rollback-withdrawn');
    case 'campaign-tripped':
      return decideTripped(context, actor, task);
    case 'start-decision':
      return decideStart(context, actor, task);
    case 'gate-question':
    case 'gate-decision':
      return decideGate(context, actor, task);
    case 'portal-start':
      // Whether it began, the next reading tells; from here on it is a start that can be missed.
      return moveEffect(context, actor, tenant, task, 'accepted');
    case 'unpin':
      return unpin(context, actor, tenant, task);
    case 'accept-feature-loss': {
      const who = `${actor}: ${task.because ?? ''}`;
      await saveTenant(
        context,
        actor,
        { ...tenant, facts: { ...tenant.facts, featureLossAcceptedBy: who } },
        task.because,
      );
      return {};
    }
    default:
      // An attestation changes nothing by itself: what it says is proved by the next reading, or stays a person's word.
      return {};
  }
}

/** The choices of the task are verbs of `hold`; to go on accepts those whom the trip named. */
async function decideTripped(context: EngineContext, actor: Actor, task: Task): Promise<Effect> {
  const campaign = task.campaignId && (await context.store.campaign(task.tenantId, task.campaignId));
  if (!campaign) return {};
  const verb = task.choice === 'resume' ? 'resume' : 'stop';
  const order = { verb, because: task.because ?? '', accepts: 'named' } as const;
  const { write } = await steerBy(context, actor, campaign, order);
  return { campaigns: [write], readings: [queueReading(task.tenantId, context.clocks.tenantNow(task.tenantId))] };
}

async function moveEffect(
  context: EngineContext,
  actor: Actor,
  tenant: Tenant,
  task: Task,
  kind: string,
  more: (move: MoveRow) => object = () => ({}),
): Promise<Effect> {
  const move = task.moveId && (await context.store.move(tenant.tenantId, task.moveId));
  if (!move) return {};
  const now = context.clocks.tenantNow(tenant.tenantId);
  const journey = journeyOf(context, move.journey);
  const event = { kind, at: now, ...more(move) };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) return {};
  const waitingFor = journey.waitingFor(outcome.state);
  return {
    moves: [
      changeMove(
        context,
        journey,
        move,
        { state: outcome.state, event, waitingFor, because: task.because, actor },
        now,
      ),
    ],
  };
}

async function declinedEffect(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  switch (task.kind) {
    case 'portal-rollback':
    case 'rollback-kept':
      return moveEffect(context, actor, tenant, task, 'rollback-withdrawn');
    case 'portal-start':
      return declineStart(context, actor, tenant, task);
    default:
      return {};
  }
}

/** The start goes back to its queue, and its server is held: in the queue alone it would be granted again at once, and be called lost a day later. */
async function declineStart(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  const { tenantId } = tenant;
  const [move, host] = await Promise.all([
    task.moveId && context.store.move(tenantId, task.moveId),
    task.hostId && context.store.host(tenantId, task.hostId),
  ]);
  if (!move || !host || move.state.kind !== 'requested') return {};
  const now = context.clocks.tenantNow(tenantId);
  const journey = journeyOf(context, move.journey);
  const event = { kind: 'withdrawn', at: now, because: 'host-held' };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) return {};
  const because = task.because ?? '';
  const change = { state: outcome.state, event, waitingFor: 'host-held', because, actor };
  return {
    moves: [changeMove(context, journey, move, change, now)],
    hosts: host.hold === null ? [hostHold(context, actor, host, because, now)] : [],
    readings: [queueReading(tenantId, now)],
  };
}

/** Decided before the commit: it may happen without what is missing now, or the server goes back. */
async function decideCommit(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  if (task.choice === 'let-commit') {
    const decision = ({ proofs }: MoveRow) => ({ origin: 'person', covers: missingProofs(proofs) });
    return moveEffect(context, actor, tenant, task, 'commit-allowed', decision);
  }
  // It is about one server, and has a reason: where no second one stands in, that is the decision.
  const asked = await moveEffect(context, actor, tenant, task, 'rollback-asked', () => ({
    waits: true,
    isNamed: true,
  }));
  if (!asked.moves) throw new ProblemError('rollback-too-late', 'The server cannot go back any more.');
  return asked;
}

/** The failure was looked at; `retry` queues a new attempt, also while the service still says failed (S3-09). */
async function acknowledge(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  const acknowledged = await moveEffect(context, actor, tenant, task, 'acknowledged');
  const move = task.moveId && (await context.store.move(tenant.tenantId, task.moveId));
  if (task.choice !== 'retry' || !move) return acknowledged;
  if (!move.campaignId)
    throw new ProblemError(
      'task-choice-invalid',
      'Nobody here planned that attempt; make a plan to move the server again.',
    );
  const campaign = await context.store.campaign(tenant.tenantId, move.campaignId);
  if (!campaign || !takesAttempts(campaign))
    throw new ProblemError('task-choice-invalid', 'Its campaign has ended; make a new plan.');
  return {
    moves: [...(acknowledged.moves ?? []), nextAttempt(context, actor, campaign, move)],
    readings: [queueReading(tenant.tenantId, context.clocks.tenantNow(tenant.tenantId))],
  };
}

/** Another attempt of a host in its campaign. */
function nextAttempt(context: EngineContext, actor: Actor, campaign: Campaign, move: MoveRow): MoveWrite {
  const now = context.clocks.tenantNow(campaign.tenantId);
  const journey = journeyOf(context, move.journey);
  const { hostId, campaignId } = move;
  // A wave that has passed its gate is not opened again: who is tried once more goes with the one that is open.
  const wave = Math.max(move.wave, campaign.progress.openWave);
  const attempt = move.attempt + 1;
  const begun = { host: { hostId }, campaignId, attempt, wave, actor, state: journey.queued(now) };
  return beginMove(context, journey, { ...begun, origin: 'campaign', waitingFor: 'its-turn' }, now);
}

/** I13: only a person releases a host that was rolled back. Of a drill that is half of it: the host is moved again. */
async function unpin(context: EngineContext, actor: Actor, tenant: Tenant, task: Task): Promise<Effect> {
  const { tenantId } = tenant;
  const host = task.hostId && (await context.store.host(tenantId, task.hostId));
  if (!host) return {};
  const hosts = [
    {
      host,
      isPinned: false,
      events: [hostEvent(context.identity, actor, 'host-changed', host, { isPinned: false })],
    },
  ];
  const move = task.moveId && (await context.store.move(tenantId, task.moveId));
  if (!move?.campaignId || !journeyOf(context, move.journey).isDrill(move.state)) return { hosts };
  if (move.schedule.isActive)
    throw new ProblemError('task-order', `First: ${host.name} is seen protected by its old sensor again.`);
  const campaign = await context.store.campaign(tenantId, move.campaignId);
  // Whoever ended the campaign meanwhile wants no second attempt; the host is released all the same.
  if (!campaign || !takesAttempts(campaign)) return { hosts };
  const readings = [queueReading(tenantId, context.clocks.tenantNow(tenantId))];
  return { hosts, moves: [nextAttempt(context, actor, campaign, move)], readings };
}

/** A campaign that is held starts nothing, but what it will start when it goes on can be said already. */
function takesAttempts({ state }: Campaign): boolean {
  return state === 'running' || state === 'paused' || state === 'tripped';
}

/** Both or neither: a task that is closed without what it asked about leaves its server waiting for an answer that nobody asks for any more. */
async function commitClosed(
  context: EngineContext,
  tenant: Tenant,
  actor: Actor,
  task: Task,
  closed: Task,
  effect: Effect,
): Promise<Task | undefined> {
  const outcome = await context.store.commit({
    tenantId: tenant.tenantId,
    at: context.clocks.tenantNow(tenant.tenantId),
    isWhole: true,
    ...effect,
    tasks: [
      ...(effect.tasks ?? []),
      {
        task: closed,
        expectedVersion: task.version,
        events: [taskEvent(context.identity, actor, 'task-closed', closed)],
      },
    ],
  });
  if (outcome.seq === null) return undefined;
  context.onCommit(tenant.tenantId);
  return closed;
}

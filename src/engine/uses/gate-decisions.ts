import type { Campaign, CampaignProgress } from '../../domain/campaign/campaign.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Task } from '../../domain/task.ts';
import { plannedOf } from '../campaign-attempts.ts';
import { changeCampaign } from '../campaign-changes.ts';
import { type EngineContext, journeyOf } from '../context.ts';
import type { Actor } from '../control.ts';
import { openNext } from '../judge-gates.ts';
import { changeMove } from '../moves.ts';
import type { Commit } from '../ports/store.ts';
import { queueReading } from '../readings.ts';
import { withStartDecision } from '../start-decisions.ts';
import { steerBy } from './hold.ts';

type Effect = Pick<Commit, 'campaigns' | 'moves' | 'readings'>;

/** A person answers a gate or decides about it. It stands in the log, and in the campaign, as that person's decision. */
export async function decideGate(context: EngineContext, actor: Actor, task: Task): Promise<Effect> {
  const { tenantId } = task;
  const campaign = task.campaignId && (await context.store.campaign(tenantId, task.campaignId));
  if (!campaign) return {};
  const at = context.clocks.tenantNow(tenantId);
  const because = task.because ?? '';
  const readings = [queueReading(tenantId, at)];
  const changed = (progress: CampaignProgress) => [changeCampaign(context, actor, campaign, progress, because)];
  if (task.kind === 'gate-question') return { campaigns: changed({ ...campaign.progress, lookAt: at }), readings };
  if (task.choice === 'stop') {
    const { write } = await steerBy(context, actor, campaign, { verb: 'stop', because });
    return { campaigns: [write], readings };
  }
  // The wave stands in the key; a gate that was passed meanwhile is not decided again.
  if (Number(task.key.split(':')[2]) !== campaign.progress.openWave)
    throw new ProblemError('task-closed', 'The wave behind this gate has begun already.');
  if (task.choice === 'leave-out') return { ...(await leaveOut(context, actor, campaign, because)), readings };
  const gate = campaign.progress.waves[campaign.progress.openWave - 1]?.gate ?? null;
  return { campaigns: changed(openNext(campaign, gate, at, { by: actor, because })), readings };
}

/** A person answers for a start from which no way back is promised. It stands with the wave and covers nothing but it. */
export async function decideStart(context: EngineContext, actor: Actor, task: Task): Promise<Effect> {
  const { tenantId } = task;
  const campaign = task.campaignId && (await context.store.campaign(tenantId, task.campaignId));
  if (!campaign) return {};
  const at = context.clocks.tenantNow(tenantId);
  const because = task.because ?? '';
  const readings = [queueReading(tenantId, at)];
  if (task.choice === 'stop') {
    const { write } = await steerBy(context, actor, campaign, { verb: 'stop', because });
    return { campaigns: [write], readings };
  }
  const wave = Number(task.key.split(':')[2]);
  const progress = withStartDecision(campaign.progress, wave, { origin: 'person', by: actor, because, at });
  return { campaigns: [changeCampaign(context, actor, campaign, progress, because)], readings };
}

/** Hosts that never became eligible leave the wave with the reason, and the count with the person's name. */
async function leaveOut(context: EngineContext, actor: Actor, campaign: Campaign, because: string): Promise<Effect> {
  const { tenantId, campaignId, progress } = campaign;
  const journey = journeyOf(context, campaign.journey);
  const planned = plannedOf(campaign);
  const at = context.clocks.tenantNow(tenantId);
  const filter = { campaignId, wave: progress.openWave, phase: ['waiting'] } as const;
  const { value: waiting } = await context.store.moves(tenantId, filter, { top: 200 });
  const event = { kind: 'abandoned', at, because };
  const left = waiting.flatMap((move) => {
    const outcome = journey.next(move.state, event);
    return outcome.ok ? [{ move, state: outcome.state }] : [];
  });
  const accepted = left.map(({ move: { moveId, hostId } }) => ({
    moveId,
    name: planned.get(hostId)?.name ?? hostId,
    by: actor,
    because,
    at,
  }));
  const steering = { ...progress.steering, accepted: [...progress.steering.accepted, ...accepted] };
  return {
    campaigns: [changeCampaign(context, actor, campaign, { ...progress, steering, lookAt: at }, because)],
    moves: left.map(({ move, state }) =>
      changeMove(context, journey, move, { state, event, waitingFor: null, because, actor }, at),
    ),
  };
}

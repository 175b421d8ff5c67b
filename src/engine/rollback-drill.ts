import { type Campaign, type CampaignProgress, wavesOf } from '../domain/campaign/campaign.ts';
import type { GateFinding } from '../domain/gate/finding.ts';
import type { KeptView } from '../domain/gate/kept-view.ts';
import type { Journey } from '../domain/journey.ts';
import type { MoveEventBase, MoveStateBase } from '../domain/move.ts';
import { openTask } from './advance-moves.ts';
import { changeCampaign } from './campaign-changes.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { changeMove } from './moves.ts';
import type { HostRow, MoveRow, StartLimit, Tenant } from './ports/store.ts';
import { calendarObstacle, createStartDoor, durationsOf } from './start-limits.ts';
import { startView } from './start-view.ts';

interface Candidate {
  readonly move: MoveRow;
  readonly host: HostRow;
  readonly state: MoveStateBase;
}

/** How a campaign stands with the gate that may ask for a drill, what was found there, and on what. */
interface JudgedDrill {
  readonly progress: CampaignProgress;
  readonly findings: readonly GateFinding[];
  readonly kept: KeptView;
}

/**
 * Where the gate asks for a drill and none was asked for yet, the first server of the open wave that can go back is asked back, as any other: a task says
 * what to press. To go back and to come again are two changes of a server, so that calendars, limits and the floor hold for it as for a start (I1, I3).
 * `waits`: one could go, and something keeps it now. `none`: nothing is to be asked, or nobody can go back any more; then a person decides.
 */
export async function beginDrill(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { progress: judged, findings, kept }: JudgedDrill,
): Promise<'begun' | 'waits' | 'none'> {
  const { tenantId } = tenant;
  const at = judged.openWave - 1;
  if (!findings.some(({ reason }) => reason === 'drill-missing') || judged.waves[at]?.drill) return 'none';
  const now = context.clocks.tenantNow(tenantId);
  const journey = journeyOf(context, campaign.journey);
  const event = { kind: 'rollback-asked', at: now, askedFor: 'drill' } as MoveEventBase;
  const able = await whoCanGoBack(context, campaign, journey, event);
  if (able.length === 0) return 'none';
  const chosen = await firstFree(context, tenant, campaign, able);
  if (chosen === undefined) return 'waits';
  const { move, host, state } = chosen;
  const waves = judged.waves.map((wave, index) =>
    index === at ? { ...wave, drill: { moveId: move.moveId, askedAt: now } } : wave,
  );
  const because = `The gate behind wave ${judged.openWave} asks for a drill.`;
  const waitingFor = journey.waitingFor(state);
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    // A campaign that somebody holds in this instant begins no drill.
    isWhole: true,
    campaigns: [changeCampaign(context, 'engine', campaign, { ...judged, waves }, because)],
    gateViews: [kept],
    moves: [changeMove(context, journey, move, { state, event, waitingFor, because, actor: 'engine' }, now)],
    tasks: [openTask(context, tenant, journey.rollbackTask({ ...move, state }, host), now)],
    limits: chosen.limits,
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return outcome.lost.length === 0 ? 'begun' : 'waits';
}

/** Servers of the open wave that are under observation and free to go back, in the order of the plan. */
async function whoCanGoBack(
  context: EngineContext,
  campaign: Campaign,
  journey: Journey,
  event: MoveEventBase,
): Promise<readonly Candidate[]> {
  const { tenantId, campaignId, progress } = campaign;
  const hostIds = (wavesOf(campaign)[progress.openWave - 1]?.hosts ?? []).map((host) => host.hostId);
  const [moves, rows] = await Promise.all([
    context.store.newestAttempts(tenantId, campaignId, hostIds),
    context.store.hostsById(tenantId, hostIds),
  ]);
  const newest = new Map(moves.map((move) => [move.hostId, move]));
  const hosts = new Map(rows.map((row) => [row.hostId, row]));
  return hostIds.flatMap((hostId) => {
    const [move, host] = [newest.get(hostId), hosts.get(hostId)];
    if (!move || !host || journey.signs(move.state).byNew === null || move.schedule.inFlight) return [];
    const outcome = journey.next(move.state, event);
    return outcome.ok && outcome.changed ? [{ move, host, state: outcome.state }] : [];
  });
}

async function firstFree(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  able: readonly Candidate[],
): Promise<(Candidate & { readonly limits: readonly StartLimit[] }) | undefined> {
  const { tenantId } = tenant;
  const { campaignId } = campaign;
  const { rules } = campaign.plan;
  const now = context.clocks.tenantNow(tenantId);
  const durations = durationsOf(context, tenant, campaign);
  if (calendarObstacle(tenant, rules, durations, now) !== null) return undefined;
  const view = await startView(context, tenantId, {
    campaignId,
    rules,
    commitAfterMs: durations.observationMs,
    now,
  });
  const door = createStartDoor(campaign, view, durations, now);
  const free = able.find(({ host }) => door.enter(host) === null);
  return free && { ...free, limits: door.limits() };
}

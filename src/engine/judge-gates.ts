import { type Campaign, type CampaignProgress, type JudgedGate, wavesOf } from '../domain/campaign/campaign.ts';
import { steer } from '../domain/campaign/steering.ts';
import { gateConditions, judgeCondition, judgeGate } from '../domain/gate/judge-gate.ts';
import { type KeptView, keepView } from '../domain/gate/kept-view.ts';
import type { WaveView } from '../domain/gate/wave-view.ts';
import type { CampaignId } from '../domain/ids.ts';
import { hourMs, type Instant, minuteMs } from '../domain/time.ts';
import { openTask } from './advance-moves.ts';
import { changeCampaign } from './campaign-changes.ts';
import { closeTasksOf } from './carry-out.ts';
import type { EngineContext } from './context.ts';
import { gateTasks, trippedTask } from './gate-tasks.ts';
import { gatherWave } from './gather-wave.ts';
import type { MoveRow, Reading, Tenant } from './ports/store.ts';
import { queueReading } from './readings.ts';
import { beginDrill } from './rollback-drill.ts';

/** How often a gate that waits is judged anew, and when one whose measurement broke off is. */
const judgeEveryMs = 5 * minuteMs;

/** When a worker last judged each gate; another worker, or this one after a restart, merely judges it once more. */
const judgements = new WeakMap<EngineContext, Map<CampaignId, Instant>>();

/**
 * Judges the gate after the open wave of each running campaign, once its moves have come to rest; only one that passes opens the next wave.
 * The last wave has no gate. @returns how many campaigns changed.
 */
export async function judgeGates(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
  readings: readonly Reading[],
): Promise<number> {
  let changed = 0;
  for (const campaign of campaigns) {
    const { state, progress } = campaign;
    if (state !== 'running') continue;
    const now = context.clocks.tenantNow(tenant.tenantId);
    if (progress.openWave >= wavesOf(campaign).length) {
      // Nothing comes after the last wave. An instant that nobody takes away would have the loop look at once, again and again.
      if (progress.lookAt !== null) changed += await store(context, tenant, campaign, { ...progress, lookAt: null });
      continue;
    }
    if (!isDue(context, campaign, now)) continue;
    const rest = await restOf(context, campaign, now);
    remember(context, campaign, now);
    if (rest.isAtRest) changed += await judge(context, tenant, campaign, readings, rest.stuck);
    else if (progress.lookAt !== null && progress.lookAt <= now)
      changed += await store(context, tenant, campaign, { ...progress, lookAt: null });
  }
  return changed;
}

function isDue(context: EngineContext, { campaignId, progress }: Campaign, now: Instant): boolean {
  if (progress.lookAt !== null && progress.lookAt <= now) return true;
  const last = judgements.get(context)?.get(campaignId);
  return last === undefined || now < last || now >= last + judgeEveryMs;
}

function remember(context: EngineContext, { campaignId }: Campaign, now: Instant): void {
  judgements.set(context, (judgements.get(context) ?? new Map()).set(campaignId, now));
}

/** Reasons to wait that lie in the host, or that only a person can lift; after an hour they will not pass by themselves. */
const ownReasons: ReadonlySet<string | null> = new Set([
  // A waiver that the plan had, and that has run out.
  'floor-waiver-missing',
  'not-eligible',
  'evidence-missing',
  'host-pinned',
  'host-held',
]);
const stuckAfterMs = hourMs;

interface Rest {
  readonly isAtRest: boolean;
  /** Moves that wait, and whose hosts never became eligible: they keep the gate open until a person leaves them out. */
  readonly stuck: readonly MoveRow[];
}

const restless: Rest = { isAtRest: false, stuck: [] };

/** One that neither ends nor goes back has failed by its silence (I7): the gate says so, and its wave does not wait for it without end. */
const lostAfterMs = 30 * minuteMs;

function isLost({ state, waitingSince }: MoveRow, now: Instant): boolean {
  return state.kind === 'overdue' && waitingSince !== null && now - waitingSince >= lostAfterMs;
}

async function restOf(context: EngineContext, campaign: Campaign, now: Instant): Promise<Rest> {
  const { tenantId, campaignId, progress } = campaign;
  const ofWave = { campaignId, wave: progress.openWave };
  for (let after: string | undefined; ; ) {
    const page = await context.store.moves(tenantId, { ...ofWave, phase: ['inFlight'] }, { top: 200, after });
    if (page.value.some((move) => !isLost(move, now))) return restless;
    after = page.after;
    if (after === undefined) break;
  }
  const stuck: MoveRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await context.store.moves(tenantId, { ...ofWave, phase: ['waiting'] }, { top: 200, after });
    for (const move of page.value) {
      if (!ownReasons.has(move.waitingFor) || now - (move.waitingSince ?? now) < stuckAfterMs) return restless;
      stuck.push(move);
    }
    if (page.after === undefined) return { isAtRest: true, stuck };
    after = page.after;
  }
}

async function judge(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  readings: readonly Reading[],
  stuck: readonly MoveRow[],
): Promise<number> {
  const view = await gatherWave(context, tenant, campaign, readings);
  const findings = gateConditions(campaign.plan.rules.gate).map((condition) => judgeCondition(condition, view));
  const { verdict, summary, unresolved, lookAgainAt } = judgeGate(findings);
  const kept = keepView(view, context.identity.sha256);
  const gate: JudgedGate = { verdict, summary, findings, unresolved, judgedAt: view.at, view: kept.digest };
  if (verdict === 'pass') return store(context, tenant, campaign, openNext(campaign, gate, view.at), kept);
  const judged = withGate(campaign.progress, gate);
  if (verdict === 'fail') return fail(context, tenant, campaign, { judged, gate, kept });
  const drill =
    verdict === 'inconclusive'
      ? await beginDrill(context, tenant, campaign, { progress: judged, findings, kept })
      : 'none';
  if (drill === 'begun') return 1;
  // A measurement that broke off is made again, and never counts as a failure.
  const again = verdict === 'error' ? view.at + judgeEveryMs : lookAgainAt;
  const lookAt = again !== null && again > view.at ? again : null;
  const asked =
    drill === 'waits' ? { ...gate, findings: findings.filter(({ reason }) => reason !== 'drill-missing') } : gate;
  const tasks = await gateTasks(context, campaign, asked, { stuck, hasSettled: hasSettled(view) });
  const before = campaign.progress.waves[campaign.progress.openWave - 1]?.gate ?? null;
  if (tasks.length === 0 && isSame(before, gate) && campaign.progress.lookAt === lookAt) return 0;
  const outcome = await context.store.commit({
    tenantId: tenant.tenantId,
    at: view.at,
    campaigns: [changeCampaign(context, 'engine', campaign, { ...judged, lookAt })],
    gateViews: [kept],
    tasks: tasks.map((task) => openTask(context, tenant, task, view.at)),
  });
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
  return outcome.lost.length === 0 ? 1 : 0;
}

/** Health issues and activity are read hourly, and tell of the hour before. */
const settlingMs = 2 * hourMs;

function hasSettled({ at, hosts }: WaveView): boolean {
  const switches = hosts.flatMap(({ move, protectedByNew }) => protectedByNew?.latest ?? move?.lastSignAt ?? []);
  return at - Math.max(...switches, 0) >= settlingMs;
}

/** Figures that only grow with the time are no news. */
function isSame(before: JudgedGate | null, now: JudgedGate): boolean {
  if (before === null || before.verdict !== now.verdict) return false;
  const told = ({ findings }: JudgedGate) =>
    JSON.stringify(findings.map(({ verdict, reason, unresolved }) => [verdict, reason, unresolved]));
  return told(before) === told(now);
}

async function fail(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { judged, gate, kept }: { readonly judged: CampaignProgress; readonly gate: JudgedGate; readonly kept: KeptView },
): Promise<number> {
  const { tenantId } = tenant;
  const at = gate.judgedAt;
  const because = `The gate after wave ${campaign.progress.openWave} failed. ${gate.summary}`;
  const outcome = steer(judged.steering, { kind: 'trip', at, because, names: gate.unresolved });
  if (!outcome.ok) return 0;
  const tasks = [
    trippedTask(campaign, because, gate.unresolved, at),
    ...(await gateTasks(context, campaign, gate, { stuck: [], hasSettled: true })),
  ];
  const written = await context.store.commit({
    tenantId,
    at,
    campaigns: [
      changeCampaign(context, 'engine', campaign, { ...judged, steering: outcome.state, lookAt: null }, because),
    ],
    gateViews: [kept],
    tasks: tasks.map((task) => openTask(context, tenant, task, at)),
  });
  if (written.seq !== null) context.onCommit(tenantId);
  return written.lost.length === 0 ? 1 : 0;
}

async function store(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  progress: CampaignProgress,
  /** What it was judged on, where its gate has passed. */
  passed?: KeptView,
): Promise<number> {
  const { tenantId } = tenant;
  const at = context.clocks.tenantNow(tenantId);
  const outcome = await context.store.commit({
    tenantId,
    at,
    campaigns: [changeCampaign(context, 'engine', campaign, progress)],
    gateViews: passed ? [passed] : [],
    tasks: passed ? await closeTasksOf(context, campaign, ['gate-decision', 'gate-question']) : [],
    readings: passed ? [queueReading(tenantId, at)] : [],
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return outcome.lost.length === 0 ? 1 : 0;
}

function withGate(progress: CampaignProgress, gate: JudgedGate): CampaignProgress {
  const waves = progress.waves.map((wave, at) => (at === progress.openWave - 1 ? { ...wave, gate } : wave));
  return { ...progress, waves };
}

/** The next wave is open: its gate passed, or a person let it. */
export function openNext(
  { progress }: Pick<Campaign, 'progress'>,
  gate: JudgedGate | null,
  at: Instant,
  letBy?: { readonly by: string; readonly because: string },
): CampaignProgress {
  const { openWave } = progress;
  const waves = progress.waves.map((wave, index) => {
    if (index === openWave - 1) return { ...wave, gate, passedAt: at, ...(letBy ? { letBy } : {}) };
    return index === openWave ? { ...wave, openedAt: at } : wave;
  });
  return { ...progress, openWave: openWave + 1, waves, lookAt: null };
}

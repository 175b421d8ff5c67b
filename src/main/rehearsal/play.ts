import type { Campaign } from '../../domain/campaign/campaign.ts';
import { heldBy, waveStandings } from '../../domain/campaign/standing.ts';
import type { CampaignId, TenantId } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan/document.ts';
import type { CourseRecorder } from '../../domain/rehearsal/course.ts';
import type { FaultWish, SeedRun } from '../../domain/rehearsal/result.ts';
import { dayMs, type Instant } from '../../domain/time.ts';
import { type EngineContext, rulesOf } from '../../engine/context.ts';
import type { Store } from '../../engine/ports/store.ts';
import { migrateRequests } from '../../engine/readings.ts';
import { tick } from '../../engine/tick.ts';
import { sensorV3 } from '../../journeys/sensor-v3/journey.ts';
import { layFaults } from './fault-orders.ts';
import { Pace } from './pace.ts';
import { approve, People } from './people.ts';
import { runOf } from './run.ts';
import type { Snapshot } from './snapshot.ts';
import { type Scratch, type Stage, setStage } from './stage.ts';
import type { TwinEstate } from './twin-estate.ts';

/** What is played, and with which chances. */
interface Play {
  readonly snapshot: Snapshot;
  readonly twinEstate: TwinEstate;
  readonly faults: readonly FaultWish[];
  readonly seed: number;
  /** Told now and then how far the turned clock has come. */
  readonly onStop?: ((now: Instant) => void) | undefined;
  /** Told of every change, where somebody wants to see the course of the campaign. */
  readonly recorder?: CourseRecorder | undefined;
}

/** A campaign that is not over by then is told as open. */
const longestMs = 200 * dayMs;
/** More stops than a campaign of the largest estate has; a loop that needs more is a bug, and is said to be one. */
const mostStops = 50_000;
/** As in every turn of a clock: what is left then is done at the next stop. */
const mostRounds = 10;

/** Plays one plan once, from its start to the end of its campaign, with everything that the seed draws. */
export async function play(scratch: Scratch, given: Play): Promise<SeedRun> {
  const { plan, tenant, hosts, at } = given.snapshot;
  const { estate, collecting } = given.twinEstate;
  const stage = await setStage(scratch, { tenant, hosts, estate, seed: given.seed, startAt: at });
  const { control, tenantId, twin } = stage;
  const names = new Map<string, string>(hosts.map((host) => [host.hostId, host.name]));
  const moving = plan.waves.flatMap((wave) => wave.hosts.map((host) => host.name));
  await control.check('user:rehearsal', tenantId, 'all', true);
  const facts = { control, twin, tenantId, campaignId: '' as CampaignId, faults: [], names, collecting };
  const demandsHostFacts = plan.demand === 'host';
  await new People({ ...facts, demandsHostFacts }).collect(moving.filter((name) => collecting.has(name)));
  await control.handInPlan(plan.author, tenantId, plan);
  const approvals = await approve(control, tenantId, plan.digest, plan.rules.approval);
  const outcome = await control.apply(plan.author, tenantId, plan, false);
  if (!outcome.campaign) throw new Error('The twin is armed, and yet nothing was started.');
  const { campaignId } = outcome.campaign;
  const faults = layFaults(twin, given.faults, moving, given.seed);
  const people = new People({ ...facts, campaignId, faults, demandsHostFacts });
  const more = await turn(stage, plan, campaignId, people, given);
  return await runOf(stage, { plan, campaignId, seed: given.seed, faults, approvals: approvals + more, names });
}

/** Turns the clock from stop to stop until the campaign is over, or stands still for good. @returns how many approvals had to be given again. */
async function turn(
  { context, control, store, tenantId, twin }: Stage,
  plan: Plan,
  campaignId: CampaignId,
  people: People,
  { onStop, recorder }: Pick<Play, 'onStop' | 'recorder'>,
): Promise<number> {
  const tenant = await store.tenant(tenantId);
  if (!tenant) throw new Error('The tenant of the rehearsal is gone.');
  const calendars = { plan: plan.rules.calendars, tenant: tenant.facts.calendars };
  const pace = new Pace(calendars, sensorV3.durations(rulesOf(tenant, plan.edition)));
  const until = twin.clock.now() + longestMs;
  const demandsPeople = plan.rules.approval.people > 0;
  let seq = (await store.logHead(tenantId)).seq;
  let known: Standing | undefined;
  let approvals = 0;
  // Nobody is asked again for an approval that has run out when nothing waits for it any more.
  let isWaiting = true;
  for (let stops = 0; stops < mostStops; stops += 1) {
    await untilQuiet(context, tenantId);
    const { nextAt: peopleAt, hasActed } = await people.act();
    if (demandsPeople && isWaiting) approvals += await approve(control, tenantId, plan.digest, plan.rules.approval);
    // What people did is looked at in the same instant.
    if (hasActed) await untilQuiet(context, tenantId);
    const now = twin.clock.now();
    onStop?.(now);
    const [agenda, oursAt] = await Promise.all([
      store.agenda({ tenantId, tenantNow: now, machineNow: now }),
      store.nextDueAt(tenantId),
    ]);
    if (known?.seq !== agenda.seq) {
      known = await standingOf(store, tenantId, campaignId, agenda.seq);
      if (recorder && known.campaign) await record(recorder, store, known.campaign, now);
    }
    const { campaign, counts } = known;
    if (!campaign || campaign.state === 'finished' || campaign.state === 'stopped' || now >= until) return approvals;
    const next = pace.next({
      now,
      oursAt,
      theirsAt: twin.nextDueAt(),
      peopleAt,
      campaignAt: campaign.progress.lookAt,
      isMoving: known.isMoving,
      isBlind: agenda.readings.some(({ resource, problem }) => problem !== null && resource !== migrateRequests),
      waiting: counts.queued ?? 0,
      observing: counts.observing ?? 0,
      openWave: campaign.progress.openWave,
      isNews: agenda.seq !== seq,
    });
    // The campaign is told as open, with what its servers wait for.
    if (next === undefined) return approvals;
    seq = agenda.seq;
    isWaiting = (counts.queued ?? 0) > 0;
    twin.clock.advanceTo(Math.min(next, until));
    twin.step();
  }
  throw new Error(`The clock of the rehearsal stopped ${mostStops} times, and the campaign was not over.`);
}

/** How far the campaign is; it stays so until there is another entry in the log. */
interface Standing {
  readonly seq: number;
  readonly campaign: Campaign | undefined;
  readonly counts: Readonly<Record<string, number>>;
  readonly isMoving: boolean;
}

async function standingOf(store: Store, tenantId: TenantId, campaignId: CampaignId, seq: number): Promise<Standing> {
  const [campaign, counts, moving] = await Promise.all([
    store.campaign(tenantId, campaignId),
    store.moveCounts(tenantId, campaignId),
    store.moves(tenantId, { campaignId, phase: ['inFlight'] }, { top: 1 }),
  ]);
  return { seq, campaign, counts, isMoving: moving.value.length > 0 };
}

/** The campaign as its page would show it now. */
async function record(recorder: CourseRecorder, store: Store, campaign: Campaign, at: Instant): Promise<void> {
  const { tenantId, campaignId, state, inFlight } = campaign;
  const [counts, waits] = await Promise.all([
    store.waveCounts(tenantId, campaignId),
    store.waitCounts(tenantId, campaignId),
  ]);
  recorder.note({ at, state, held: heldBy(campaign), inFlight, waits, waves: waveStandings(campaign, counts) });
}

async function untilQuiet(context: EngineContext, tenantId: Stage['tenantId']): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    if (await tick(context, tenantId)) return;
  }
}

import type { TenantId } from '../../src/domain/ids.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { Estate } from '../../src/twin/server.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { violationsAtTheEnd } from '../support/violations.ts';
import { aWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';
import { Life } from './lives.ts';

/*
 * The campaigns of the crash sweep: servers in waves, the week of observation, one rollback, the commit of the others. What people do follows from what they
 * see, so that they do the same whenever the engine was away.
 */

const seed = 17;
const person = 'user:anna';
const because = 'The crash sweep does so.';
const collectEveryMs = 20 * hourMs;
/** The machine looks seldom, as in the simulation: a missed look may cost time and nothing else. */
const lookEveryMs = { busy: 10 * minuteMs, observing: 20 * hourMs } as const;
const longestMs = 12 * dayMs;

/** What is played: so many servers, in waves of so many, so many of them at once. */
export interface CrashCampaign {
  readonly servers: number;
  readonly aWave: number;
  readonly atOnce: number;
}
export const crashCampaigns = {
  /** As small as one with two waves can be: a few of its crashes are tried with every test. */
  small: { servers: 3, aWave: 2, atOnce: 1 },
  /** Forty servers in three waves. */
  reference: { servers: 40, aWave: 14, atOnce: 14 },
} as const satisfies Readonly<Record<string, CrashCampaign>>;

/** Everything about a server at the end that no crash may change. */
interface ServerEnd {
  readonly server: string;
  readonly state: string;
  readonly isProven: boolean;
  readonly attempts: number;
  /** By the twin: what protected it, one after the other, and how often it was asked to migrate. */
  readonly protectedBy: readonly string[];
  readonly migrateCalls: number;
}
interface CampaignEnd {
  readonly campaigns: readonly string[];
  readonly servers: readonly ServerEnd[];
}
export interface CrashRun {
  readonly end: CampaignEnd;
  readonly violations: readonly string[];
  /** What the first process called, in order. */
  readonly calls: readonly string[];
  readonly hasDied: boolean;
}

/** What a process leaves, beside what is stored: its tenant, the service as it was then, and when people last collected. */
export interface Remains {
  readonly tenantId: TenantId;
  readonly twin: WorldState;
  readonly collectedAt: number;
}

interface CrashPlay {
  readonly campaign: CrashCampaign;
  readonly store: Store;
  /** The point at which the first process dies; without one it lives on. */
  readonly deathAt?: number | undefined;
  /** Called at every point of the first process, with what it would leave there. */
  readonly onPoint?: ((point: number, left: () => Remains) => Promise<void>) | undefined;
  /** Where another process has died: the first one here goes on from it. */
  readonly from?: Remains | undefined;
  /** Whether the first process is watched only until it knows what became of everything that was asked before: so long it recovers. */
  readonly isRecovery?: boolean | undefined;
}

/** Plays the campaign in a tenant of its own, or on from where one was left; where the first process dies, the next one goes on from what is stored. */
export async function playCrash(play: CrashPlay): Promise<CrashRun> {
  const { campaign, store, deathAt, from, onPoint } = play;
  const estate = estateOf({ hosts: campaign.servers, seed, troubledShare: 0 });
  const names = estate.servers.map((server) => server.name);
  const first = new Life(deathAt);
  const own = { ids: `crash ${deathAt ?? 'never'}` };
  let run = from
    ? await anotherProcess(store, first, from, estate)
    : await aProcess(store, first, { ...own, seed, estate });
  let collectedAt = from?.collectedAt ?? Number.NEGATIVE_INFINITY;
  const { tenantId, twin } = run.world;
  const left = () => ({ tenantId, twin: JSON.parse(JSON.stringify(twin.snapshot())) as WorldState, collectedAt });
  first.onPoint = onPoint && ((point) => onPoint(point, left));
  first.isWatched = true;
  while (run.world.twin.clock.now() < worldStartAt + longestMs && !(await isOver(run.world))) {
    try {
      await look(run);
      if (play.isRecovery && first.isWatched) first.isWatched = await isAsking(run.world);
      const now = run.world.twin.clock.now();
      if (now >= collectedAt + collectEveryMs) {
        await run.world.collect(...names);
        collectedAt = now;
      }
      await act(run.world, campaign, names[0] ?? '');
      await turn(run.world);
    } catch (error) {
      if (!run.life.isDead) throw error;
      await run.life.settled();
      run = await anotherProcess(store, new Life(), left(), estate);
    }
  }
  return {
    end: await endOf(run.world),
    violations: await violationsAtTheEnd(run.world),
    calls: first.calls,
    hasDied: first.isDead,
  };
}

interface Process {
  readonly life: Life;
  readonly world: World;
  readonly context: EngineContext;
}

async function aProcess(store: Store, life: Life, more: WorldOptions): Promise<Process> {
  const world = await aWorld({
    store: life.storeOf(store),
    aroundRequest: (what, send) => life.call(what, send),
    ...more,
  });
  return { life, world, context: { ...world.context, worker: more.earlier ? 'second' : 'first' } };
}

/** A new engine, with nothing in its memory, on the same store and on the service as it is at this instant. */
function anotherProcess(store: Store, life: Life, { tenantId, twin }: Remains, estate: Estate): Promise<Process> {
  return aProcess(store, life, { ids: `after ${tenantId}`, seed, estate, earlier: { tenantId, twin } });
}

async function isOver({ store, tenantId }: World): Promise<boolean> {
  const campaigns = await store.campaigns(tenantId);
  return campaigns.length > 0 && campaigns.every(({ state }) => state === 'finished' || state === 'stopped');
}

/** Whether a start was asked for of which nobody has seen yet what became of it. */
async function isAsking({ store, tenantId }: World): Promise<boolean> {
  const { moves } = await store.views(tenantId);
  return moves.some(({ state }) => state.kind === 'requested');
}

async function look({ context, world }: Process): Promise<void> {
  for (let round = 0; round < 10; round += 1) if (await tick(context, world.tenantId)) return;
}

/** What people do at a stop. Nothing is remembered: whoever was interrupted sees what is still to do. */
async function act(world: World, { aWave, atOnce }: CrashCampaign, goesBack: string): Promise<void> {
  const { store, control, tenantId, twin } = world;
  if ((await store.campaigns(tenantId)).length === 0) {
    await world.start('all', {
      cap: atOnce,
      waves: { canary: false, strata: ['site'], order: { kind: 'count', hosts: aWave } },
      rules: { budget: { failures: 9 }, gate: [{ kind: 'success-share', atLeast: 1 }] },
    });
    return;
  }
  const open = await store.tasks(tenantId, { state: ['open'] }, { top: 50 });
  for (const { kind, taskId, choices } of open.value) {
    const does = (choice: string) => control.completeTask(person, tenantId, taskId, { choice, because });
    if (kind === 'acknowledge-failure') await does('retry');
    if (kind === 'campaign-tripped') await does('resume');
    if (kind === 'gate-decision') await does(choices[0]?.choice ?? '');
    if (kind === 'portal-rollback') {
      twin.portal.rollback(goesBack);
      await does('rolled-back');
    }
  }
  const { moves } = await store.views(tenantId);
  const hasSettled = moves.every(({ schedule }) => schedule.phase === 'observing' || schedule.phase === 'ended');
  const move = await world.newestMove(goesBack);
  const isAsked = 'rollbackAskedAt' in move.state;
  if (hasSettled && move.state.kind === 'observing' && !isAsked)
    await control.rollback(person, tenantId, goesBack, because, false);
}

/** To the next look: soon while servers are under way, or one is asked back, and else when somebody has something to do again. */
async function turn({ store, tenantId, twin }: World): Promise<void> {
  const { moves } = await store.views(tenantId);
  const isBusy = moves.some(
    ({ schedule, state }) =>
      schedule.phase === 'waiting' ||
      schedule.phase === 'inFlight' ||
      schedule.inFlight ||
      'rollbackAskedAt' in state ||
      'readySeenAt' in state,
  );
  const now = twin.clock.now();
  twin.clock.advanceTo(now + (moves.length === 0 || isBusy ? lookEveryMs.busy : lookEveryMs.observing));
  twin.step();
}

async function endOf({ store, tenantId, twin }: World): Promise<CampaignEnd> {
  const { moves, hosts } = await store.views(tenantId);
  const ledger = new Map(twin.ledger().servers.map((entry) => [entry.host.toLowerCase(), entry]));
  const servers = hosts.map((host): ServerEnd => {
    const own = moves.filter((move) => move.hostId === host.hostId).sort((a, b) => a.attempt - b.attempt);
    const newest = own.at(-1)?.state;
    const truth = ledger.get(host.fqdn);
    return {
      server: host.name,
      state: newest?.kind ?? 'never moved',
      isProven: newest !== undefined && 'isProven' in newest && newest.isProven === true,
      attempts: own.length,
      protectedBy: (truth?.intervals ?? []).map(({ by }) => by),
      migrateCalls: truth?.migrateCalls ?? 0,
    };
  });
  const campaigns = await store.campaigns(tenantId);
  return {
    campaigns: campaigns.map(({ state }) => state),
    servers: servers.sort((a, b) => (a.server < b.server ? -1 : 1)),
  };
}

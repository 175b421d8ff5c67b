import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import { type Instant, minuteMs, secondMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { Dice } from '../../src/twin/dice.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { TwinReply, TwinRequest } from '../../src/twin/wire.ts';
import { anEngineCrew, type EngineCrew } from '../support/engine-crew.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

/* Two engines, each a process of its own, on one PostgreSQL and one tenant. This process is Microsoft's side and looks on. */

const servers = 32;
const cap = 8;
/** How far the clock goes with each tick of an engine. */
const turnMs = 20 * secondMs;
/** More ticks than any run needs; a campaign that needs more stalls. */
const mostTicks = 4_000;
/** The leases of a list and of a request, one after the other, and three looks to notice. */
const takenOverMs = 8 * minuteMs + 3 * minuteMs;

let postgres: TestPostgres;
let databases = 0;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

async function aServerStore(): Promise<{ readonly store: Store; readonly place: StorePlace }> {
  databases += 1;
  const url = await postgres.createDatabase(`engines${databases}`);
  const place: StorePlace = { kind: 'server', url, poolSize: 8 };
  const store = await openStore(place, {
    identity: seededIdentity(`engines ${databases}`),
    machineNow: () => worldStartAt,
  });
  await store.migrate();
  return { store, place };
}

/** A person who lets every failed attempt be tried again. */
async function retryFailures({ store, control, tenantId }: World): Promise<void> {
  const open = await store.tasks(tenantId, { state: ['open'], kind: ['acknowledge-failure'] }, { top: 100 });
  for (const task of open.value) {
    const answer = { choice: 'retry', because: 'The worker was killed.' };
    // An engine may change the move in the same moment; then the person asks again at the next look.
    await control.completeTask('user:test', tenantId, task.taskId, answer).catch((error: { code?: string }) => {
      expect(error.code).toBe('version-outdated');
    });
  }
}

/** Lets the engines work until every server is observed; looks at the store again and again meanwhile. */
async function untilObserved(world: World, crew: EngineCrew): Promise<number> {
  for (let ticks = 1; ticks <= mostTicks; ticks += 1) {
    await crew.nextTick(turnMs);
    if (ticks % 5 !== 0) continue;
    await expectInvariantsNow(world);
    await retryFailures(world);
    const observed = await world.store.hosts(world.tenantId, { moveState: ['observing'] }, { top: 200 });
    if (observed.value.length === servers) return ticks;
  }
  const { moves } = await world.store.views(world.tenantId);
  const left = moves.filter((move) => move.state.kind !== 'observing');
  throw new Error(
    `I14 After ${mostTicks} ticks: ${JSON.stringify(left.map(({ state, waitingFor }) => [state, waitingFor]))}`,
  );
}

interface MoveStory {
  readonly at: Instant;
  readonly event: string | undefined;
  readonly kind: string;
}

/** The log, read once more by somebody who shares no code with the engine: the highest number in flight, and what each move went through. */
async function readLog({ store, tenantId }: World, campaign: Campaign) {
  const inFlight = new Set<string>();
  const stories = new Map<string, MoveStory[]>();
  const settled: string[] = [];
  let most = 0;
  for await (const { link, events } of store.links(tenantId, 0)) {
    for (const { subjectType, subjectId, payload } of events) {
      if (subjectType === 'effect') settled.push((payload as { state: string }).state);
      if (subjectType !== 'move' || !('inFlight' in (payload as object))) continue;
      const told = payload as {
        readonly inFlight: boolean;
        readonly campaignId: string;
        readonly event: { readonly kind: string } | null;
        readonly state: { readonly kind: string };
      };
      expect(told.campaignId).toBe(campaign.campaignId);
      if (told.inFlight) inFlight.add(subjectId);
      else inFlight.delete(subjectId);
      const story = stories.get(subjectId) ?? [];
      story.push({ at: link.at, event: told.event?.kind, kind: told.state.kind });
      stories.set(subjectId, story);
    }
    most = Math.max(most, inFlight.size);
  }
  return { most, stories, settled };
}

async function expectOneEffectAnAttempt(world: World, crew: EngineCrew): Promise<void> {
  const [campaign] = await world.store.campaigns(world.tenantId);
  if (!campaign) throw new Error('There is no campaign.');
  const { most, stories, settled } = await readLog(world, campaign);
  expect(most, 'I2 as the log tells it').toBeLessThanOrEqual(cap);
  expect(most, 'the cap was reached, or it proves nothing').toBe(cap);
  const { moves, hosts } = await world.store.views(world.tenantId);
  expect(hosts, 'no host was registered twice').toHaveLength(servers);
  expect(moves).toHaveLength(stories.size);
  for (const entry of world.twin.ledger().servers) {
    const host = hosts.find((row) => row.fqdn === entry.host.toLowerCase());
    const attempts = moves.filter((move) => move.hostId === host?.hostId).length;
    expect(entry.migrateCalls, `I10 ${entry.host}`).toBeLessThanOrEqual(attempts);
    expect(entry.restarts, `I10 ${entry.host}`).toBe(0);
    expect(entry.unprotectedMs, `I17 ${entry.host}`).toBe(0);
  }
  for (const [moveId, story] of stories) {
    story.forEach((step, at) => {
      const after = story[at + 1];
      if (step.event === 'granted')
        expect((after?.at ?? Number.POSITIVE_INFINITY) - step.at, `${moveId} was taken over`).toBeLessThanOrEqual(
          takenOverMs,
        );
    });
  }
  for (const worker of ['A', 'B']) expect(crew.requests.get(worker), `the engine ${worker} worked`).toBeGreaterThan(10);
  expect(settled.length).toBeGreaterThanOrEqual(servers / 10);
  await expectInvariantsAtTheEnd(world);
}

async function aCampaignOfTwo(
  seed: number,
  answer?: (world: World, request: TwinRequest, worker: string, crew: EngineCrew) => TwinReply,
  kills = 0,
): Promise<void> {
  const { store, place } = await aServerStore();
  try {
    await using world = await aWorld({ seed, store, estate: estateOf({ hosts: servers, seed, troubledShare: 0 }) });
    await using crew = await anEngineCrew(
      { twin: world.twin, place, tenantId: world.tenantId },
      answer && ((request, worker, own) => answer(world, request, worker, own)),
    );
    await world.control.moveConnection('user:test', world.tenantId, crew.url);
    await world.start('all', { cap, rules: { budget: { failures: 99 } } });
    crew.hire('A');
    crew.hire('B');
    await untilObserved(world, crew);
    await expectOneEffectAnAttempt(world, crew);
    expect(crew.kills).toHaveLength(kills);
  } finally {
    await store.close();
  }
}

/** Strikes a worker in its requests: after so many, before or after the twin acts on it, or a moment later, in the middle of the recording. */
function killer(seed: number, most: number) {
  const dice = new Dice(seed, 'kills');
  let left = dice.between(5, 25);
  const atMigrate: ('before' | 'after')[] = ['after', 'before', 'after'];
  return (world: World, request: TwinRequest, worker: string, crew: EngineCrew): TwinReply => {
    const strike = () => {
      // It need not be gone: two of one name are only one more engine for a moment.
      void crew.kill(worker);
      crew.hire(worker);
    };
    left -= 1;
    const drawn = left <= 0 && crew.kills.length < most ? dice.pick(['before', 'after', 'later'] as const) : undefined;
    const moment = request.url.endsWith('/migrate') ? (atMigrate.shift() ?? drawn) : drawn;
    if (moment === undefined) return world.twin.handle(request);
    left = dice.between(5, 25);
    if (moment === 'before') {
      strike();
      return { kind: 'reset' };
    }
    const reply = world.twin.handle(request);
    if (moment === 'after') strike();
    else setTimeout(strike, dice.between(1, 40));
    return reply;
  };
}

const why = whyNoPostgres();
describe.skipIf(why !== undefined)(`two engines on one PostgreSQL${why ? ` (${why})` : ''}`, () => {
  test('I2 I5 I10 I12 I16 they share one campaign: no cap is passed, nothing is asked twice, and the log is whole', {
    timeout: 180_000,
  }, async () => {
    await aCampaignOfTwo(21);
  });

  test('I2 I5 I10 I12 I14 I16 killed at any moment, the other takes its work over within its lease, and still nothing is asked twice', {
    timeout: 180_000,
  }, async () => {
    await aCampaignOfTwo(22, killer(22, 8), 8);
  });
});

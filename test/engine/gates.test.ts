import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateCondition } from '../../src/domain/campaign/rules.ts';
import type { CampaignId } from '../../src/domain/ids.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import {
  aWorld as newWorld,
  type World,
  type WorldOptions,
  waiversOfTheLonely,
  worldStartAt,
} from '../support/world.ts';

/* Gates between waves: nothing of a wave starts before the gate in front of it has passed, or a person says so. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('gates'), () => worldStartAt);
});
afterAll(() => store.close());
const estate = estateOf({ hosts: 2, seed: 5, troubledShare: 0 });
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: 500 + ++worlds, estate, store, onStop: expectInvariantsNow, ...options });

const inTwoWaves = (world: World, gate: readonly GateCondition[] = []) =>
  world.start('all', {
    rules: { gate, budget: { failures: 9 } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
  });
const campaignOf = async (world: World, id: CampaignId) => {
  const campaign = await store.campaign(world.tenantId, id);
  if (!campaign) throw new Error('There is no such campaign.');
  return campaign;
};
const gateOf = async (world: World, id: CampaignId) => (await campaignOf(world, id)).progress.waves[0]?.gate ?? null;
const waits = (world: World, id: CampaignId) => store.waitCounts(world.tenantId, id);
const unanswered = expect.objectContaining({ reason: 'answer-missing', waitsFor: 'person' });
/** What a collector and a person with an eye on the proofs would bring. */
const prove = async (world: World) => {
  await world.collect(...world.twin.estate().map((server) => server.host));
  await world.control.verify('user:test', world.tenantId, 'all', true);
};

describe('a gate', () => {
  test('I9 unknown blocks the next wave, no measurement is no success, and complete evidence opens it', async () => {
    await using world = await aWorld();
    const id = await inTwoWaves(world);
    await world.turn({ hours: 4 });
    expect(await gateOf(world, id)).toMatchObject({ verdict: 'inconclusive', findings: [{ reason: 'host-open' }] });
    expect(await waits(world, id)).toMatchObject({ 'earlier-wave': 1 });
    await prove(world);
    await world.turn({ minutes: 30 });
    expect(await gateOf(world, id)).toMatchObject({ verdict: 'pass' });
    expect((await campaignOf(world, id)).progress).toMatchObject({ openWave: 2 });
    await world.turn({ hours: 1 });
    expect(await store.moveCounts(world.tenantId, id)).toEqual({ observing: 2 });
    await expectInvariantsAtTheEnd(world);
  });

  test('a soak lasts its time and no longer, and the engine looks again when it ends', async () => {
    await using world = await aWorld();
    const id = await inTwoWaves(world, [{ kind: 'soak', ms: 8 * hourMs }]);
    await world.turn({ hours: 4 });
    await prove(world);
    await world.turn({ minutes: 30 });
    expect((await gateOf(world, id))?.findings.map(({ reason }) => reason)).toContain('soaking');
    const { lookAt } = (await campaignOf(world, id)).progress;
    expect(lookAt).not.toBeNull();
    await world.turn({ hours: 3 });
    expect((await campaignOf(world, id)).progress.openWave).toBe(1);
    await world.turn({ hours: 3 });
    const { openWave, waves } = (await campaignOf(world, id)).progress;
    expect(openWave).toBe(2);
    expect(waves[0]?.passedAt).toBe(lookAt);
    await expectInvariantsAtTheEnd(world);
  });

  test('I9 I14 a soak that outlasts the commit passes by itself when everything is proven, and fails when a committed server goes dark', async () => {
    // A week and four hours would be the same, and thousands of looks.
    const observationMs = 6 * hourMs;
    const four = estateOf({ hosts: 4, seed: 5, troubledShare: 0 });
    await using world = await aWorld({ estate: four, times: { observationMs } });
    const { version = 0 } = (await store.tenant(world.tenantId)) ?? {};
    const overrides = [{ rule: 'observationMs', value: '6h', because: 'The test has no week.' }];
    await world.control.changeTenant('user:test', world.tenantId, { overrides }, version);
    const names = world.twin.estate().map(({ host }) => host.split('.')[0] ?? '');
    const begin = (of: readonly string[]) =>
      world.start(of.join(','), {
        rules: {
          gate: [{ kind: 'soak', ms: observationMs + 4 * hourMs }],
          budget: { failures: 9 },
          commitGuard: { alarmHours: [2] },
        },
        waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
      });
    const sound = await begin(names.slice(0, 2));
    const dark = await begin(names.slice(2));
    await world.turn({ hours: 5, minutes: 30 });
    await prove(world);
    await world.turn({ hours: 2 });
    for (const id of [sound, dark]) {
      expect(await store.moveCounts(world.tenantId, id)).toEqual({ committed: 1, queued: 1 });
      expect((await gateOf(world, id))?.findings).toMatchObject([{ verdict: 'pass' }, { reason: 'soaking' }]);
    }
    const [lost] = (await campaignOf(world, dark)).plan.waves[0]?.hosts ?? [];
    world.twin.inject({ kind: 'host-dark', hosts: [lost?.name ?? ''], when: 'now' });
    await world.turn({ hours: 5 });
    expect((await campaignOf(world, sound)).progress).toMatchObject({
      openWave: 2,
      waves: [{ gate: { verdict: 'pass' } }, {}],
    });
    expect(await campaignOf(world, dark)).toMatchObject({
      state: 'tripped',
      progress: { openWave: 1, waves: [{ gate: { verdict: 'fail', unresolved: [lost?.name] } }, {}] },
    });
    const asked = await store.tasks(world.tenantId, { kind: ['gate-decision'], campaignId: sound }, { top: 5 });
    expect(asked.value.map(({ state, closedBy }) => [state, closedBy])).toEqual([['withdrawn', 'engine']]);
  });

  test('a question is a task: a yes opens the next wave, a no holds the campaign with the words of the question', async () => {
    const gate = [{ kind: 'manual', question: 'Is the help desk quiet?' }] as const;
    for (const answer of ['yes', 'no']) {
      await using world = await aWorld();
      const id = await inTwoWaves(world, gate);
      await world.turn({ hours: 4 });
      await prove(world);
      await world.turn({ minutes: 10 });
      await world.decide('gate-question', answer);
      await world.turn({ minutes: 10 });
      const { progress } = await campaignOf(world, id);
      if (answer === 'yes') expect(progress).toMatchObject({ openWave: 2, steering: { kind: 'running' } });
      else {
        expect(progress).toMatchObject({ openWave: 1, steering: { kind: 'tripped' } });
        expect('because' in progress.steering && progress.steering.because).toContain('Is the help desk quiet?');
      }
    }
  });

  test('X-02 an answer belongs to its wave: after a no and a decision to go on, the gate of the next wave asks again', async () => {
    await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 5, troubledShare: 0 }) });
    const id = await inTwoWaves(world, [{ kind: 'manual', question: 'Is the help desk quiet?' }]);
    await world.turn({ hours: 4 });
    await prove(world);
    await world.turn({ minutes: 10 });
    await world.decide('gate-question', 'no');
    await world.turn({ minutes: 10 });
    expect(await campaignOf(world, id)).toMatchObject({ state: 'tripped', progress: { openWave: 1 } });
    await world.decide('gate-decision', 'continue');
    await world.decide('campaign-tripped', 'resume');
    await world.turn({ hours: 4 });
    await prove(world);
    await world.turn({ minutes: 10 });
    expect(await campaignOf(world, id)).toMatchObject({
      state: 'running',
      progress: {
        openWave: 2,
        waves: [{}, { gate: { verdict: 'inconclusive', findings: expect.arrayContaining([unanswered]) } }, {}],
      },
    });
    await world.decide('gate-question', 'yes');
    await world.turn({ minutes: 10 });
    expect((await campaignOf(world, id)).progress.openWave).toBe(3);
  });

  test('X-02 a yes to one wave lets no other begin, though its servers were switched before by somebody else', async () => {
    await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 5, troubledShare: 0 }) });
    const id = await inTwoWaves(world, [{ kind: 'manual', question: 'Is the help desk quiet?' }]);
    const second = (await campaignOf(world, id)).plan.waves[1]?.hosts[0]?.name ?? '';
    await world.turn({ minutes: 5 });
    world.startInPortal(second);
    await world.turn({ hours: 4 });
    await prove(world);
    await world.turn({ minutes: 10 });
    await world.decide('gate-question', 'yes');
    await world.turn({ minutes: 30 });
    const { progress } = await campaignOf(world, id);
    expect(progress).toMatchObject({ openWave: 2, waves: [{}, { gate: { verdict: 'inconclusive' } }, {}] });
    expect(progress.waves[1]?.gate?.findings).toContainEqual(unanswered);
  });

  test('a person lets the next wave begin without the evidence, and it stands as that decision', async () => {
    await using world = await aWorld();
    const id = await inTwoWaves(world, [{ kind: 'proofs', proofs: ['v2-disabled-still-installed'] }]);
    await world.turn({ hours: 4 });
    await world.decide('gate-decision', 'continue');
    await world.turn({ hours: 1 });
    const { progress } = await campaignOf(world, id);
    expect(progress.waves[0]).toMatchObject({ letBy: { by: 'user:test' }, gate: { verdict: 'inconclusive' } });
    expect(await store.moveCounts(world.tenantId, id)).toEqual({ observing: 2 });
    const told = await store.events(world.tenantId, { subjectType: 'campaign', newestFirst: true }, 5);
    expect(told.some((event) => event.personal.because?.value === 'The test decided so.')).toBe(true);
    await expectInvariantsAtTheEnd(world);
  });

  test('a measurement that breaks off is made again and is no failure', async () => {
    await using world = await aWorld();
    const id = await inTwoWaves(world, [{ kind: 'health' }]);
    await world.turn({ hours: 4 });
    const until = world.twin.clock.now() + 3 * hourMs;
    world.twin.inject({ kind: 'consent-revoked', untilAt: until });
    await world.turn({ hours: 2 });
    expect((await gateOf(world, id))?.findings.find(({ condition }) => condition.kind === 'health')).toMatchObject({
      verdict: 'error',
    });
    expect((await campaignOf(world, id)).state).toBe('running');
    await world.turn({ hours: 2 });
    await prove(world);
    await world.turn({ hours: 1 });
    expect((await campaignOf(world, id)).progress.openWave).toBe(2);
  });

  test('X-02 an issue that only the new sensor watches for is no failure, holds for a person, and passes where the plan accepts it', async () => {
    const title = 'Sensor v3.x RPC Audit Misconfigured';
    const cases = [
      [[], 'inconclusive', 'health-watches-new'],
      [[title.toLowerCase()], 'pass', ''],
    ] as const;
    for (const [acceptedWatches, verdict, reason] of cases) {
      await using own = await aWorld();
      own.twin.portal.set({ rpcAuditing: false });
      const id = await inTwoWaves(own, [{ kind: 'health', acceptedWatches }]);
      await own.turn({ hours: 3 });
      const health = (await gateOf(own, id))?.findings.find(({ condition }) => condition.kind === 'health');
      expect(health).toMatchObject({ verdict, reason, summary: expect.stringContaining(title) });
    }
  });

  test('I9 a query is run through hunting: what breaks off is run again and is no failure, and finding nothing opens the next wave', async () => {
    await using world = await aWorld();
    const id = await inTwoWaves(world, [{ kind: 'hunting', query: 'inactive-devices' }]);
    const query = async () => (await gateOf(world, id))?.findings.find(({ condition }) => condition.kind === 'hunting');
    await world.turn({ minutes: 20 });
    world.twin.inject({ kind: 'consent-revoked', untilAt: world.twin.clock.now() + 2 * hourMs });
    await world.turn({ hours: 1 });
    expect(await query()).toMatchObject({ verdict: 'error', reason: 'measurement-failed' });
    expect((await campaignOf(world, id)).state).toBe('running');
    await world.turn({ hours: 4 });
    await prove(world);
    await world.turn({ minutes: 30 });
    expect(await query()).toMatchObject({ verdict: 'pass' });
    expect((await campaignOf(world, id)).progress.openWave).toBe(2);
  });

  test('a query that the catalogue does not have is refused when the plan is made', async () => {
    await using world = await aWorld();
    await expect(inTwoWaves(world, [{ kind: 'hunting', query: 'silent-hosts' }])).rejects.toMatchObject({
      code: 'rules-invalid',
    });
  });
});

test('a host that never became eligible keeps the gate open until a person leaves it out', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 6, troubledShare: 0 }) });
  const id = await world.start('all', {
    rules: { budget: { failures: 9 } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 2 } },
    cap: 1,
  });
  const [, second] = (await campaignOf(world, id)).plan.waves[0]?.hosts ?? [];
  if (!second) throw new Error('There is no second server.');
  world.twin.inject({
    kind: 'service-disagrees',
    hosts: [second.name],
    when: 'now',
    settings: { says: 'notReady', lastsMs: 3 * dayMs },
  });
  await world.turn({ hours: 4 });
  await prove(world);
  await world.turn({ hours: 2 });
  expect(await gateOf(world, id)).toMatchObject({ verdict: 'inconclusive', unresolved: [second.name] });
  await world.decide('gate-decision', 'leave-out');
  await world.turn({ minutes: 30 });
  expect((await campaignOf(world, id)).progress).toMatchObject({
    openWave: 2,
    steering: { accepted: [{ name: second.name, by: 'user:test' }] },
  });
  await expectInvariantsAtTheEnd(world);
});

test('I14 a server whose waiver ran out before its turn came does not wait without anybody being asked: a person may leave it out', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 6, troubledShare: 0, hostsPerSite: 2 }) });
  const names = world.twin.estate().map((server) => server.host.split('.')[0] ?? '');
  const alone = names.at(-1) ?? '';
  const expiresAt = worldStartAt + 2 * hourMs;
  const waivers = (await waiversOfTheLonely(world)).map((waiver) => ({ ...waiver, expiresAt }));
  expect(waivers).toHaveLength(1);
  const late = {
    name: 'late',
    zone: 'UTC',
    open: [{ days: ['mon' as const], from: '10:00', to: '22:00' }],
    closed: [],
  };
  const order = {
    kind: 'explicit' as const,
    waves: [
      { name: 'alone', hosts: [alone] },
      { name: 'others', hosts: names.slice(0, -1) },
    ],
  };
  const id = await world.start('all', {
    rules: { floor: { waivers }, calendars: [late], budget: { failures: 9 } },
    waves: { canary: false, strata: [], order },
  });
  await world.turn({ hours: 4, minutes: 30 });
  expect(await waits(world, id)).toMatchObject({ 'floor-waiver-missing': 1 });
  await world.turn({ hours: 2 });
  const asked = await store.tasks(world.tenantId, { kind: ['gate-decision'], state: ['open'] }, { top: 5 });
  expect(asked.value.map(({ choices = [] }) => choices.map(({ choice }) => choice))).toEqual([['leave-out', 'stop']]);
  await world.decide('gate-decision', 'leave-out');
  await world.turn({ minutes: 30 });
  expect((await campaignOf(world, id)).progress).toMatchObject({
    steering: { accepted: [{ name: alone, by: 'user:test' }] },
  });
  await expectInvariantsAtTheEnd(world);
});

test('I12 an engine that restarts in the middle of a soak, and a second one beside it, open the next wave once and not before', async () => {
  const before = await aWorld();
  const id = await inTwoWaves(before, [{ kind: 'soak', ms: 5 * hourMs }]);
  await before.turn({ hours: 3 });
  await prove(before);
  await before.turn({ minutes: 10 });
  const { lookAt } = (await campaignOf(before, id)).progress;
  expect(lookAt).not.toBeNull();
  const twin = JSON.parse(JSON.stringify(before.twin.snapshot())) as WorldState;
  await using after = await aWorld({ seed: 500 + worlds, earlier: { tenantId: before.tenantId, twin } });
  const other: EngineContext = { ...after.context, worker: 'other' };
  await after.turn({ hours: 1 });
  expect((await campaignOf(after, id)).progress.openWave, 'the soak still runs').toBe(1);
  await prove(after);
  after.twin.clock.advanceTo(lookAt ?? 0);
  after.twin.step();
  await Promise.all([tick(after.context, after.tenantId), tick(other, after.tenantId)]);
  await after.turn({ hours: 1 });
  expect(await store.moveCounts(after.tenantId, id)).toEqual({ observing: 2 });
  const events = await store.events(after.tenantId, { subjectType: 'campaign', subjectId: id }, 1_000);
  const waves = events.map((event) => (event.payload as { progress: { openWave: number } }).progress.openWave);
  expect(waves.filter((wave, at) => wave === 2 && waves[at - 1] === 1)).toHaveLength(1);
  await expectInvariantsAtTheEnd(after);
});

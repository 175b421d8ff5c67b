import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { approvalObstacle } from '../../src/engine/approvals.ts';
import type { PlanDecision, RulesRequest } from '../../src/engine/control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* Four eyes: the real engine on a real store, and Microsoft's side on the twin. Every world is a tenant of its own. */
let store: Store;
let worlds = 500;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('eyes'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) => newWorld({ seed: ++worlds, store, ...options });

const anna = 'user:anna';
const ben = 'user:ben';

function planned(world: World, approval: RulesRequest['approval'], more: { canary?: boolean } = {}): Promise<Plan> {
  return world.control.makePlan(anna, world.tenantId, {
    selector: 'BER-DC1,BER-DC2',
    name: 'berlin',
    demand: 'service',
    rules: { approval },
    ...(more.canary ? { waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } } } : {}),
  });
}
const decide = (world: World, actor: string, plan: Plan, more: Partial<PlanDecision> = {}, dryRun = false) =>
  world.control.decideOnPlan(actor, world.tenantId, plan.digest, { decision: 'approve', ...more }, dryRun);
const apply = (world: World, plan: Plan) => world.control.apply(anna, world.tenantId, plan, false);
const starts = (world: World) => world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0);

describe('applying', () => {
  test('X-09 a plan is applied when enough others approved it, and not before', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 2 });
    await expect(apply(world, plan)).rejects.toMatchObject({
      code: 'approval-missing',
      message: expect.stringContaining(`changeguard approve ${plan.digest.slice(0, 12)}`),
    });
    await decide(world, ben, plan, { ticket: 'CHG0001', comment: 'Seen with the domain team' });
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'approval-missing' });
    // The same person by another door is no second one.
    await decide(world, 'token:ben', plan);
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'approval-missing' });
    await decide(world, 'user:carl', plan);
    expect((await apply(world, plan)).campaign).not.toBeNull();
    const log = await world.control.verifyLog(world.tenantId);
    expect({ breaks: log.breaks, differences: log.differences }).toEqual({ breaks: [], differences: [] });
  });

  test.each(['user:anna', 'token:Anna', 'os:anna', 'user:BANK\\anna'])(
    'X-09 %s does not approve a plan of user:anna',
    async (actor) => {
      await using world = await aWorld();
      const plan = await planned(world, { people: 1 });
      await expect(decide(world, actor, plan)).rejects.toMatchObject({ code: 'approval-own' });
      expect(await store.approvals(world.tenantId, [plan.digest])).toEqual([]);
    },
  );

  test('X-09 whoever writes another author into a plan and hands it in does not approve it either', async () => {
    await using world = await aWorld();
    const { digest: _, ...body } = await planned(world, { people: 1 });
    const forged = { ...body, author: 'user:nobody' };
    const plan = { ...forged, digest: planDigest(forged, world.context.identity.sha256) };
    await expect(decide(world, anna, plan)).rejects.toMatchObject({ code: 'not-found' });
    await world.control.handInPlan(anna, world.tenantId, plan);
    await expect(decide(world, anna, plan)).rejects.toMatchObject({ code: 'approval-own' });
    await decide(world, ben, plan);
    expect((await apply(world, plan)).campaign).not.toBeNull();
  });

  test('X-09 an approval is bound to the digest: a plan that differs in anything asks again', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1 });
    await decide(world, ben, plan);
    const { digest: _, ...body } = plan;
    const wider = { ...body, rules: { ...body.rules, caps: { ...body.rules.caps, inFlight: 99 } } };
    const other = { ...wider, digest: planDigest(wider, world.context.identity.sha256) };
    await expect(apply(world, other)).rejects.toMatchObject({ code: 'approval-missing' });
    // To take the demand out of the document is to make another plan too.
    await expect(apply(world, { ...plan, rules: wider.rules })).rejects.toMatchObject({ code: 'plan-digest-wrong' });
  });

  test('X-09 a refusal stops a plan that was approved, until whoever refused takes it back', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1 });
    await decide(world, ben, plan);
    await decide(world, 'user:carl', plan, { decision: 'refuse', comment: 'Not in the week of the audit' });
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'approval-refused' });
    await expect(decide(world, 'user:dora', plan)).rejects.toMatchObject({ code: 'approval-refused' });
    const withdraw = (actor: string) =>
      world.control.withdrawFromPlan(actor, world.tenantId, plan.digest, { because: 'The audit is over' }, false);
    await expect(withdraw('user:dora')).rejects.toMatchObject({ code: 'approval-none-own' });
    await withdraw('user:carl');
    expect((await apply(world, plan)).campaign).not.toBeNull();
  });

  test('X-09 an approval runs out, at the latest when the plan says', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1, validMs: 2 * hourMs });
    await expect(decide(world, ben, plan, { validMs: 3 * hourMs })).rejects.toMatchObject({
      code: 'approval-too-long',
    });
    await decide(world, ben, plan, { validMs: hourMs });
    await world.turn({ hours: 1 });
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'approval-expired' });
  });

  test('X-09 a dry run decides nothing, and nobody approves what asks for nothing', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1 });
    const shown = await decide(world, ben, plan, {}, true);
    expect(shown.standings).toEqual([{ wave: 0, standing: { kind: 'granted', until: expect.any(Number) } }]);
    expect(await store.approvals(world.tenantId, [plan.digest])).toEqual([]);
    const free = await planned(world, { people: 0 });
    await expect(decide(world, ben, free)).rejects.toMatchObject({ code: 'approval-not-demanded' });
    await expect(decide(world, ben, plan, { wave: 1 })).rejects.toMatchObject({ code: 'approval-wave-wrong' });
  });
});

describe('starting', () => {
  test('I3 each wave waits for its own approval, withdrawn or expired it stops what has not started', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1, perWave: true, validMs: dayMs }, { canary: true });
    expect(plan.waves).toHaveLength(2);
    await expect(decide(world, ben, plan)).rejects.toMatchObject({ code: 'approval-wave-wrong' });
    await expect(decide(world, ben, plan, { wave: 3 })).rejects.toMatchObject({ code: 'approval-wave-wrong' });
    await decide(world, ben, plan, { wave: 1 });
    const { campaign } = await apply(world, plan);
    if (!campaign) throw new Error('Nothing was started.');
    const obstacle = (wave: number, at = world.context.clocks.tenantNow(world.tenantId)) =>
      approvalObstacle(world.context, world.tenantId, campaign, wave, at);
    expect([await obstacle(1), await obstacle(2)]).toEqual([null, 'approval-missing']);
    expect(await obstacle(1, worldStartAt + 2 * dayMs)).toBe('approval-expired');
    await decide(world, ben, plan, { wave: 2 });
    expect(await obstacle(2)).toBeNull();
    await world.control.withdrawFromPlan(ben, world.tenantId, plan.digest, { wave: 2, because: 'moved' }, false);
    expect([await obstacle(1), await obstacle(2)]).toEqual([null, 'approval-missing']);
    await decide(world, 'user:carl', plan, { decision: 'refuse', comment: 'stop' });
    expect([await obstacle(1), await obstacle(2)]).toEqual(['approval-refused', 'approval-refused']);
  });

  test('I3 no request leaves for a plan whose approval was taken back after it was applied', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1 });
    await decide(world, ben, plan);
    await apply(world, plan);
    await world.control.withdrawFromPlan(ben, world.tenantId, plan.digest, { because: 'The change was moved' }, false);
    await world.turn({ minutes: 5 });
    expect(starts(world)).toBe(0);
    expect(await world.newestMove('BER-DC1')).toMatchObject({
      state: { kind: 'queued' },
      waitingFor: 'approval-missing',
    });
    await decide(world, 'user:carl', plan);
    await world.turn({ minutes: 45 });
    expect(starts(world)).toBeGreaterThan(0);
  });
});

describe('status', () => {
  test('X-09 what waits for an approval needs somebody, with the command that gives it', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { people: 1 });
    const needs = async () =>
      (await world.control.status(world.tenantId)).needsYou.filter((need) => need.command.includes(' approve '));
    expect(await needs()).toEqual([
      {
        what: '"berlin" waits for the approval of one more person other than user:anna.',
        subject: 'berlin',
        dueAt: null,
        command: `changeguard approve ${plan.digest.slice(0, 12)}`,
        kind: 'plan',
        id: plan.digest,
      },
    ]);
    await decide(world, ben, plan);
    expect(await needs()).toEqual([]);
  });

  test('X-09 a plan that nobody wanted is not asked for for ever', async () => {
    await using world = await aWorld();
    await planned(world, { people: 1, validMs: hourMs });
    await world.turn({ hours: 1 });
    const { needsYou } = await world.control.status(world.tenantId);
    expect(needsYou.filter((need) => need.subject === 'berlin')).toEqual([]);
  });
});

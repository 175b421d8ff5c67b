import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignId } from '../../src/domain/ids.ts';
import type { RulesRequest } from '../../src/engine/control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { planPassages } from '../../src/report/plan-text.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* An edition that promises no way back: whether a wave may start at all is decided before it (X-04, I11). */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('final'), () => worldStartAt);
});
afterAll(() => store.close());

const estate = estateOf({ hosts: 2, seed: 5, troubledShare: 0 });

async function aWorld(): Promise<World> {
  const world = await newWorld({ seed: 900 + ++worlds, estate, store });
  const tenant = await store.tenant(world.tenantId);
  const overrides = [{ rule: 'rollback', value: 'unstated', because: 'No page says it any more.' }] as const;
  await world.control.changeTenant('user:test', world.tenantId, { overrides }, tenant?.version ?? 0);
  return world;
}
const planned = (world: World, rules: RulesRequest = {}) =>
  world.control.makePlan('user:test', world.tenantId, { selector: 'all', demand: 'service', rules });
const begun = async (world: World, rules?: RulesRequest): Promise<CampaignId> => {
  const { campaign } = await world.control.apply('user:test', world.tenantId, await planned(world, rules), false);
  if (!campaign) throw new Error('Nothing was started.');
  return campaign.campaignId;
};
const requests = (world: World) => world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0);
const decisionOf = async (world: World, id: CampaignId) =>
  (await store.campaign(world.tenantId, id))?.progress.waves[0]?.startDecision;
const asked = async (world: World) =>
  (await store.tasks(world.tenantId, { kind: ['start-decision'], state: ['open'] }, { top: 9 })).value.length;

describe('X-04 I11 where no way back is promised', () => {
  test('nothing starts before a person has decided it, and the decision stands with the wave', async () => {
    await using world = await aWorld();
    const id = await begun(world);
    await world.turn({ minutes: 20 });
    expect([requests(world), await asked(world)]).toEqual([0, 1]);
    expect(await store.waitCounts(world.tenantId, id)).toEqual({ 'start-undecided': 2 });
    await world.decide('start-decision', 'start');
    await world.turn({ minutes: 40 });
    expect(requests(world)).toBeGreaterThan(0);
    expect(await decisionOf(world, id)).toMatchObject({ origin: 'person', by: 'user:test' });
    const log = await world.control.verifyLog(world.tenantId);
    expect({ breaks: log.breaks, differences: log.differences }).toEqual({ breaks: [], differences: [] });
  });

  test('whoever ends it instead starts nothing', async () => {
    await using world = await aWorld();
    const id = await begun(world);
    await world.turn({ minutes: 10 });
    await world.decide('start-decision', 'stop');
    await world.turn({ minutes: 20 });
    expect(requests(world)).toBe(0);
    expect((await store.campaign(world.tenantId, id))?.state).toBe('stopped');
  });

  test('an approval decides it when the plan said so, and nobody is asked again', async () => {
    await using world = await aWorld();
    const plan = await planned(world, { approval: { people: 1 } });
    const words = planPassages(plan, String, checkCatalogue).flatMap(({ lines }) => lines);
    expect(words.filter((line) => line.includes('no way back is promised'))).toHaveLength(1);
    const { control, tenantId } = world;
    await control.decideOnPlan('user:ben', tenantId, plan.digest, { decision: 'approve' }, false);
    const { campaign } = await control.apply('user:test', tenantId, plan, false);
    await world.turn({ minutes: 20 });
    expect(requests(world)).toBeGreaterThan(0);
    expect(await asked(world)).toBe(0);
    expect(campaign && (await decisionOf(world, campaign.campaignId))).toMatchObject({
      origin: 'person',
      by: 'user:ben',
    });
  });

  test('a plan that lets happen what nobody decides is recorded as the decision', async () => {
    await using world = await aWorld();
    const id = await begun(world, { commitGuard: { whenNobodyDecides: 'let-commit' } });
    await world.turn({ minutes: 20 });
    expect(requests(world)).toBeGreaterThan(0);
    expect(await decisionOf(world, id)).toMatchObject({ origin: 'plan', by: 'user:test' });
  });
});

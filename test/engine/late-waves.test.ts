import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignId } from '../../src/domain/ids.ts';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import type { PlanRequest, RulesRequest } from '../../src/engine/control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { HostFilter, Store } from '../../src/engine/ports/store.ts';
import { sinceFilter } from '../../src/engine/selections.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { createTwin } from '../../src/twin/twin.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* Servers that join a selection after the plan was made: told beside the frozen numbers, and moved in a late wave or not at all. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('late'), () => worldStartAt);
});
afterAll(() => store.close());

const estateSeed = 5;
const estate = estateOf({ hosts: 2, seed: estateSeed, troubledShare: 0 });
const aWorld = () => newWorld({ seed: 700 + ++worlds, estate, store });

const oneByOne: PlanRequest['waves'] = { canary: false, strata: [], order: { kind: 'count', hosts: 1 } };
const start = (world: World, rules: RulesRequest = {}) =>
  world.start('all', { rules: { budget: { failures: 9 }, ...rules }, waves: oneByOne });
const campaignOf = async (world: World, id: CampaignId) => {
  const campaign = await store.campaign(world.tenantId, id);
  if (!campaign) throw new Error('There is no such campaign.');
  return campaign;
};
const prove = async (world: World) => {
  await world.collect(...world.twin.estate().map((server) => server.host));
  await world.control.verify('user:test', world.tenantId, 'all', true);
};
const late = (world: World, id: CampaignId) => world.control.makeLatePlan('user:test', world.tenantId, id);
const apply = (world: World, plan: Plan) => world.control.apply('user:test', world.tenantId, plan, false);
const sealed = (world: World, { digest: _, ...body }: Plan, more: Partial<Plan>): Plan => {
  const changed = { ...body, ...more };
  return { ...changed, digest: planDigest(changed, world.context.identity.sha256) };
};

/** A third server is built, and stands in Active Directory too. @returns its name. */
async function build(world: World): Promise<string> {
  const other = createTwin({
    estate: estateOf({ hosts: 3, seed: estateSeed, troubledShare: 0 }),
    seed: 700 + worlds,
    clock: world.twin.clock,
    machineNow: () => world.twin.clock.now(),
  });
  const { servers } = other.snapshot();
  const now = world.twin.snapshot();
  const added = servers.filter(({ key }) => !now.servers.some((server) => server.key === key));
  world.twin.restore({ ...now, servers: [...now.servers, ...added] } satisfies WorldState, { downtime: 'stands' });
  const computers = world.twin.handle({
    method: 'GET',
    url: 'http://127.0.0.1:1/twin/csv/ad-computers',
    headers: { [controlKeyHeader]: world.twin.controlKey },
    body: '',
  });
  if (computers.kind !== 'answer' || added.length !== 1) throw new Error('No server was built.');
  const bytes = new TextEncoder().encode(computers.body);
  const observedAt = world.twin.clock.now();
  const given = { bytes, fileName: 'ad.csv', observedAt, dryRun: false };
  await world.control.importEvidence('user:test', world.tenantId, given);
  const name = added[0]?.facts.name ?? '';
  await world.control.check('user:test', world.tenantId, 'all', true);
  return name;
}

describe('a server that joins', () => {
  test('goes in a late wave behind all others, and the numbers of the plan stay what they were', async () => {
    await using world = await aWorld();
    const id = await start(world);
    const name = await build(world);
    await world.turn({ hours: 2 });
    expect((await campaignOf(world, id)).progress.since).toEqual({ joined: 1, ready: 1, gone: 0 });
    const offered = (await world.control.status(world.tenantId)).needsYou.map((need) => need.command);
    expect(offered).toContainEqual(expect.stringContaining('changeguard plan join'));
    expect((await store.moves(world.tenantId, { campaignId: id }, { top: 9 })).value).toHaveLength(2);

    const plan = await late(world, id);
    expect(plan.waves.map((wave) => wave.hosts.map((host) => host.name))).toEqual([[name]]);
    expect(plan.joins).toBe((await campaignOf(world, id)).plan.digest);
    await apply(world, plan);
    await world.turn({ minutes: 10 });
    expect(await world.newestMove(name)).toMatchObject({ wave: 3, waitingFor: 'earlier-wave' });
    for (const openWave of [2, 3]) {
      await prove(world);
      await world.turn({ hours: 3 });
      expect((await campaignOf(world, id)).progress.openWave).toBe(openWave);
    }
    const campaign = await campaignOf(world, id);
    expect(campaign.plan.waves.flatMap((wave) => wave.hosts)).toHaveLength(2);
    expect(await world.newestMove(name)).toMatchObject({ state: { kind: 'observing' } });
    await expectInvariantsAtTheEnd(world);
    const log = await world.control.verifyLog(world.tenantId);
    expect({ breaks: log.breaks, differences: log.differences }).toEqual({ breaks: [], differences: [] });
  });

  test('X-09 is approved under the digest of its own plan, and waits when that is taken back', async () => {
    await using world = await aWorld();
    const { control, tenantId } = world;
    const whole = await control.makePlan('user:test', tenantId, {
      selector: 'all',
      demand: 'service',
      rules: { approval: { people: 1 }, floor: { waivers: [] } },
    });
    const approve = (plan: Plan) =>
      control.decideOnPlan('user:ben', tenantId, plan.digest, { decision: 'approve' }, false);
    await approve(whole);
    const { campaign } = await apply(world, whole);
    if (!campaign) throw new Error('Nothing was started.');
    const name = await build(world);
    await world.turn({ hours: 3 });
    await control.check('user:test', tenantId, 'all', true);
    const plan = await late(world, campaign.campaignId);
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'approval-missing' });
    await approve(plan);
    await apply(world, plan);
    await control.withdrawFromPlan('user:ben', tenantId, plan.digest, { because: 'Not this week' }, false);
    await prove(world);
    await world.turn({ hours: 3 });
    expect((await campaignOf(world, campaign.campaignId)).progress.openWave).toBe(2);
    expect(await world.newestMove(name)).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'approval-missing' });
    expect((await control.status(tenantId)).needsYou.map((need) => need.command)).toContain(
      `changeguard approve ${plan.digest.slice(0, 12)}`,
    );
    await approve(plan);
    await world.turn({ hours: 1 });
    expect(await world.newestMove(name)).toMatchObject({ state: { kind: 'observing' } });
  });

  test('gets no other rules than the campaign has, joins once, and is in one wave', async () => {
    await using world = await aWorld();
    const id = await start(world);
    await build(world);
    await world.turn({ hours: 2 });
    const plan = await late(world, id);
    const { waves } = (await campaignOf(world, id)).plan;
    const changes: readonly Partial<Plan>[] = [
      { rules: { ...plan.rules, budget: { failures: 10, perStratum: null } } },
      { demand: 'host' },
      { waves: [...plan.waves, ...waves] },
    ];
    for (const more of changes)
      await expect(apply(world, sealed(world, plan, more)), JSON.stringify(more)).rejects.toMatchObject({
        code: 'rules-invalid',
      });
    await apply(world, plan);
    await expect(apply(world, plan)).rejects.toMatchObject({ code: 'plan-applied-already' });
    await expect(late(world, id)).rejects.toMatchObject({ code: 'plan-empty' });
  });

  test('joins no campaign that is over, and stays where it is when the campaign is stopped', async () => {
    await using world = await aWorld();
    const id = await start(world);
    const name = await build(world);
    await world.turn({ hours: 2 });
    const plan = await late(world, id);
    await apply(world, plan);
    const { version } = await campaignOf(world, id);
    const order = { verb: 'stop', because: 'The week is over', version } as const;
    await world.control.hold('user:test', world.tenantId, id, order, false);
    expect(await world.newestMove(name)).toMatchObject({ state: { kind: 'abandoned' } });
    await expect(late(world, id)).rejects.toMatchObject({ code: 'campaign-state' });
    const other = sealed(world, plan, { name: 'again' });
    await expect(apply(world, other)).rejects.toMatchObject({ code: 'campaign-state' });
  });
});

test('a server that the service does not name any more is gone, and still counts', async () => {
  await using world = await aWorld();
  const id = await start(world);
  await world.turn({ hours: 1 });
  const now = world.twin.snapshot();
  const [left] = now.servers.filter(({ facts }) => facts.name !== now.servers[0]?.facts.name);
  world.twin.restore({ ...now, servers: now.servers.filter((server) => server !== left) }, { downtime: 'stands' });
  await world.turn({ hours: 6 });
  expect((await campaignOf(world, id)).progress.since).toEqual({ joined: 0, ready: 0, gone: 1 });
  expect(await world.control.selectionSince(world.tenantId, id)).toEqual({ joined: [], gone: [left?.facts.name] });
});

test.each(['all', 'role:domain-controller'])(
  'portal 3 who joined, who is gone and who could go since %s was selected are lists with as many hosts as the numbers say',
  async (selector) => {
    await using world = await aWorld();
    const { tenantId } = world;
    const id = await world.start(selector, { rules: { budget: { failures: 9 } }, waves: oneByOne });
    const name = await build(world);
    await world.collect(name);
    await world.turn({ hours: 1 });
    const now = world.twin.snapshot();
    const [left] = now.servers.filter(({ facts }) => ![name, now.servers[0]?.facts.name].includes(facts.name));
    world.twin.restore({ ...now, servers: now.servers.filter((server) => server !== left) }, { downtime: 'stands' });
    await world.turn({ hours: 6 });
    const campaign = await campaignOf(world, id);
    const listed = async (which: 'joined' | 'gone' | 'ready', within?: HostFilter) => {
      const filter = { ...(await sinceFilter(world.context, campaign, which)), within };
      return (await store.hosts(tenantId, filter, { top: 50 })).value.map((host) => host.name);
    };
    expect(campaign.progress.since).toEqual({ joined: 1, ready: 1, gone: 1 });
    expect(await listed('joined')).toEqual([name]);
    expect(await listed('ready')).toEqual([name]);
    expect(await listed('gone')).toEqual([left?.facts.name]);
    // Whoever sees other hosts only sees none of them.
    expect(await listed('joined', { names: [left?.facts.name ?? ''] })).toEqual([]);
    expect(await listed('gone', { names: [name] })).toEqual([]);
  },
);

test('I12 an attempt that was begun for a campaign as it is no more is not written', async () => {
  await using world = await aWorld();
  const id = await start(world);
  await build(world);
  await world.turn({ hours: 2 });
  const plan = await late(world, id);
  const seen = await campaignOf(world, id);
  const { commit } = store;
  const racing: Store = Object.create(store, {
    commit: {
      value: async (request: Parameters<Store['commit']>[0]) => {
        const order = { verb: 'pause', because: 'Somebody was faster', version: seen.version } as const;
        if (request.campaigns?.length) await world.control.hold('user:other', world.tenantId, id, order, false);
        return commit.call(store, request);
      },
    },
  });
  const { applyPlan } = await import('../../src/engine/uses/campaigns.ts');
  const context = { ...world.context, store: racing };
  await expect(applyPlan(context, 'user:test', world.tenantId, plan, false)).rejects.toMatchObject({
    code: 'version-outdated',
  });
  expect((await store.moves(world.tenantId, { campaignId: id }, { top: 9 })).value).toHaveLength(2);
  expect((await campaignOf(world, id)).progress.waves).toHaveLength(2);
});

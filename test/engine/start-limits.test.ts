import { expect, test } from 'vitest';
import type { CampaignId } from '../../src/domain/ids.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import type { RulesRequest } from '../../src/engine/control.ts';
import { aWorld, type World } from '../support/world.ts';

/** The bank's domain controllers that are ready, by a plan with these rules. */
async function begin(world: World, selector: string, rules: RulesRequest): Promise<CampaignId> {
  const request = { selector, name: `${selector} limited`, demand: 'service', rules } as const;
  const plan = await world.control.makePlan('user:test', world.tenantId, request);
  const { campaign } = await world.control.apply('user:test', world.tenantId, plan, false);
  if (campaign === null) throw new Error('Nothing was started.');
  return campaign.campaignId;
}

/** How many are in flight, site by site, at every look of the engine while the clock is turned. */
async function mostInFlight(world: World, minutes: number): Promise<Readonly<Record<string, number>>> {
  const most: Record<string, number> = {};
  for (let passed = 0; passed < minutes; passed += 5) {
    await world.turn({ minutes: 5 });
    const now: Record<string, number> = {};
    for (const { site } of await world.store.inFlight(world.tenantId, 0)) now[site] = (now[site] ?? 0) + 1;
    for (const [site, count] of Object.entries(now)) most[site] = Math.max(most[site] ?? 0, count);
  }
  return most;
}

/** A zone in which the world's day ends between one and two hours from now. */
function eveningZone(world: World): string {
  const hour = new Date(world.context.clocks.tenantNow(world.tenantId)).getUTCHours();
  // The names of these zones say how far they are behind.
  const behind = (hour + 2) % 24;
  if (behind > 12) throw new Error('No zone is so far behind.');
  return behind === 0 ? 'UTC' : `Etc/GMT+${behind}`;
}

const waits = (world: World, campaignId: CampaignId) => world.store.waitCounts(world.tenantId, campaignId);

test('I1 a floor that a site can only just hold lets one server of it go at a time, whatever the cap', async () => {
  await using world = await aWorld();
  const protectedIn = async (site: string) => {
    const counts = await world.store.protection(world.tenantId, 0);
    return counts
      .filter(
        (count) => count.site === site && count.serviceStatus === 'running' && count.healthStatus !== 'notHealthyHigh',
      )
      .reduce((sum, { hosts }) => sum + hosts, 0);
  };
  const servers = (await protectedIn('Munich')) - 1;
  const campaignId = await begin(world, 'site:Munich state:ready', { caps: { inFlight: 10 }, floor: { servers } });
  expect(await mostInFlight(world, 60)).toEqual({ Munich: 1 });
  expect(await waits(world, campaignId)).toHaveProperty('floor-site');
});

test('I1 a site of which nobody knows a second server waits for a waiver, and goes with one', async () => {
  await using world = await aWorld();
  // More than the whole site has: nothing may leave it.
  const campaignId = await begin(world, 'site:Munich state:ready', { floor: { servers: 1_000 } });
  await world.turn({ minutes: 30 });
  expect(await waits(world, campaignId)).toMatchObject({ 'floor-site': expect.any(Number) });
  expect(await world.store.inFlight(world.tenantId, 0)).toEqual([]);
});

test('X-02 caps of a site and of a day hold beside the cap of the campaign, and the next day goes on', async () => {
  await using world = await aWorld();
  // Days are counted in the zone of the first calendar: there it is late in the evening.
  const calendars = [{ name: 'always', zone: eveningZone(world), open: [], closed: [] }];
  const caps = { inFlight: 10, perSite: 1, startsPerDay: 2 };
  const campaignId = await begin(world, 'site:Berlin,Munich state:ready', { caps, calendars });
  expect(await mostInFlight(world, 30)).toEqual({ Berlin: 1, Munich: 1 });
  const granted = async () => {
    const moves = await world.store.moves(world.tenantId, { campaignId }, { top: 200 });
    return moves.value.filter((move) => move.state.kind !== 'queued').length;
  };
  expect(await granted()).toBe(2);
  expect(await waits(world, campaignId)).toHaveProperty('cap-day');
  await world.turn({ hours: 3 });
  expect(await granted()).toBe(4);
});

test('I3 nothing starts outside its window, nor so late in it that a move might not end within it', async () => {
  await using world = await aWorld();
  const now = () => world.context.clocks.tenantNow(world.tenantId);
  const clockTime = (at: number) => new Date(at).toISOString().slice(11, 16);
  // Open for two hours and a half; for half an hour of it a move of two hours still ends within.
  const opensAt = Math.ceil(now() / hourMs) * hourMs + hourMs;
  const latestAt = opensAt + 30 * minuteMs;
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const window = { days: [...days], from: clockTime(opensAt), to: clockTime(latestAt + 2 * hourMs) };
  const calendars = [{ name: 'night', zone: 'UTC', open: [window], closed: [] }];
  const campaignId = await begin(world, 'site:Berlin state:ready', { caps: { inFlight: 1 }, calendars });
  await world.turn({ minutes: 30 });
  expect(await waits(world, campaignId)).toMatchObject({ 'window-closed': expect.any(Number) });
  const grantedAt = new Set<number>();
  while (now() < latestAt + hourMs) {
    await world.turn({ minutes: 10 });
    for (const flight of await world.store.inFlight(world.tenantId, 0)) grantedAt.add(flight.grantedAt ?? 0);
  }
  expect(grantedAt.size).toBeGreaterThan(0);
  expect([...grantedAt].filter((at) => at < opensAt || at > latestAt)).toEqual([]);
  expect(await waits(world, campaignId)).toMatchObject({ 'too-late-in-window': expect.any(Number) });
});

test('I3 a freeze closes an open window, and says so', async () => {
  await using world = await aWorld();
  const now = world.context.clocks.tenantNow(world.tenantId);
  const local = (at: number) => new Date(at).toISOString().slice(0, 16);
  const closed = [{ from: local(now - dayMs), to: local(now + 2 * hourMs), because: 'The end of the quarter.' }];
  const campaignId = await begin(world, 'site:Munich state:ready', {
    calendars: [{ name: 'quarter', zone: 'UTC', open: [], closed }],
  });
  await world.turn({ hours: 1 });
  expect(await waits(world, campaignId)).toMatchObject({ freeze: expect.any(Number) });
  expect(await world.store.inFlight(world.tenantId, 0)).toEqual([]);
  await world.turn({ hours: 2 });
  expect((await world.store.moveCounts(world.tenantId, campaignId)).queued ?? 0).toBeLessThan(
    Object.values(await world.store.moveCounts(world.tenantId, campaignId)).reduce((sum, count) => sum + count, 0),
  );
});

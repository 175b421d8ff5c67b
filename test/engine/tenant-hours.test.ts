import { expect, test } from 'vitest';
import type { Calendar } from '../../src/domain/calendar/calendar.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

const local = (at: number) => new Date(at).toISOString().slice(0, 16);

function frozen(from: number, to: number): Calendar {
  return { name: 'house', zone: 'UTC', open: [], closed: [{ from: local(from), to: local(to), because: 'Year end.' }] };
}

async function keep(world: World, calendars: readonly Calendar[], because: string | undefined = 'The board said so.') {
  const { version = 0 } = (await world.store.tenant(world.tenantId)) ?? {};
  return world.control.changeTenant('user:anna', world.tenantId, { calendars, because }, version);
}

const nowOf = (world: World) => world.context.clocks.tenantNow(world.tenantId);
const callsOf = (world: World) => world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0);
const six = () => estateOf({ hosts: 6, seed: 3, troubledShare: 0 });

test('I3 a freeze of the tenant keeps every start of a campaign that runs, and says so; what has begun goes on, and the rest starts when it is over', async () => {
  await using world = await aWorld({ estate: six() });
  const id = await world.start('all', { cap: 1 });
  await world.turn({ minutes: 5 });
  expect(callsOf(world)).toBe(1);
  const from = nowOf(world);
  await keep(world, [frozen(from - dayMs, from + 2 * dayMs)]);
  await world.turn({ days: 1 });
  expect(callsOf(world)).toBe(1);
  expect(await world.store.inFlight(world.tenantId, 0)).toEqual([]);
  expect(await world.store.waitCounts(world.tenantId, id)).toMatchObject({ freeze: 5 });
  await world.turn({ hours: 23 });
  expect(callsOf(world)).toBe(1);
  await world.turn({ days: 2 });
  expect(callsOf(world)).toBe(6);
});

test('I3 the windows of the tenant and of the plan must both be open, whatever they are called', async () => {
  await using world = await aWorld({ estate: six() });
  // 08:00 to 13:00 and 10:00 to 14:00: a move takes two hours at most, so that one may start from ten to eleven.
  const open = (from: string, to: string): Calendar => ({
    ...{ name: 'day', zone: 'UTC', closed: [] },
    open: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from, to }],
  });
  await keep(world, [open('10:00', '14:00')]);
  await world.start('all', { cap: 1, rules: { calendars: [open('08:00', '13:00')] } });
  const starts = new Set<string>();
  for (let tens = 0; tens < 30 * 6; tens += 1) {
    await world.turn({ minutes: 10 });
    for (const { grantedAt } of await world.store.inFlight(world.tenantId, 0)) starts.add(local(grantedAt ?? 0));
  }
  const times = [...starts].map((at) => at.slice(11)).sort();
  expect(times.length).toBeGreaterThan(2);
  expect(times.filter((time) => time < '10:00' || time > '11:00')).toEqual([]);
});

test('I3 a start that was granted is not sent when the tenant was frozen before its request left', async () => {
  const plain = await openPlayedStore(seededIdentity('frozen'), () => worldStartAt);
  let whenClaimed: (() => Promise<void>) | undefined;
  const claimEffects: Store['claimEffects'] = async (request) => {
    const effects = await plain.claimEffects(request);
    const act = effects.length > 0 ? whenClaimed : undefined;
    if (act !== undefined) {
      whenClaimed = undefined;
      await act();
    }
    return effects;
  };
  const store = new Proxy(plain, {
    get: (target, name) => {
      const member: unknown = name === 'claimEffects' ? claimEffects : Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  try {
    const world = await aWorld({ store, estate: six() });
    let isFrozen = false;
    whenClaimed = async () => {
      await keep(world, [frozen(nowOf(world) - dayMs, nowOf(world) + dayMs)]);
      isFrozen = true;
    };
    await world.start('all', { cap: 1 });
    for (let look = 0; !isFrozen && look < 20; look += 1) await tick(world.context, world.tenantId);
    expect([isFrozen, callsOf(world)]).toEqual([true, 0]);
    const [settled] = await store.events(world.tenantId, { kinds: ['effect-settled'] }, 9);
    expect(settled?.payload).toMatchObject({ state: 'withdrawn', moves: [{ because: 'freeze' }] });
  } finally {
    await plain.close();
  }
});

test('X-02 the forecast of a plan knows the freeze of the tenant, which its document does not contain', async () => {
  await using world = await aWorld({ estate: six() });
  await world.turn({ minutes: 1 });
  const until = Math.ceil((nowOf(world) + 3 * dayMs) / hourMs) * hourMs;
  await keep(world, [frozen(nowOf(world) - dayMs, until)]);
  const plan = await world.control.draftPlan('user:anna', world.tenantId, { selector: 'all', demand: 'service' });
  expect(plan.rules.calendars).toEqual([]);
  expect(plan.prediction.waves[0]?.starts.earliest).toBe(until);
});

test('X-02 calendars that cannot be kept are refused with the place of each fault, a change without a reason as well, and nothing is judged again for them', async () => {
  await using world = await aWorld({ estate: six() });
  await world.control.check('user:test', world.tenantId, 'all', true);
  const good = frozen(worldStartAt, worldStartAt + dayMs);
  await expect(keep(world, [good, { ...good, zone: 'CET-9' }])).rejects.toMatchObject({
    code: 'request-invalid',
    errors: [{ at: 'calendars.1.name' }, { at: 'calendars.1.zone' }],
  });
  const { version = 0 } = (await world.store.tenant(world.tenantId)) ?? {};
  await expect(
    world.control.changeTenant('user:anna', world.tenantId, { calendars: [good] }, version),
  ).rejects.toMatchObject({ code: 'request-invalid', errors: [{ at: 'because' }] });
  await keep(world, [good]);
  expect(await world.store.hostsToEvaluate(world.tenantId, null, 10)).toEqual([]);
  // When it is open is told to everybody; what people called it and wrote into it can be left out of an export.
  const [changed] = await world.store.events(world.tenantId, { kinds: ['tenant-changed'], newestFirst: true }, 1);
  const { name, closed, ...hours } = good;
  const times = closed.map(({ from, to }) => ({ from, to }));
  expect(changed?.payload).toMatchObject({ calendars: [{ ...hours, closed: times }] });
  expect(JSON.stringify(changed?.payload)).not.toMatch(/house|Year end/);
  expect(changed?.personal.calendars?.value).toBe(`${name}, Year end.`);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RehearsalWish } from '../../src/api/rehearsal-desk.ts';
import type { Plan } from '../../src/domain/plan/document.ts';
import { type Desk, rehearsalDesk } from '../../src/main/rehearsal/desk.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/* The desk with its real thread, which loads the same sources through the hooks for TypeScript. */

const hooks = ['--import', new URL('../support/run-typescript.mjs', import.meta.url).href];
let world: World;
/** A week of the engine takes seconds, on a machine that does much else minutes. */
const patienceMs = 600_000;
let desk: Desk;
let plan: Plan;

beforeAll(async () => {
  world = await aWorld({ estate: estateOf({ hosts: 2, seed: 7, troubledShare: 0 }) });
  await world.collect('S0001-DC1', 'S0001-DC2');
  const request = { selector: 'all', demand: 'service', rules: { approval: { people: 1 } } } as const;
  plan = await world.control.makePlan('user:anna', world.tenantId, request);
  desk = rehearsalDesk(world.control, { execArgv: hooks, threads: 2 });
}, patienceMs);
afterAll(async () => {
  await desk.close();
  await world[Symbol.asyncDispose]();
});

function wish(more: Partial<RehearsalWish> = {}): RehearsalWish {
  return { plan, seed: 1, seeds: 1, faults: [], estate: 'mine', anonymise: false, ...more };
}

test.each([
  ['a kind that there is not', [{ kind: 'bad-luck' }], 'There is no fault "bad-luck"'],
  ['a kind named twice', [{ kind: 'reboot' }, { kind: 'reboot', rate: 0.5 }], 'named twice'],
])('X-06 %s is refused before anything begins', async (_, faults, detail) => {
  await expect(desk.begin(world.tenantId, 'user:anna', wish({ faults }))).rejects.toMatchObject({
    code: 'request-invalid',
    message: expect.stringContaining(detail),
  });
  expect(desk.standing(world.tenantId, plan.digest)).toBeUndefined();
});

test(
  'X-06 one is played at a time, in a thread of its own, and kept with the plan for whoever approves it',
  async () => {
    const { control, tenantId } = world;
    expect((await control.plan(tenantId, plan.digest)).rehearsal).toBeUndefined();
    await desk.begin(tenantId, 'user:anna', wish());
    await expect(desk.begin(tenantId, 'user:ben', wish())).rejects.toMatchObject({ code: 'rehearsal-running' });
    expect(desk.standing(tenantId, plan.digest)).toMatchObject({ kind: 'running', done: 0, of: 1 });
    await desk.idle();
    expect(desk.standing(tenantId, plan.digest)).toBeUndefined();
    const kept = await control.rehearsal(tenantId, plan.digest);
    expect(kept?.rehearsal).toMatchObject({ planDigest: plan.digest, summary: { seeds: 1, finished: 1 } });
    expect(kept?.row).toMatchObject({ rehearsedBy: 'user:anna', estate: 'mine', seeds: 1, finished: 1 });
    const seen = await control.decideOnPlan('user:ben', tenantId, plan.digest, { decision: 'approve' }, true);
    expect(seen.rehearsal?.digest).toBe(kept?.row.digest);
    const [event] = await world.store.events(tenantId, { kinds: ['plan-rehearsed'] }, 1);
    expect(event?.payload).toMatchObject({ digest: kept?.row.digest, seeds: 1, finished: 1 });
    expect((await control.verifyLog(tenantId)).differences).toEqual([]);
  },
  patienceMs,
);

test(
  'X-06 threads that share the seeds say what one alone says, seed by seed',
  async () => {
    const { control, tenantId } = world;
    const playedBy = async (players: Desk) => {
      await players.begin(tenantId, 'user:anna', wish({ seeds: 2 }));
      const before = players.standing(tenantId, plan.digest);
      await players.idle();
      return { before, rehearsal: (await control.rehearsal(tenantId, plan.digest))?.rehearsal };
    };
    const shared = await playedBy(desk);
    expect(shared.before).toMatchObject({ done: 0, of: 2 });
    expect(shared.rehearsal?.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(shared.rehearsal?.course?.seed).toBe(1);
    const single = rehearsalDesk(control, { execArgv: hooks, threads: 1 });
    try {
      expect((await playedBy(single)).rehearsal).toEqual(shared.rehearsal);
    } finally {
      await single.close();
    }
  },
  patienceMs,
);

test(
  'X-06 one that breaks off says why, and what was kept before stays',
  async () => {
    const before = await world.control.rehearsal(world.tenantId, plan.digest);
    const host = await world.host('S0001-DC1');
    await world.store.commit({
      tenantId: world.tenantId,
      at: world.twin.clock.now(),
      hosts: [{ host, isPinned: true, events: [] }],
    });
    await desk.begin(world.tenantId, 'user:anna', wish({ seeds: 2 }));
    await desk.idle();
    expect(desk.standing(world.tenantId, plan.digest)).toMatchObject({
      kind: 'failed',
      problem: { code: 'plan-outdated', detail: expect.stringContaining('S0001-DC1') },
    });
    expect(await world.control.rehearsal(world.tenantId, plan.digest)).toEqual(before);
  },
  patienceMs,
);

import { expect, test } from 'vitest';
import type { RehearsalDesk, RehearsalStanding, RehearsalWish } from '../../src/api/rehearsal-desk.ts';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import type { Rehearsal } from '../../src/domain/rehearsal/result.ts';
import { summarise } from '../../src/domain/rehearsal/summary.ts';
import { aPlan } from '../cli/support/samples.ts';
import { aPrincipal, ask, aWorld, storeOfFile, testIdentity } from './world.ts';

const store = storeOfFile();

/** A desk at which nothing is played: what it is asked and how it stands is all that the API knows of one. */
function aDesk() {
  const asked: RehearsalWish[] = [];
  let standing: RehearsalStanding | undefined;
  const desk: RehearsalDesk = {
    begin: async (_tenantId, _actor, wish) => {
      asked.push(wish);
      standing = { kind: 'running', done: 1, of: wish.seeds, clockAt: 0 };
    },
    faults: () => [{ kind: 'host-dark', description: 'A host is silent.', strikes: 'servers', rate: 0.02 }],
    standing: () => standing,
  };
  return { desk, asked, stand: (now: RehearsalStanding | undefined) => (standing = now) };
}

async function aPlanned() {
  const { desk, asked, stand } = aDesk();
  const world = await aWorld(store(), { api: { trust: () => aPrincipal(), rehearsals: desk } });
  const { digest: _, ...body } = aPlan({ tenantId: world.tenantId }) as unknown as Plan;
  const plan: Plan = { ...body, digest: planDigest(body, testIdentity.sha256) };
  await world.control.handInPlan('user:anna', world.tenantId, plan);
  const path = `/plans/${plan.digest.slice(0, 12)}`;
  const call = (method: string, more: string, given?: unknown) =>
    ask(world.app, method, `${path}${more}`, { tenant: world.tenantId, body: given });
  return { world, plan, asked, stand, call };
}

test('X-06 a rehearsal is asked for with what is usual, tells how far it is, and is shown with its plan when it is kept', async () => {
  const { world, plan, asked, stand, call } = await aPlanned();
  expect((await call('GET', '/rehearsal')).body).toMatchObject({ state: 'none', rehearsal: null });
  const faults = await ask(world.app, 'GET', '/rehearsal-faults', { tenant: world.tenantId });
  expect(faults.body.value).toMatchObject([{ kind: 'host-dark', strikes: 'servers', rate: 0.02 }]);
  const begun = await call('POST', '/rehearsal', { faults: [{ kind: 'host-dark', rate: 0.1 }] });
  expect(begun.body).toMatchObject({ state: 'running', progress: { done: 1, of: 20 } });
  expect(asked).toMatchObject([
    { plan: { digest: plan.digest }, seed: 1, seeds: 20, estate: 'mine', anonymise: false },
  ]);
  await world.control.keepRehearsal('user:anna', world.tenantId, aRehearsal(plan));
  stand(undefined);
  const done = await call('GET', '/rehearsal');
  expect(done.body).toMatchObject({ state: 'done', progress: null, rehearsal: { planDigest: plan.digest } });
  const shown = await call('GET', '');
  expect(shown.body.rehearsal).toMatchObject({
    digest: done.body.rehearsal.digest,
    rehearsedBy: 'user:anna',
    seeds: 0,
  });
  const log = await ask(world.app, 'GET', '/log?top=1', { tenant: world.tenantId });
  expect(log.body.value[0]).toMatchObject({ kind: 'plan-rehearsed', sentence: expect.stringContaining('rehearsed') });
  await world.close();
});

test('X-06 the newest is shown also where the clock stands still, and one that came out as an earlier one is the newest again', async () => {
  const { world, plan, call } = await aPlanned();
  const newest = async () => (await call('GET', '/rehearsal')).body.rehearsal.rehearsedBy;
  const by = (actor: string): Rehearsal => ({ ...aRehearsal(plan), rehearsedBy: actor });
  for (const actor of ['user:b', 'user:a', 'user:c', 'user:b']) {
    await world.control.keepRehearsal(actor, world.tenantId, by(actor));
    expect(await newest()).toBe(actor);
  }
  await world.close();
});

test('X-06 one that broke off says why', async () => {
  const { world, stand, call } = await aPlanned();
  stand({ kind: 'failed', problem: { code: 'plan-outdated', detail: 'BER-DC1 is gone.' } });
  expect((await call('GET', '/rehearsal')).body).toMatchObject({
    state: 'failed',
    problem: { code: 'plan-outdated', detail: 'BER-DC1 is gone.' },
  });
  await world.close();
});

test('X-06 the course of the newest rehearsal is shown stop by stop in the form of a campaign; where none was kept, that is said', async () => {
  const { world, plan, call } = await aPlanned();
  expect(await call('GET', '/rehearsal/course')).toMatchObject({ status: 404, body: { code: 'course-missing' } });
  await world.control.keepRehearsal('user:anna', world.tenantId, aRehearsal(plan));
  expect((await call('GET', '/rehearsal/course')).body.detail).toContain('before courses were');
  const wave = { name: 'first', servers: 2, isOpen: true, isLate: false, passedAt: null, letBy: null, counts: {} };
  const gate = { verdict: 'pass', summary: 'All is well.', unresolved: [], judgedAt: 60_000 } as const;
  const stops = [
    { at: 0, state: 'running', held: null, inFlight: 1, waits: { cap: 2 }, waves: [{ ...wave, gate: null }] },
    {
      at: 60_000,
      state: 'paused',
      held: { because: 'lunch', by: 'user:anna', since: 30_000, servers: [] },
      inFlight: 0,
      waits: {},
      waves: [{ ...wave, gate, counts: { committed: 2 } }],
    },
  ] as const;
  await world.control.keepRehearsal('user:anna', world.tenantId, { ...aRehearsal(plan), course: { seed: 7, stops } });
  const { status, body } = await call('GET', '/rehearsal/course');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    planDigest: plan.digest,
    seed: 7,
    stops: [
      { at: '1970-01-01T00:00:00.000Z', state: 'running', waits: [{ reason: 'cap', moves: 2 }] },
      {
        state: 'paused',
        held: { because: 'lunch', since: '1970-01-01T00:00:30.000Z' },
        waves: [{ gate: { verdict: 'pass', judgedAt: '1970-01-01T00:01:00.000Z' }, counts: { committed: 2 } }],
      },
    ],
  });
  await world.close();
});

test.each([
  ['no seed', { seeds: 0 }],
  ['more seeds than there may be', { seeds: 101 }],
  ['a share above all', { faults: [{ kind: 'reboot', rate: 1.1 }] }],
  ['a share of none', { faults: [{ kind: 'reboot', rate: 0 }] }],
  ['an estate that there is not', { estate: 'moon' }],
])('%s is refused', async (_, body) => {
  const { world, asked, call } = await aPlanned();
  expect((await call('POST', '/rehearsal', body)).body.code).toBe('request-invalid');
  expect(asked).toEqual([]);
  await world.close();
});

function aRehearsal(plan: Plan): Rehearsal {
  return {
    schema: 'changeguard.rehearsal/1',
    planDigest: plan.digest,
    planName: plan.name,
    estate: { kind: 'mine', isAnonymous: false, servers: 2, moving: 2 },
    startAt: 0,
    rehearsedBy: 'user:anna',
    faults: [],
    assumptions: [],
    policy: [],
    runs: [],
    summary: summarise([]),
  };
}

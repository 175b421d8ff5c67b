import { expect, test } from 'vitest';
import { aPlan } from '../cli/support/samples.ts';
import { aPrincipal, ask, aWorld, storeOfFile, type WorldOptions } from './world.ts';

const store = storeOfFile();
const trusted = (): WorldOptions => ({ api: { trust: () => aPrincipal() } });

test.each([
  ['a mistyped rule', { rules: { caps: { perSight: 1 } } }, 'body.rules.caps'],
  ['a rule of the earlier form', { cap: 4 }, 'body'],
  ['a condition that there is not', { rules: { gate: [{ kind: 'luck' }] } }, 'body.rules.gate.0.kind'],
  ['a time of day that there is not', { rules: { calendars: [closing('25:00')] } }, 'body.rules.calendars.0.open.0.to'],
  ['a share of waves above all', { waves: { order: { kind: 'percent', percent: 101 } } }, 'body.waves.order.percent'],
])('%s is refused by its place, and never passed over', async (_, more, at) => {
  const world = await aWorld(store(), trusted());
  const answer = await ask(world.app, 'POST', '/plans', { tenant: world.tenantId, body: { selector: 'all', ...more } });
  expect([answer.status, answer.body.code]).toEqual([400, 'request-invalid']);
  expect(answer.body.errors.map((error: { at: string }) => error.at)).toEqual([at]);
  await world.close();
});

test('rules of the right shape that make no sense are refused with every fault', async () => {
  const world = await aWorld(store(), trusted());
  const rules = { floor: { waivers: [waiver, waiver] }, gate: [{ kind: 'success-share', atLeast: 0 }] };
  const answer = await ask(world.app, 'POST', '/plans', { tenant: world.tenantId, body: { selector: 'all', rules } });
  expect([answer.status, answer.body.code]).toEqual([400, 'rules-invalid']);
  expect(answer.body.errors.map((error: { at: string }) => error.at)).toEqual(['floor.waivers[1]', 'gate[0].atLeast']);
  await world.close();
});

test('a plan of the first form is refused, and the answer says to make it again', async () => {
  const world = await aWorld(store(), trusted());
  const plan = { ...aPlan(), schema: 'changeguard.plan/1' };
  const answer = await ask(world.app, 'POST', '/campaigns', { tenant: world.tenantId, body: { plan } });
  expect([answer.status, answer.body.code]).toEqual([400, 'request-invalid']);
  expect(answer.body.errors).toEqual([
    { at: 'body.plan.schema', message: expect.stringContaining('make the plan again') },
  ]);
  await world.close();
});

test.each([
  ['of the plan', { hurry: true }, 'body.plan'],
  ['of a wave', { waves: [{ name: 'wave 1', isCanary: false, hosts: [], skipGate: true }] }, 'body.plan.waves.0'],
  ['of its prediction', { prediction: { asOf: 0, waves: [], ends: 1 } }, 'body.plan.prediction'],
])('a member %s that nobody knows is refused with its path', async (_, more, at) => {
  const world = await aWorld(store(), trusted());
  const plan = { ...aPlan(), ...more };
  const answer = await ask(world.app, 'POST', '/campaigns', { tenant: world.tenantId, body: { plan } });
  expect([answer.status, answer.body.code, answer.body.errors[0].at]).toEqual([400, 'request-invalid', at]);
  await world.close();
});

test('a rule that this version does not know is not applied as if it were not there', async () => {
  const world = await aWorld(store(), trusted());
  const plan = { ...aPlan(), rules: { ...aPlan().rules, quarantine: true } };
  const answer = await ask(world.app, 'POST', '/campaigns', { tenant: world.tenantId, body: { plan } });
  expect([answer.status, answer.body.errors[0].at]).toEqual([400, 'body.plan.rules']);
  await world.close();
});

const waiver = { of: 'site', name: 'Bonn', because: 'It closes', expiresAt: 1_000 };

function closing(to: string) {
  return { name: 'nights', zone: 'UTC', open: [{ days: ['mon'], from: '22:00', to }], closed: [] };
}

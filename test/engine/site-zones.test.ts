import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('portal 4 the zone of a site is no rule: no verdict is made again for it, and one that nobody knows is refused', async () => {
  await using world = await aWorld({ seed: 41, estate: estateOf({ hosts: 2, seed: 4, troubledShare: 0 }) });
  const { control, store, tenantId } = world;
  await control.check('user:test', tenantId, 'all', true);
  const waiting = async () => (await store.hostsToEvaluate(tenantId, null, 10)).length;
  const change = async (what: Parameters<typeof control.changeTenant>[2]) => {
    const { version = 0 } = (await store.tenant(tenantId)) ?? {};
    return control.changeTenant('user:test', tenantId, what, version);
  };
  expect(await waiting()).toBe(0);
  expect((await change({ siteZones: { Berlin: 'Europe/Berlin' } })).facts.siteZones).toEqual({
    Berlin: 'Europe/Berlin',
  });
  expect(await waiting()).toBe(0);
  await expect(change({ siteZones: { Berlin: 'CET' } })).rejects.toMatchObject({
    code: 'request-invalid',
    errors: [{ at: 'siteZones.Berlin' }],
  });
  // What a rule asks for does make them again.
  await change({ usesVpnIntegration: true });
  expect(await waiting()).toBe(2);
});

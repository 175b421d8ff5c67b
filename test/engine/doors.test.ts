import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type WorldOptions, worldStartAt } from '../support/world.ts';

/* What may start a move, and what may not: the real engine on a real store, and Microsoft's side on the twin. Every world is a tenant of its own. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('stories'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: ++worlds, store, onStop: expectInvariantsNow, ...options });

describe('doors', () => {
  test('a read-only connection sends nothing: apply shows what it would send, and the shadow campaign scores our verdicts', async () => {
    await using world = await aWorld({ isArmed: false });
    const plan = await world.control.makePlan('user:test', world.tenantId, {
      selector: 'BER-DC1,BER-DC2',
      rules: { caps: { inFlight: 5 } },
      demand: 'service',
    });
    const dry = await world.control.apply('user:test', world.tenantId, plan, true);
    expect(dry).toMatchObject({
      campaign: null,
      isShadow: true,
      wouldSend: [{ method: 'POST', servers: ['BER-DC1', 'BER-DC2'] }],
    });
    const applied = await world.control.apply('user:test', world.tenantId, plan, false);
    world.startInPortal('BER-DC1');
    await world.turn({ hours: 2 });
    expect(world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0)).toBe(1);
    if (!applied.campaign) throw new Error('No campaign.');
    const score = await world.control.shadowScore(world.tenantId, applied.campaign.campaignId);
    expect(score.find((row) => row.server === 'BER-DC1')).toMatchObject({ ours: 'eligible', agrees: true });
  });

  test('the portal channel asks a person to press the button and proves it by reading', async () => {
    await using world = await aWorld();
    await world.start('HAM-DC4', { channel: 'portal' });
    await world.turn({ minutes: 5 });
    const [task] = (await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 5 })).value;
    expect(task).toMatchObject({ state: 'open', title: expect.stringContaining('HAM-DC4') });
    world.startInPortal('HAM-DC4');
    await world.turn({ minutes: 45 });
    expect(await world.newestMove('HAM-DC4')).toMatchObject({ origin: 'campaign', state: { kind: 'observing' } });
    await expectInvariantsAtTheEnd(world);
  });

  test('S3-20 a tenant with syslog is told before anything moves, and accepts in writing', async () => {
    await using world = await aWorld({ isUndeclared: true });
    await expect(world.start('BER-DC1')).rejects.toMatchObject({ code: 'plan-empty' });
    const tenant = await store.tenant(world.tenantId);
    const version = tenant?.version ?? 0;
    await world.control.changeTenant(
      'user:test',
      world.tenantId,
      { usesVpnIntegration: false, usesSyslog: true },
      version,
    );
    const checked = await world.control.check('user:test', world.tenantId, 'BER-DC1', true);
    expect(checked.hosts[0]?.eligibility.reasons).toEqual(['feature-loss-not-accepted']);
    await world.decide('accept-feature-loss', 'accept');
    await world.start('BER-DC1');
  });

  test('I12 nothing of a plan that was changed by hand is applied', async () => {
    await using world = await aWorld();
    const plan = await world.control.makePlan('user:test', world.tenantId, {
      selector: 'BER-DC1',
      rules: { caps: { inFlight: 5 } },
      demand: 'service',
    });
    await expect(
      world.control.apply('user:test', world.tenantId, { ...plan, name: 'another' }, false),
    ).rejects.toMatchObject({
      code: 'plan-digest-wrong',
    });
    await world.control.apply('user:test', world.tenantId, plan, false);
    await expect(world.control.apply('user:test', world.tenantId, plan, false)).rejects.toMatchObject({
      code: 'plan-applied-already',
    });
  });

  test('I14 a server whose evidence is missing gives its slot to the next in line', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1,BER-DC2', { cap: 1, demand: 'host' });
    await world.collect('BER-DC2');
    await world.turn({ minutes: 5 });
    expect(await world.newestMove('BER-DC1')).toMatchObject({ state: { kind: 'queued' } });
    expect((await world.newestMove('BER-DC2')).state.kind).toBe('migrating');
  });

  test('a plan that demands host evidence does not start on the word of the service', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1', { demand: 'host' });
    await world.turn({ minutes: 5 });
    expect(await world.newestMove('BER-DC1')).toMatchObject({
      state: { kind: 'queued' },
      waitingFor: 'evidence-missing',
    });
    await world.collect('BER-DC1');
    await world.turn({ minutes: 45 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
  });
});

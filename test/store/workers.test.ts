import { describe, expect, test } from 'vitest';
import { as, type CampaignId, type EffectId, type MoveId, type TenantId } from '../../src/domain/ids.ts';
import type { WorkerRow } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';

function aWorker(about: Partial<WorkerRow> = {}): WorkerRow {
  const usual = { kind: 'worker', host: 'guard1', process: 4_711, version: '0.1.0', startedAt: 1_000 } as const;
  return { workerId: newId(), seenAt: 1_000, ...usual, ...about };
}

forEveryStore((under) => {
  describe('workers', () => {
    test('a beat makes a worker known, and the next one says only that it still lives', async () => {
      const store = under.store();
      const worker = aWorker();
      expect((await store.beat(worker, 2_000)).workers).toContainEqual(worker);
      await store.beat({ ...worker, seenAt: 5_000, host: 'another name' }, 6_000);
      expect(await store.workers()).toContainEqual({ ...worker, seenAt: 5_000 });
    });

    test('a tenant is taken by one worker, kept by its beats, and free when they cease', async () => {
      const store = under.store();
      const [one, two] = [aWorker(), aWorker()];
      const tenantId = await aTenant(store);
      const hold = (worker: WorkerRow, heldUntil: number) => ({ tenantId, workerId: worker.workerId, heldUntil });
      expect(await store.takeTenant(hold(one, 2_000), 1_000)).toBe(true);
      expect(await store.takeTenant(hold(two, 2_500), 1_999)).toBe(false);
      expect((await store.beat(one, 3_000)).holds).toContainEqual(hold(one, 3_000));
      expect(await store.takeTenant(hold(two, 3_500), 2_999)).toBe(false);
      expect(await store.takeTenant(hold(two, 4_000), 3_000)).toBe(true);
      // Whoever was away too long has nothing left to give back.
      await store.leaveTenants(one.workerId, [tenantId]);
      expect((await store.beat(one, 9_000)).holds).toContainEqual(hold(two, 4_000));
    });

    test('of many who take a tenant at once one has it', async () => {
      const store = under.store();
      const tenantId = await aTenant(store);
      const tries = Array.from({ length: 16 }, () => ({ tenantId, workerId: newId(), heldUntil: 2_000 }));
      const taken = await Promise.all(tries.map((hold) => store.takeTenant(hold, 1_000)));
      expect(taken.filter((isTaken) => isTaken)).toHaveLength(1);
    });

    test('a worker that ends gives back what it has, and nothing of another', async () => {
      const store = under.store();
      const [one, two] = [aWorker(), aWorker()];
      const [first, second] = [await aTenant(store), await aTenant(store)];
      await store.beat(one, 9_000);
      await store.takeTenant({ tenantId: first, workerId: one.workerId, heldUntil: 9_000 }, 1_000);
      await store.takeTenant({ tenantId: second, workerId: two.workerId, heldUntil: 9_000 }, 1_000);
      await store.endWorker(one.workerId);
      const { workers, holds } = await store.beat(two, 9_000);
      expect(workers.map(({ workerId }) => workerId)).not.toContain(one.workerId);
      const held = holds.map((hold) => hold.tenantId);
      expect(held).toContain(second);
      expect(held).not.toContain(first);
    });

    test('workers of long ago are forgotten', async () => {
      const store = under.store();
      const [old, fresh] = [aWorker({ seenAt: 4_000 }), aWorker({ seenAt: 5_000 })];
      await store.beat(old, 4_500);
      await store.beat(fresh, 5_500);
      await store.sweepWorkers(5_000);
      const known = (await store.workers()).map(({ workerId }) => workerId);
      expect(known).toContain(fresh.workerId);
      expect(known).not.toContain(old.workerId);
    });
  });

  describe('what a worker had in hand when it died', () => {
    test('a list is read by another one at once, where it is known to be gone', async () => {
      const store = under.store();
      const tenantId = await aTenant(store);
      const claim = { tenantId, resource: 'sensors', tenantNow: 2_000, machineNow: 10, leaseMs: 500 };
      expect(await store.claimReading({ ...claim, worker: 'dead' })).toBeDefined();
      expect(await store.claimReading({ ...claim, worker: 'alive' })).toBeUndefined();
      expect(await store.claimReading({ ...claim, worker: 'alive', gone: ['somebody else'] })).toBeUndefined();
      expect(await store.claimReading({ ...claim, worker: 'alive', gone: ['dead'] })).toBeDefined();
      // From now on it is in the hands of one who lives.
      expect(await store.claimReading({ ...claim, worker: 'third', gone: ['dead'] })).toBeUndefined();
    });

    test('I10 a request is settled by another one at once, under a new fence, and is never pending again', async () => {
      const store = under.store();
      const tenantId = await aTenant(store);
      const effectId = as<EffectId>(newId());
      const moveIds = [as<MoveId>(newId())];
      const campaignId = as<CampaignId>(newId());
      const effect = { effectId, kind: 'migrate', moveIds, campaignId, key: effectId, dueAt: 1_000 } as const;
      await store.commit({ tenantId, at: 1_000, effects: [effect], events: [aNote(tenantId)] });
      const claim = { tenantId, tenantNow: 2_000, machineNow: 10, leaseMs: 500, limit: 9 };
      const [first] = await store.claimEffects({ ...claim, worker: 'dead' });
      expect(await store.claimEffects({ ...claim, worker: 'alive' })).toEqual([]);
      const [second] = await store.claimEffects({ ...claim, worker: 'alive', gone: ['dead'] });
      expect(second?.fence).toBe((first?.fence ?? Number.NaN) + 1);
      const late = { effectId, fence: first?.fence ?? 0, state: 'done' } as const;
      expect((await store.commit({ tenantId, at: 1_000, settled: [late], events: [aNote(tenantId)] })).lost).toEqual([
        effectId,
      ]);
    });
  });

  test('where the twin of a tenant is stays with it when the tenant changes', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    expect((await store.tenant(tenantId))?.twinAt).toBeUndefined();
    await store.markTwin(tenantId, '/srv/guard on guard1');
    const tenant = await store.tenant(tenantId);
    if (!tenant) throw new Error('There is no tenant.');
    expect(tenant.twinAt).toBe('/srv/guard on guard1');
    await store.commit({
      tenantId,
      at: 2_000,
      tenant: { tenant: { ...tenant, name: 'Renamed' }, expectedVersion: tenant.version },
      events: [aNote(tenantId)],
    });
    expect(await store.tenant(tenantId)).toMatchObject({ name: 'Renamed', twinAt: '/srv/guard on guard1' });
  });
});

function aNote(tenantId: TenantId) {
  return { kind: 'tenant-changed', subjectType: 'tenant', subjectId: tenantId, payload: {}, personal: {} } as const;
}

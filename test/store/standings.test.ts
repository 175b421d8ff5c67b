import { expect, test } from 'vitest';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aHost, aMove, aTask, seen } from './estate.ts';

forEveryStore((under) => {
  test('each tenant stands by itself: nothing of one is counted for another (I18)', async () => {
    const store = under.store();
    const [first, second] = [await aTenant(store), await aTenant(store)];
    const hosts = [
      aHost({}, { seen: seen('readyForMigration', 2_000) }),
      aHost({}, { seen: { ...seen('readyForMigration', 2_000), serviceStatus: 'stopped' } }),
      aHost({}, { seen: seen('migrating', 500) }),
    ];
    await store.commit({ tenantId: first, at: 2_000, hosts });
    const [, , moving] = hosts.map(({ host }) => host.hostId);
    if (moving === undefined) throw new Error('no host');
    await store.commit({
      tenantId: first,
      at: 2_000,
      moves: [aMove(null, moving, 'requested', { origin: 'external' })],
      campaigns: [aCampaign(first)],
      tasks: [aTask(first, { dueAt: 7_000 }), aTask(first)],
    });
    const asked = [first, second].map((tenantId) => ({ tenantId, now: 3_000, seenSince: 1_000 }));
    const [of, other] = await store.standings(asked);
    expect(of).toMatchObject({
      ...{ tenantId: first, openTasks: 2, taskDueAt: 7_000, campaigns: 1, inFlight: 1, moveDueAt: 9_000, plans: [] },
      protection: [
        { serviceStatus: 'running', isFresh: false, hosts: 1, inFlight: 1 },
        { serviceStatus: 'running', isFresh: true, hosts: 1, inFlight: 0 },
        { serviceStatus: 'stopped', isFresh: true, hosts: 1, inFlight: 0 },
      ],
    });
    const nothing = { openTasks: 0, taskDueAt: null, campaigns: 0, inFlight: 0, moveDueAt: null, protection: [] };
    expect(other).toMatchObject({ tenantId: second, ...nothing });
    expect(await store.standings([])).toEqual([]);
  });
});

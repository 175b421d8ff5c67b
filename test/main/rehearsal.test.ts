import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plan/document.ts';
import type { FaultWish, Rehearsal, SeedRun } from '../../src/domain/rehearsal/result.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { anonymous } from '../../src/main/rehearsal/anonymous.ts';
import { type RehearsalOrder, rehearse } from '../../src/main/rehearsal/rehearse.ts';
import { type Snapshot, takeSnapshot } from '../../src/main/rehearsal/snapshot.ts';
import { type ScratchServer, startScratchServer } from '../../src/store/scratch.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/*
 * The whole of a rehearsal: the real engine on a store in memory, a twin of its own, and a week of its clock. The estate whose facts are taken is
 * that of a test world, which must stay as it is.
 */

const hour = 3_600_000;
/** A week of the engine takes seconds, on a machine that does much else minutes. */
const patienceMs = 600_000;
const { sha256 } = seededIdentity('rehearsal tests');
let world: World;
let snapshot: Snapshot;
/** As the desk has it; where there is no PostgreSQL all is played in memory. */
let server: ScratchServer | undefined;

beforeAll(async () => {
  world = await aWorld({ estate: estateOf({ hosts: 6, seed: 7, troubledShare: 0, hostsPerSite: 3 }) });
  await world.collect(...world.twin.estate().map((server) => server.host));
  snapshot = await aSnapshot();
  server = await startScratchServer({ identity: seededIdentity('rehearsals'), machineNow: () => 0 });
}, patienceMs);
afterAll(async () => {
  await server?.stop();
  await world[Symbol.asyncDispose]();
});

async function aSnapshot(rules: { failures?: number; people?: number } = {}): Promise<Snapshot> {
  const plan = await world.control.makePlan('user:anna', world.tenantId, {
    selector: 'all',
    demand: 'service',
    waves: { canary: false, strata: ['site'], order: { kind: 'percent', percent: 50 } },
    rules: {
      caps: { perSite: 1 },
      floor: { servers: 2 },
      gate: [{ kind: 'soak', ms: hour }],
      budget: { failures: rules.failures ?? 0 },
      approval: { people: rules.people ?? 0 },
    },
  });
  return takeSnapshot(world.store, world.tenantId, plan, world.twin.clock.now());
}

function played(more: Partial<RehearsalOrder> = {}, { isInMemory = false } = {}): Promise<Rehearsal> {
  const order = { snapshot, estate: 'mine', isAnonymous: false, seed: 1, seeds: 1, faults: [], ...more } as const;
  return rehearse({ ...order, rehearsedBy: 'user:anna' }, { sha256, server: isInMemory ? undefined : server?.address });
}

const only = ({ runs: [run] }: Rehearsal): SeedRun => {
  if (run === undefined) throw new Error('No seed was played.');
  return run;
};
const darkServers: readonly FaultWish[] = [{ kind: 'high-load', rate: 0.2 }];

describe('X-06 a rehearsal', () => {
  test(
    'of a plan that holds its floor is clean: everything is committed, no second is unprotected, no site falls below',
    async () => {
      const requests = world.twin.snapshot().requests;
      const rehearsal = await played();
      const run = only(rehearsal);
      expect([run.outcome, run.states, run.unprotected.seconds]).toEqual(['finished', { committed: 6 }, 0]);
      expect(run.sites.map((site) => [site.servers, site.protected, site.undisturbed])).toEqual([
        [3, 3, 2],
        [3, 3, 2],
      ]);
      expect(run.waves.map((wave) => [wave.startedAt !== null, wave.switchedAt !== null])).toEqual([
        [true, true],
        [true, true],
      ]);
      // The second wave waits for the hour of soak, and the last server for its week.
      const [first, second] = run.waves;
      expect((second?.startedAt ?? 0) - (first?.switchedAt ?? 0)).toBeGreaterThan(hour);
      expect((run.finishedAt ?? 0) - (run.switchedAt ?? 0)).toBeGreaterThan(7 * 24 * hour - hour);
      expect(rehearsal.summary.finishedAt).toEqual({
        least: run.finishedAt,
        median: run.finishedAt,
        most: run.finishedAt,
      });
      expect(rehearsal.planDigest).toBe(snapshot.plan.digest);
      // The course begins with the first wave open and ends as the run did; the second one opens when the gate behind the first has passed, or a stand-in let it.
      const { seed, stops } = rehearsal.course ?? { seed: 0, stops: [] };
      expect([seed, stops[0]?.state, stops.at(-1)?.state]).toEqual([1, 'running', 'finished']);
      expect(stops[0]?.waves.map(({ isOpen }) => isOpen)).toEqual([true, false]);
      expect(stops.at(-1)?.waves.map(({ counts }) => counts)).toEqual([{ committed: 3 }, { committed: 3 }]);
      const opened = stops.find(({ waves }) => waves[1]?.isOpen);
      const passed = opened?.waves[0];
      expect([passed?.passedAt, passed?.gate?.verdict === 'pass' || passed?.letBy !== null]).toEqual([
        opened?.at,
        true,
      ]);
      expect(stops.at(-1)?.at).toBe(run.finishedAt);
      // The real tenant was asked nothing, and started nothing.
      expect(world.twin.snapshot().requests).toBe(requests);
      expect(await world.store.campaigns(world.tenantId)).toEqual([]);
    },
    patienceMs,
  );

  test(
    'names the fault that spent the budget, and the brakes that stopped it; people are asked, and it goes on',
    async () => {
      const run = only(await played({ faults: darkServers }));
      const [fault] = run.faults;
      expect(fault?.fired).toBeGreaterThan(0);
      expect(fault?.stoppedBy).toEqual(expect.arrayContaining(['deadline', 'failure-budget']));
      const trips = run.brakes.filter((brake) => brake.kind === 'failure-budget');
      expect(trips.flatMap((brake) => brake.servers).sort()).toEqual(fault?.servers);
      expect([...new Set(trips.flatMap((brake) => brake.faults))]).toEqual(['high-load']);
      expect(run.decisions.map(({ task, choices }) => [task, choices])).toEqual(
        expect.arrayContaining([
          ['acknowledge-failure', { retry: fault?.servers.length }],
          ['campaign-tripped', { resume: expect.any(Number) }],
        ]),
      );
      expect([run.outcome, run.states]).toEqual(['finished', { committed: 6 }]);
    },
    patienceMs,
  );

  test(
    'I15 of the same seed gives the same log and the same result, whatever is played beside it and on whichever store, and another seed another one',
    async () => {
      const wishes = { faults: [{ kind: 'throttle-with-retry-after', rate: 0.2 }] };
      const [other, fourth] = (await played({ ...wishes, seed: 3, seeds: 2 })).runs;
      const alone = await played({ ...wishes, seed: 4 }, { isInMemory: true });
      expect(only(alone)).toEqual(fourth);
      expect((await played({ ...wishes, seed: 4 })).course).toEqual(alone.course);
      expect(other?.log.hash).not.toBe(fourth?.log.hash);
    },
    patienceMs,
  );

  test(
    'without names tells none: neither servers nor sites, domains or words of people',
    async () => {
      const rehearsal = await played({ isAnonymous: true, faults: darkServers });
      const closed = [{ from: '2026-01-01T00:00', to: '2026-01-02T00:00', because: 'Nobody is there.' }];
      const facts = {
        ...snapshot.tenant.facts,
        siteZones: Object.fromEntries(snapshot.hosts.map(({ site }) => [site, 'Asia/Tokyo'])),
        calendars: [{ name: 'house', zone: 'UTC', open: [], closed }],
      };
      const told = anonymous({ ...snapshot, tenant: { ...snapshot.tenant, facts } }, sha256);
      expect(told.tenant.facts.calendars).toMatchObject([{ zone: 'UTC', closed: [{ to: '2026-01-02T00:00' }] }]);
      const text = JSON.stringify([rehearsal, told.tenant.facts]);
      expect(text).not.toMatch(/Nobody is there|house/);
      const names = snapshot.hosts.flatMap((host) => [host.name, host.site, host.domain, host.hostId]);
      expect(names.filter((name) => text.includes(name))).toEqual([]);
      expect(only(rehearsal).states).toEqual({ committed: 6 });
    },
    patienceMs,
  );

  test(
    'gives the approvals that the plan demands in the name of stand-ins, and says so',
    async () => {
      const run = only(await played({ snapshot: await aSnapshot({ people: 2 }) }));
      expect(run.decisions[0]).toMatchObject({ task: 'approval', choices: { approve: 2 } });
      expect(run.outcome).toBe('finished');
    },
    patienceMs,
  );

  test(
    'says what nobody had told of a server, and of how many',
    async () => {
      const bare = { ...snapshot, documents: snapshot.documents.filter(({ source }) => source !== 'host-facts') };
      const { assumptions } = await played({ snapshot: bare });
      expect(assumptions.find(({ fact }) => fact === 'tls12.enabled')).toMatchObject({ why: 'unknown', servers: 6 });
      expect(assumptions.some(({ fact }) => fact === 'os.build')).toBe(false);
    },
    patienceMs,
  );

  // Two protected servers at every site: nobody has them at a clinic of two.
  test.each([
    ['bank', 30, /^$/],
    ['hospital', 60, /floor-site/],
  ] as const)(
    'on the sample estate %s plays the rules of the plan there, with as many waves',
    async (estate, servers, because) => {
      const rehearsal = await played({ estate });
      expect(rehearsal.estate).toMatchObject({ kind: estate, servers });
      expect(only(rehearsal).waves).toHaveLength(2);
      expect(only(rehearsal).because ?? '').toMatch(because);
      expect(rehearsal.planDigest).toBe(snapshot.plan.digest);
    },
    patienceMs,
  );

  test(
    'of a plan that the estate has outgrown is refused with what changed',
    async () => {
      const gone = snapshot.hosts.map((host, at) => (at === 0 ? { ...host, isPinned: true } : host));
      await expect(played({ snapshot: { ...snapshot, hosts: gone } })).rejects.toMatchObject({ code: 'plan-outdated' });
    },
    patienceMs,
  );
});

test(
  'a plan of another tenant cannot be rehearsed as if it were ours',
  async () => {
    const plan: Plan = { ...snapshot.plan, name: 'changed by hand' };
    await expect(played({ snapshot: { ...snapshot, plan } })).rejects.toMatchObject({ code: 'plan-digest-wrong' });
  },
  patienceMs,
);

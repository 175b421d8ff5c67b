import { expect, test } from 'vitest';
import type { SourceId } from '../../src/domain/fact.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import { minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { DefenderService, FactReading, SensorReading } from '../../src/engine/ports/service.ts';
import type { Commit } from '../../src/engine/ports/store.ts';
import { readResource } from '../../src/engine/read-service.ts';
import { evaluateAll } from '../../src/engine/tick.ts';
import { Dice } from '../../src/twin/dice.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/* Reading lists that mostly say what they said before: whatever a worker remembers of them, the log and what is stored are the same. */

type List = 'sensor-migrations' | 'sensors' | 'device-identity';
type Said = Partial<Pick<SensorReading, 'migrationState' | 'healthStatus' | 'sensorId' | 'fqdn'>>;

function stateRow(name: string, said: Said = {}): SensorReading {
  const state = {
    migrationState: 'readyForMigration',
    healthStatus: 'healthy',
    sensorId: `sensor-${name}`,
    ...said,
  } as const;
  return {
    source: 'graph-sensor-migration',
    name,
    fqdn: `${name.toLowerCase()}.bank.example`,
    sensorType: 'domainControllerIntegrated',
    version: '2.254.19112.470',
    generation: 'v2',
    serviceStatus: 'running',
    ...state,
    facts: { 'mdi.migrationState': state.migrationState, 'mdi.healthStatus': state.healthStatus },
  };
}

function factRow(name: string, source: SourceId, facts: FactReading['facts'], observedAt?: number): FactReading {
  return { source, name, fqdn: `${name.toLowerCase()}.bank.example`, facts, observedAt };
}

/** A tenant of which nothing was read yet, and a way to read lists that say what the test wants. */
async function aReader(world: World) {
  const { tenantId } = await world.control.makeTenant('user:test', 'Lists');
  const read = async (worker: EngineContext, resource: List, rows: readonly FactReading[]) => {
    const [tenant, readings] = await Promise.all([world.store.tenant(tenantId), world.store.readings(tenantId)]);
    if (!tenant) throw new Error('There is no tenant.');
    const previous = readings.find((reading) => reading.resource === resource);
    const request = { tenant, service: {} as DefenderService, resource, everyMs: minuteMs, previous, force: true };
    await readResource(worker, { ...request, read: async () => ({ rows: structuredClone(rows) }) });
    await evaluateAll(worker, tenant);
  };
  return { tenantId, read };
}

/** Everything that reading lists leaves behind. */
async function traceOf({ store }: World, tenantId: TenantId) {
  const { hosts, moves } = await store.views(tenantId);
  const documents = await store.documents(
    tenantId,
    hosts.map((host) => host.hostId),
  );
  return { hosts, moves, documents, events: await store.events(tenantId, {}, 5_000) };
}

/** A context that notes what it commits. */
function observed(context: EngineContext): { readonly worker: EngineContext; readonly commits: Commit[] } {
  const commits: Commit[] = [];
  const store: EngineContext['store'] = {
    ...context.store,
    commit: (given) => {
      commits.push(given);
      return context.store.commit(given);
    },
  };
  return { worker: { ...context, store }, commits };
}

const estate = () => estateOf({ hosts: 1, seed: 5, troubledShare: 0 });

test('a row that a list says again is not written again, and is as new as the list; one that it says no more grows old', async () => {
  await using world = await aWorld({ estate: estate() });
  const { tenantId, read } = await aReader(world);
  const { worker, commits } = observed(world.context);
  const rows = ['DC1', 'DC2', 'DC3'].map((name) => stateRow(name));
  for (const _ of [1, 2]) await read(worker, 'sensor-migrations', rows);
  const before = world.twin.clock.now();
  world.twin.clock.advanceBy(10 * minuteMs);
  commits.length = 0;
  const [first, second] = [stateRow('DC1'), stateRow('DC2', { healthStatus: 'notHealthyLow' })];
  await read(worker, 'sensor-migrations', [first, second]);
  const now = before + 10 * minuteMs;
  expect(commits[0]).toMatchObject({ hosts: [{ host: { name: 'DC2' } }], facts: [{ facts: second.facts }] });
  expect(commits[0]?.list?.gone).toHaveLength(1);
  const { hosts, documents } = await traceOf(world, tenantId);
  expect(hosts.map(({ name, seenAt }) => [name, seenAt])).toEqual([
    ['DC1', now],
    ['DC2', now],
    ['DC3', before],
  ]);
  expect(documents.map(({ observedAt }) => observedAt)).toEqual([now, now, before]);
  world.twin.clock.advanceBy(minuteMs);
  await read(worker, 'sensor-migrations', [first, second]);
  expect(commits.at(-1)).toMatchObject({ hosts: [], facts: [] });
  const later = await traceOf(world, tenantId);
  expect(later.documents.map(({ observedAt }) => observedAt)).toEqual([now + minuteMs, now + minuteMs, before]);
});

test('I4 what a list says again after it had grown too old is judged again, though nothing of it is written', async () => {
  await using world = await aWorld({ estate: estate() });
  const { tenantId, read } = await aReader(world);
  const rows = [stateRow('DC1'), stateRow('DC2')];
  for (const _ of [1, 2]) await read(world.context, 'sensor-migrations', rows);
  world.twin.clock.advanceBy(60 * minuteMs);
  const now = world.twin.clock.now();
  await read(world.context, 'sensor-migrations', rows);
  const { hosts } = await world.store.views(tenantId);
  const judged = await world.store.eligibility(
    tenantId,
    hosts.map((host) => host.hostId),
    'sensor-v3',
  );
  expect(judged.map(({ evaluatedAt }) => evaluatedAt)).toEqual([now, now]);
});

test('what another worker recorded, or a file named anew, is never taken for what was there before', async () => {
  await using world = await aWorld({ estate: estate() });
  const { tenantId, read } = await aReader(world);
  const other = { ...world.context };
  const healthy = [stateRow('DC1')];
  for (const _ of [1, 2]) await read(world.context, 'sensor-migrations', healthy);
  await read(other, 'sensor-migrations', [stateRow('DC1', { healthStatus: 'notHealthyHigh' })]);
  await read(world.context, 'sensor-migrations', healthy);
  expect((await world.store.views(tenantId)).hosts).toMatchObject([{ healthStatus: 'healthy' }]);

  await read(world.context, 'sensor-migrations', healthy);
  const bytes = new TextEncoder().encode('Computer,FQDN,Domain\nDC1,dc1.bank.example,elsewhere.example\n');
  await world.control.importEvidence('user:test', tenantId, {
    bytes,
    fileName: 'computers.csv',
    map: { Computer: 'host.name', FQDN: 'host.fqdn', Domain: 'host.domain' },
    dryRun: false,
  });
  await read(world.context, 'sensor-migrations', healthy);
  expect((await world.store.views(tenantId)).hosts).toMatchObject([{ domain: 'bank.example' }]);
});

const steps = 30;
const names = Array.from({ length: 8 }, (_, index) => `DC${index + 1}`);

/** Plays the same readings, each by a worker of `workers`; a worker that is made for one reading remembers nothing. */
async function played(workers: 'one' | 'two' | 'forgetful') {
  await using world = await aWorld({ estate: estate() });
  const { tenantId, read } = await aReader(world);
  const dice = new Dice(15, 'lists');
  const pair = [world.context, { ...world.context }];
  const states = new Map<string, SensorReading>();
  const traces = [];
  for (let step = 0; step < steps; step += 1) {
    world.twin.clock.advanceBy(dice.pick([0, 1, 7, 20, 90]) * minuteMs);
    const chosen = names.filter(() => dice.chance(0.2));
    const list = dice.pick<List>(['sensor-migrations', 'sensor-migrations', 'sensors', 'device-identity']);
    for (const name of chosen) {
      const migrationState = dice.pick<SensorReading['migrationState']>(['readyForMigration', 'migrating', 'upToDate']);
      const healthStatus = dice.pick(['healthy', 'notHealthyLow']);
      if (dice.chance(0.2)) states.delete(name);
      else
        states.set(
          name,
          stateRow(name, { migrationState, healthStatus, sensorId: `s-${name}-${dice.pick([1, 1, 2])}` }),
        );
    }
    const twice = dice.chance(0.1)
      ? [...states.values()].slice(0, 1).map((row) => ({ ...row, healthStatus: 'twice' }))
      : [];
    const known = ['DC1', 'DC2', 'DC3'];
    const said = dice.pick(['a', 'a', 'b']);
    const seenAt = world.twin.clock.now() - dice.pick([0, 5, 5]) * minuteMs;
    const rows: Record<List, readonly FactReading[]> = {
      'sensor-migrations': [...twice, ...states.values()],
      sensors: known.map((name) => factRow(name, 'graph-sensors', { 'mdi.description': said })),
      'device-identity': [...known, 'STRANGER'].map((name) =>
        factRow(name, 'hunting-device-identity', { 'device.health': said }, seenAt),
      ),
    };
    const second = dice.chance(0.3) ? 1 : 0;
    const worker = workers === 'forgetful' ? { ...world.context } : pair[workers === 'two' ? second : 0];
    await read(worker ?? world.context, list, rows[list]);
    traces.push(await traceOf(world, tenantId));
  }
  const log = await world.control.verifyLog(tenantId);
  expect([log.breaks, log.differences]).toEqual([[], []]);
  return traces;
}

test('I15 a worker that remembers its lists, two in turn, and one that never remembers leave the same log and the same rows', {
  timeout: 180_000,
}, async () => {
  const expected = await played('forgetful');
  for (const workers of ['one', 'two'] as const)
    for (const [step, trace] of (await played(workers)).entries())
      expect(trace, `step ${step} of ${workers}`).toEqual(expected[step]);
});

import { expect, test } from 'vitest';
import { mergeFacts } from '../../src/domain/merge-facts.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { knownDocuments } from '../../src/engine/known-documents.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aDocument } from '../store/estate.ts';
import { aWorld, type World } from '../support/world.ts';

/* Documents that a worker read before are not read again while they are the same; when they were observed, and whatever changed in them, is as it is stored. */

/** The context of a worker that tells how many rows of hosts and of documents it was given. */
function counting({ context, store }: World) {
  const rows = { documents: 0, hosts: 0, hostsById: 0 };
  const counted = <K extends keyof typeof rows>(name: K) => {
    const ask = store[name].bind(store) as (...given: unknown[]) => Promise<readonly unknown[] | { value: unknown[] }>;
    return async (...given: unknown[]) => {
      const answer = await ask(...given);
      rows[name] += 'value' in answer ? answer.value.length : answer.length;
      return answer;
    };
  };
  const told = {
    ...store,
    documents: counted('documents'),
    hosts: counted('hosts'),
    hostsById: counted('hostsById'),
  } as unknown as Store;
  const own: EngineContext = { ...context, store: told };
  return { own, rows };
}

test('documents that are the same as before are not read again, and are as old as the store says', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 1, troubledShare: 0 }) });
  const { store, tenantId } = world;
  const { own, rows } = counting(world);
  const hostIds = (await store.hosts(tenantId, {}, { top: 9 })).value.map(({ hostId }) => hostId);
  const [first, second] = hostIds;
  if (!first || !second) throw new Error('no hosts');
  const isAsStored = async () => {
    const known = await knownDocuments(own, tenantId, hostIds);
    const stored = await store.documents(tenantId, hostIds);
    expect([...known.keys()]).toEqual(hostIds);
    expect([...known.values()].flat().sort((a, b) => (a.hostId < b.hostId ? -1 : 1))).toEqual(stored);
    const read = rows.documents;
    rows.documents = 0;
    return read;
  };
  expect(await isAsStored()).toBeGreaterThan(0);
  expect(await isAsStored()).toBe(0);

  // The lists say the same an hour later.
  await world.control.check('user:test', tenantId, 'all', true);
  await isAsStored();
  await world.turn({ hours: 1 });
  await world.control.check('user:test', tenantId, 'all', true);
  const before = await store.documents(tenantId, [first]);
  await isAsStored();
  expect(await isAsStored()).toBe(0);

  // One says something new, one comes from another file, and one has a source more: of each of these hosts all is read.
  const at = world.twin.clock.now();
  const said = { 'os.build': 20348, 'host.note': 'a "b"' };
  const file = (name: string) => ({ file: name, sha256: 'f'.repeat(64) });
  const document = aDocument(first, said, { observedAt: at, origin: file('one.json') });
  await store.commit({ tenantId, at, facts: [document] });
  expect(await isAsStored()).toBeGreaterThan(before.length - 1);
  const other = aDocument(first, { 'os.build': 1 }, { observedAt: at });
  await store.commit({ tenantId, at, facts: [other] });
  await store.commit({ tenantId, at, facts: [{ ...document, origin: file('two.json') }] });
  expect(await isAsStored()).toBeGreaterThan(0);
  expect(await isAsStored()).toBe(0);
  const more = aDocument(second, { 'os.build': 2 }, { source: 'csv-sensors', observedAt: at });
  await store.commit({ tenantId, at, facts: [more] });
  expect(await isAsStored()).toBeGreaterThan(0);

  // Nobody changes what a worker keeps: facts are merged from it as from what is stored.
  const known = await knownDocuments(own, tenantId, [first]);
  expect(mergeFacts(first, known.get(first) ?? [], at)).toEqual(
    mergeFacts(first, await store.documents(tenantId, [first]), at),
  );
});

test('a server that is only observed is looked at without its documents being read, and a selection without its own servers', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 6, seed: 1, troubledShare: 0 }) });
  const { rows, own } = counting(world);
  Object.assign(world.context, { store: own.store });
  const campaignId = await world.start('all', { cap: 6 });
  await world.turn({ hours: 30 });
  const counts = await world.store.moveCounts(world.tenantId, campaignId);
  expect(counts).toEqual({ observing: 6 });
  rows.documents = 0;
  rows.hosts = 0;
  await world.turn({ hours: 10 });
  expect(await world.store.moveCounts(world.tenantId, campaignId)).toEqual(counts);
  expect(rows.hosts).toBe(0);
  // What the service says of a server by the hour changes a document an hour; before, each look read all of them.
  expect(rows.documents).toBeLessThan(6 * 10 * 8);
});

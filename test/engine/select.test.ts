import { expect, test } from 'vitest';
import type { HostFilter, HostPageRequest, HostRow, Store } from '../../src/engine/ports/store.ts';
import { selectHosts, selectKnown } from '../../src/engine/select.ts';
import { aWorld } from '../support/world.ts';

/** The store of a world whose estate is as large as it is said to be: the same server again and again, in pages as they are asked for. */
function grown(store: Store, row: HostRow, size: number): Store {
  const hosts = async (_tenantId: string, _filter: HostFilter, { top, after = '0' }: HostPageRequest) => {
    const from = Number(after);
    const value = Array.from({ length: Math.min(top, size - from) }, () => row);
    return { value, ...(from + top < size ? { after: String(from + top) } : {}) };
  };
  return new Proxy(store, { get: (target, name) => (name === 'hosts' ? hosts : Reflect.get(target, name)) });
}

test('a selector that more servers fit than a selection holds is refused, and nobody is left out of one that is not', async () => {
  await using world = await aWorld();
  const { tenantId, context } = world;
  const [row] = (await context.store.hosts(tenantId, {}, { top: 1 })).value;
  if (row === undefined) throw new Error('There is no server.');
  const of = (size: number) => ({ ...context, store: grown(context.store, row, size) });
  expect((await selectHosts(of(100_000), tenantId, 'all')).length).toBe(100_000);
  for (const size of [100_001, 100_200, 250_000])
    await expect(selectHosts(of(size), tenantId, 'all')).rejects.toMatchObject({
      code: 'selection-too-large',
      message: 'More than 100,000 servers fit the selector.',
    });
  // What a campaign chose once is counted to the end, however the estate grew.
  expect((await selectKnown(of(100_201), tenantId, 'all')).length).toBe(100_201);
});

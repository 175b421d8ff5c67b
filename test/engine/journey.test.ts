import { expect, test } from 'vitest';
import { aWorld } from '../support/world.ts';

test('S3-05 S3-06 S3-10 a Ready server is moved, observed for a week and committed', async () => {
  await using world = await aWorld();
  const counts: Record<string, [number, number]> = {};
  const store = world.context.store as unknown as Record<string, unknown>;
  for (const k of Object.keys(store)) {
    const f = store[k];
    if (typeof f !== 'function') continue;
    store[k] = (...a: unknown[]) => {
      const t = performance.now();
      const r = (f as (...x: unknown[]) => unknown).apply(store, a);
      const done = () => { const c = (counts[k] ??= [0, 0]); c[0]++; c[1] += performance.now() - t; };
      if (r instanceof Promise) return r.finally(done);
      return r;
    };
  }
  const f0 = world.twin.fetch; 
  await world.start('BER-DC1');
  await world.turn({ minutes: 30 });
  const t0 = Date.now();
  await world.turn({ days: 1 });
  console.log('ms', Date.now() - t0, Object.entries(counts).sort((a, b) => b[1][1] - a[1][1]).slice(0, 20));
  const log = await world.control.verifyLog(world.tenantId);
  console.log(log);
  expect(log.breaks).toEqual([]);
});

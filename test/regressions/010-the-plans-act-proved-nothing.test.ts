import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { verifyPackBytes } from '../../src/main/verify-pack.ts';
import { aPackedWorld } from '../report/support/packed-world.ts';

test('X-04 X-08 a pack of a campaign in which the plan asked for the way back proves that as well', {
  timeout: 300_000,
}, async () => {
  await using packed = await aPackedWorld({ seed: 912 });
  const { world, download } = packed;
  // Nobody brings evidence and nobody decides, until the plan does.
  await world.turn({ hours: (7 * dayMs) / hourMs - 6 });
  const events = await world.store.events(world.tenantId, { kinds: ['move-changed'] }, 10_000);
  const acts = events.filter(({ payload }) => {
    const { event } = payload as { event: { kind: string; askedFor?: string } | null };
    return event?.kind === 'rollback-asked' && event.askedFor === 'plan';
  });
  expect(acts.length, 'the plan acted, or this proves nothing').toBeGreaterThan(0);
  const { bytes } = await download('/campaigns/nord/report/file?format=pack');
  const found = await verifyPackBytes(bytes, undefined, () => undefined);
  expect(found.differences).toEqual([]);
  expect(found.decisions.transitions.differing).toBe(0);
});

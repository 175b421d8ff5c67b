import { expect, test } from 'vitest';
import { keptBackBy, underWayOf } from '../../src/domain/host-hold.ts';
import { transitions } from '../../src/journeys/sensor-v3/transitions.ts';

test('portal 4.3 a host is kept back by its pin, by a hold, or by neither', () => {
  const hold = { because: 'Racks are moved.' };
  expect(keptBackBy({ isPinned: true, hold })).toBe('host-pinned');
  expect(keptBackBy({ isPinned: true, hold: null })).toBe('host-pinned');
  expect(keptBackBy({ isPinned: false, hold })).toBe('host-held');
  expect(keptBackBy({ isPinned: false, hold: null })).toBeUndefined();
  expect(keptBackBy({ isPinned: false })).toBeUndefined();
});

test('portal 4.3 every state of an attempt says what of it is under way while its server is held, and an unknown one says that nothing is', () => {
  expect(Object.fromEntries(Object.keys(transitions).map((kind) => [kind, underWayOf(kind)]))).toEqual({
    queued: 'queued',
    requested: 'asked',
    migrating: 'started',
    external: 'started',
    overdue: 'started',
    observing: 'observing',
    committed: 'nothing',
    reverted: 'nothing',
    failed: 'nothing',
    rolledBack: 'nothing',
    abandoned: 'nothing',
  });
  expect([underWayOf(null), underWayOf('of a later version'), underWayOf('toString')]).toEqual(
    Array(3).fill('nothing'),
  );
});

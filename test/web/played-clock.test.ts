import { expect, test } from 'vitest';
import { lastUntil } from '../../src/web/screens/rehearsals/stop-at.ts';

test.each([
  ['before the first', 5, 0],
  ['at the first', 10, 0],
  ['between two', 25, 1],
  ['at one', 30, 2],
  ['after the last', 99, 2],
])('portal 4.7: the stop that a turned clock shows, %s', (_, until, at) => {
  expect(lastUntil([10, 20, 30], until)).toBe(at);
});

test('portal 4.7: where there is no stop nothing breaks', () => expect(lastUntil([], 5)).toBe(0));

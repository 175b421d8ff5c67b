import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder, type Slot, slotsFor } from '../../src/web/screens/servers/row-slots.ts';

const rowsOf = (slots: readonly Slot[]) => slots.map(({ at }) => at);
const boxOf = (slots: readonly Slot[], row: number) => slots.find(({ at }) => at === row)?.key;

test('while somebody scrolls, rows that come take the boxes of those that go, and the others stay where they are', () => {
  const before = slotsFor([], { first: 0, last: 4 }, false);
  const after = slotsFor(before, { first: 2, last: 6 }, true);
  expect(rowsOf(after)).toEqual([5, 6, 2, 3, 4]);
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  expect(rowsOf(inOrder(after))).toEqual([2, 3, 4, 5, 6]);
  expect(boxOf(inOrder(after), 5)).toBe(boxOf(after, 5));
});

test('where a row has the focus no other row gets its boxes, and rows stand in the order of the list', () => {
  const before = slotsFor([], { first: 10, last: 14 }, false);
  const after = slotsFor(before, { first: 7, last: 11 }, false);
  expect(rowsOf(after)).toEqual([7, 8, 9, 10, 11]);
  expect([boxOf(after, 10), boxOf(after, 11)]).toEqual([boxOf(before, 10), boxOf(before, 11)]);
  const old = new Set(before.map(({ key }) => key));
  expect([7, 8, 9].filter((row) => old.has(boxOf(after, row) ?? -1))).toEqual([]);
});

test('whatever way somebody scrolls, each row in sight stands in one place, in boxes that are nobody else’s, and stays in them', () => {
  const step = fc.record({ first: fc.nat(60), rows: fc.nat(12), mayTake: fc.boolean(), rests: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let slots: readonly Slot[] = [];
      for (const { first, rows, mayTake, rests } of steps) {
        const last = first + rows - 1;
        const next = slotsFor(slots, { first, last }, mayTake);
        expect(rowsOf(inOrder(next))).toEqual(Array.from({ length: rows }, (_, row) => first + row));
        expect(new Set(next.map(({ key }) => key)).size).toBe(rows);
        for (const { key, at } of slots) if (at >= first && at <= last) expect(boxOf(next, at)).toBe(key);
        slots = rests ? inOrder(next) : next;
      }
    }),
    { seed: 4 },
  );
});

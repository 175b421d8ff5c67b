import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScrollSpace, type Spot, scrollSpace } from '../../src/web/screens/servers/scroll-space.ts';

const view = 650;
const million = 36_000_000;
/** As the grid does it: the bar is put right when it is astray, and where somebody rests. */
const put = (space: ScrollSpace, { rows }: Spot): Spot => ({ bar: Math.round(space.barAt(rows)), rows });
const step = (space: ScrollSpace, from: Spot, by: number): Spot => {
  const end = space.height - view;
  const spot = space.moved(from, Math.max(0, Math.min(end, from.bar + by)));
  return space.isAstray(spot) ? put(space, spot) : spot;
};

test('what a browser can draw scrolls as it always did', () => {
  const space = scrollSpace(3_600_000, view);
  expect(space.height).toBe(3_600_000);
  expect(space.moved({ bar: 10, rows: 10 }, 2_000_000)).toEqual({ bar: 2_000_000, rows: 2_000_000 });
  expect(space.isAstray({ bar: 2_000_000, rows: 2_000_000 })).toBe(false);
});

test('a million rows are no taller than browsers draw, and both ends of the bar are both ends of the rows', () => {
  const space = scrollSpace(million, view);
  expect(space.height).toBeLessThanOrEqual(17_800_000);
  const far = { bar: 5_000_000, rows: 18_000_000 };
  expect(space.moved(far, 0).rows).toBe(0);
  expect(space.moved(far, space.height - view).rows).toBe(million - view);
  expect(space.moved({ bar: 0, rows: 0 }, (space.height - view) / 2).rows).toBeCloseTo((million - view) / 2, 0);
});

test('wherever somebody is, a step of the wheel is as long over the rows as on the wheel, and no row is skipped', () => {
  const space = scrollSpace(million, view);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: million - view }),
      fc.array(fc.integer({ min: -view, max: view }), { maxLength: 60 }),
      (start, steps) => {
        let spot = put(space, { bar: 0, rows: start });
        for (const by of steps) {
          const next = step(space, spot, by);
          const wanted = Math.max(0, Math.min(million - view, spot.rows + by));
          expect(Math.abs(next.rows - wanted)).toBeLessThanOrEqual(1);
          spot = next;
        }
      },
    ),
  );
});

test.each([
  ['down', 300, million - view],
  ['up', -300, 0],
] as const)('stepping %s from anywhere near leads to the very end, never stuck before it', (_way, by, end) => {
  const space = scrollSpace(million, view);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300_000 }), (off) => {
      let spot = put(space, { bar: 0, rows: Math.abs(end - off) });
      for (let steps = 0; steps <= off / 300 + 1; steps += 1) spot = step(space, spot, by);
      expect(spot.rows).toBe(end);
    }),
    { numRuns: 30 },
  );
});

test('place and bar belong to each other, whole pixels of the bar aside', () => {
  const space = scrollSpace(million, view);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: million - view }), (rows) => {
      const { rows: back } = space.moved({ bar: -10 * million, rows: 0 }, space.barAt(rows));
      expect(Math.abs(back - rows)).toBeLessThan(0.01);
    }),
  );
});

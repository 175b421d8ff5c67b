import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JourneyId } from '../../src/domain/ids.ts';
import { comesFirst, earlierThan, type JourneyOrder, type JourneyStanding } from '../../src/domain/journey-order.ts';
import { journeyOrder } from '../../src/journeys/order.ts';

const run = { seed: 20_260_404, numRuns: 1_000 };
const journeys: readonly JourneyId[] = ['from-ata', 'streamlined', 'sensor-v3'];
type Standings = Readonly<Partial<Record<JourneyId, JourneyStanding>>>;

describe('X-05 streamlined before v3, ATA before both', () => {
  const table: readonly (readonly [string, JourneyId, Standings, readonly JourneyId[]])[] = [
    ['nothing comes before the first', 'from-ata', { streamlined: 'due', 'sensor-v3': 'due' }, []],
    ['what is due comes first', 'streamlined', { 'from-ata': 'due' }, ['from-ata']],
    ['what is under way comes first', 'sensor-v3', { streamlined: 'under-way' }, ['streamlined']],
    ['what ended without proof comes first', 'sensor-v3', { 'from-ata': 'ended-unproven' }, ['from-ata']],
    ['what is settled does not', 'sensor-v3', { 'from-ata': 'settled', streamlined: 'settled' }, []],
    [
      'all are named, the first first',
      'sensor-v3',
      { streamlined: 'due', 'from-ata': 'due' },
      ['from-ata', 'streamlined'],
    ],
    ['a journey that is not installed keeps nobody', 'sensor-v3', {}, []],
  ];
  for (const [rule, journey, standings, first] of table)
    test(rule, () => expect(comesFirst(journey, journeyOrder, (one) => standings[one])).toEqual(first));

  test('the order that is declared has no circle', () => {
    for (const journey of journeys) expect(earlierThan(journey, journeyOrder)).not.toContain(journey);
  });

  test('in any order, also with circles, exactly what stands before and is not settled comes first', () => {
    const some = fc.subarray([...journeys]);
    const orders: fc.Arbitrary<JourneyOrder> = fc.record({ 'from-ata': some, streamlined: some, 'sensor-v3': some });
    const standing = fc.option(fc.constantFrom<JourneyStanding>('settled', 'due', 'under-way', 'ended-unproven'), {
      nil: undefined,
    });
    const standings = fc.record({ 'from-ata': standing, streamlined: standing, 'sensor-v3': standing });
    fc.assert(
      fc.property(orders, standings, fc.constantFrom(...journeys), (order, known, journey) => {
        // The relation multiplied with itself until nothing is added.
        let before: readonly JourneyId[] = order[journey];
        for (const _ of journeys) before = [...new Set([...before, ...before.flatMap((one) => order[one])])];
        const open = before.filter((one) => known[one] !== undefined && known[one] !== 'settled');
        expect([...comesFirst(journey, order, (one) => known[one])].sort()).toEqual([...open].sort());
      }),
      run,
    );
  });
});

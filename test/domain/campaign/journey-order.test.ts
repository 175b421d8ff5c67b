import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  faultOfOrder,
  type HostHistory,
  type JourneyStanding,
  journeyOrder,
  mayBegin,
} from '../../../src/domain/campaign/journey-order.ts';
import type { JourneyOrder } from '../../../src/domain/campaign/rules.ts';
import type { JourneyId } from '../../../src/domain/ids.ts';

const run = { seed: 20_260_404, numRuns: 1_000 };
const earlier = (...journeys: JourneyId[]) => ({ ok: false, waitingFor: 'earlier-journey', journeys });
const busy = (...journeys: JourneyId[]) => ({ ok: false, waitingFor: 'host-busy', journeys });
const yes = { ok: true };

describe('X-05 streamlined before v3, ATA before both', () => {
  const table: readonly (readonly [string, JourneyId, HostHistory, object])[] = [
    ['the first of the order may begin', 'from-ata', {}, yes],
    ['a journey that was never judged on the host may still be to come', 'streamlined', {}, earlier('from-ata')],
    ['a host that has nothing to move there need not wait', 'streamlined', { 'from-ata': 'notConcerned' }, yes],
    ['what is done with proof lets the next begin', 'streamlined', { 'from-ata': 'done' }, yes],
    ['what ended without proof does not', 'streamlined', { 'from-ata': 'endedUnproven' }, earlier('from-ata')],
    ['what is under way does not', 'streamlined', { 'from-ata': 'underWay' }, earlier('from-ata')],
    ['all that stand before are named, the first first', 'sensor-v3', {}, earlier('from-ata', 'streamlined')],
    [
      'the one that is missing is named',
      'sensor-v3',
      { 'from-ata': 'notConcerned', streamlined: 'underWay' },
      earlier('streamlined'),
    ],
    ['everything before is done', 'sensor-v3', { 'from-ata': 'done', streamlined: 'notConcerned' }, yes],
    [
      'a host under observation on a later journey is not connected anew',
      'streamlined',
      { 'from-ata': 'done', 'sensor-v3': 'underWay' },
      busy('sensor-v3'),
    ],
    [
      'I5 a host has one change in flight',
      'sensor-v3',
      { 'from-ata': 'done', streamlined: 'done', 'sensor-v3': 'underWay' },
      busy('sensor-v3'),
    ],
  ];
  for (const [rule, journey, history, answer] of table)
    test(rule, () => expect(mayBegin(journey, history, journeyOrder)).toEqual(answer));

  test('the order of the product has no circle', () => expect(faultOfOrder(journeyOrder)).toBeUndefined());

  test('an order by way of another journey holds as well', () => {
    const chain: JourneyOrder = { 'from-ata': [], streamlined: ['from-ata'], 'sensor-v3': ['streamlined'] };
    expect(mayBegin('sensor-v3', { streamlined: 'done' }, chain)).toEqual(earlier('from-ata'));
  });

  test('a circle is refused, and begins nothing where nobody refused it', () => {
    const circle: JourneyOrder = { 'from-ata': ['sensor-v3'], streamlined: ['from-ata'], 'sensor-v3': ['streamlined'] };
    expect(faultOfOrder(circle)).toMatchObject({ code: 'journey-order-cyclic' });
    expect(mayBegin('sensor-v3', {}, circle)).toMatchObject({ ok: false });
    expect(faultOfOrder({ ...circle, 'from-ata': ['from-ata'] })).toMatchObject({ code: 'journey-order-cyclic' });
  });
});

describe('X-05 any order', () => {
  const journeys: readonly JourneyId[] = ['from-ata', 'streamlined', 'sensor-v3'];
  const some = fc.subarray([...journeys]);
  const orders: fc.Arbitrary<JourneyOrder> = fc.record({ 'from-ata': some, streamlined: some, 'sensor-v3': some });
  const standing = fc.option(fc.constantFrom<JourneyStanding>('done', 'notConcerned', 'underWay', 'endedUnproven'));
  const histories: fc.Arbitrary<HostHistory> = fc
    .tuple(standing, standing, standing)
    .map((all) => Object.fromEntries(journeys.flatMap((journey, at) => (all[at] ? [[journey, all[at]]] : []))));

  /** What stands before a journey, by multiplying the relation with itself until nothing is added. */
  function closure(order: JourneyOrder, of: JourneyId): readonly JourneyId[] {
    let reached: readonly JourneyId[] = order[of];
    for (let round = 0; round < journeys.length; round += 1)
      reached = [...new Set([...reached, ...reached.flatMap((one) => order[one])])];
    return reached;
  }

  test('a circle is found exactly where a journey stands before itself', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const isCyclic = journeys.some((journey) => closure(order, journey).includes(journey));
        expect(faultOfOrder(order) !== undefined).toBe(isCyclic);
      }),
      run,
    );
  });

  test('a journey begins only when everything before it is settled and nothing is under way', () => {
    fc.assert(
      fc.property(orders, histories, fc.constantFrom(...journeys), (order, history, journey) => {
        const open = closure(order, journey).filter((one) => !['done', 'notConcerned'].includes(history[one] ?? ''));
        const isBusy = Object.values(history).includes('underWay');
        const answer = mayBegin(journey, history, order);
        expect(answer.ok).toBe(open.length === 0 && !isBusy);
        if (!answer.ok && answer.waitingFor === 'earlier-journey')
          expect([...answer.journeys].sort()).toEqual([...open].sort());
      }),
      run,
    );
  });
});

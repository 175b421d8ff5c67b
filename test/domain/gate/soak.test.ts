import { describe, expect, test } from 'vitest';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveHost } from '../../../src/domain/gate/wave-view.ts';
import { dayMs, hourMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import { aFailedHost, aHost, aView, pending, switchedAt, t0 } from './support.ts';

describe('X-02 soak', () => {
  const soaked = (latest: number, given: Partial<WaveHost> = {}) =>
    aView([aHost('A'), aHost('B', { protectedByNew: { earliest: switchedAt, latest }, ...given })]);
  holds({ kind: 'soak', ms: dayMs }, [
    { rule: 'exactly at its end it passes', view: soaked(t0 - dayMs), is: ['pass', ''] },
    {
      rule: 'a millisecond before its end it does not',
      view: soaked(t0 - dayMs + 1),
      is: ['inconclusive', 'soaking', 'B'],
    },
    {
      rule: 'it counts from the latest possible instant, not from the earliest',
      view: soaked(t0 - hourMs),
      is: ['inconclusive', 'soaking', 'B'],
    },
    {
      rule: 'a host that is not protected yet holds',
      view: aView([aHost('A'), pending('B')]),
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
    {
      rule: 'a host that failed before it was protected has nothing to soak',
      view: aView([aHost('A'), aFailedHost('B')]),
      is: ['pass', ''],
    },
    {
      rule: 'a wave in which nothing was protected has not soaked',
      view: aView([aFailedHost('A')]),
      is: ['inconclusive', 'nothing-measured'],
    },
    {
      rule: 'time in which nobody looked is no soak',
      view: soaked(switchedAt, { seenAt: t0 - 2 * hourMs - 1 }),
      is: ['inconclusive', 'sighting-too-old', 'B'],
    },
    {
      rule: 'a sighting of the future is none',
      view: soaked(switchedAt, { seenAt: t0 + 1 }),
      is: ['inconclusive', 'sighting-too-old', 'B'],
    },
  ]);
  holds({ kind: 'soak', ms: Number.NaN }, [
    { rule: 'a malformed time never passes', view: aView([aHost('A')]), is: ['inconclusive', 'soaking', 'A'] },
  ]);

  test('it says when to look again', () => {
    const { lookAgainAt, waitsFor } = judgeCondition({ kind: 'soak', ms: dayMs }, soaked(t0 - hourMs));
    expect({ lookAgainAt, waitsFor }).toEqual({ lookAgainAt: t0 + 23 * hourMs, waitsFor: 'time' });
  });
});

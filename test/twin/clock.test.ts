import { describe, expect, test } from 'vitest';
import { TwinClock } from '../../src/twin/clock.ts';
import { dayMs, hourMs, minuteMs, startAt } from './client.ts';

function aClock(rate = 1) {
  const wall = { at: 1_000_000 };
  return { wall, clock: new TwinClock({ startAt, rate, wallNow: () => wall.at }) };
}

describe('the clock of the twin', () => {
  test('runs at its rate: a 20-minute migration takes 20 s at rate 60', () => {
    const { wall, clock } = aClock(60);
    wall.at += 20_000;
    expect(clock.now()).toBe(startAt + 20 * minuteMs);
  });

  test('keeps its time when the rate changes', () => {
    const { wall, clock } = aClock(60);
    wall.at += 1_000;
    clock.setRate(1);
    wall.at += 1_000;
    expect(clock.now()).toBe(startAt + 61_000);
    expect(clock.rate).toBe(1);
  });

  test('stands still at rate 0 and can still be turned', () => {
    const { wall, clock } = aClock(0);
    wall.at += hourMs;
    expect(clock.now()).toBe(startAt);
    clock.advanceBy(7 * dayMs);
    expect(clock.now()).toBe(startAt + 7 * dayMs);
  });

  test('never goes back: not when asked, and not when the wall is set back', () => {
    const { wall, clock } = aClock(1);
    wall.at += 5_000;
    const seenAt = clock.now();
    wall.at -= hourMs;
    expect(clock.now()).toBe(seenAt);
    expect(() => clock.advanceTo(seenAt - 1)).toThrow(RangeError);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the rate %s', (rate) => {
    expect(() => aClock(1).clock.setRate(rate)).toThrow(RangeError);
  });

  test('resumes as if it had never stopped, or where it stood, but never before what a client saw', () => {
    const { wall, clock } = aClock(60);
    wall.at += 1_000;
    const saved = clock.toJSON();
    wall.at += 10_000;
    const went = aClock(60);
    went.wall.at = wall.at;
    went.clock.restore(saved);
    expect(went.clock.now()).toBe(startAt + 11 * minuteMs);
    went.clock.restore(saved, { downtime: 'stands' });
    expect(went.clock.now()).toBe(startAt + minuteMs);
    went.clock.restore(saved, { downtime: 'stands', notBeforeAt: startAt + hourMs });
    expect(went.clock.now()).toBe(startAt + hourMs);
  });
});

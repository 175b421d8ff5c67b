import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../../src/domain/time.ts';
import { schedule } from '../../../src/journeys/sensor-v3/schedule.ts';
import { eventsAt as at, played, states, t0 } from './move-samples.ts';

/* A server under observation of which the service says that it migrates, or that its migration failed: somebody may have rolled it back and started it again. */

const later = t0 + 3 * hourMs;

test('I2 I11 a server on v3.x that migrates on v2.x went back and was started again: the attempt ends, and keeps its slot until the other is known', () => {
  const back = (minutes: number) => ({ ...at(later + minutes * minuteMs)['migrating-seen'], isBack: true }) as const;
  const once = played(states.observing, back(0));
  expect(once).toMatchObject({ kind: 'observing', readySeenAt: later, problem: { code: 'state-regressed' } });
  expect(played(once, back(1))).toEqual(once);
  const ended = played(once, back(5));
  expect(ended).toEqual({ kind: 'rolledBack', rolledBackAt: later + 5 * minuteMs, wasAsked: false });
  expect(schedule(ended, later)).toMatchObject({ inFlight: true, isActive: true });
  const followed = played(ended, { kind: 'acknowledged', at: later + 6 * minuteMs });
  expect(schedule(followed, later)).toMatchObject({ inFlight: true, isActive: false });
  const protectedNow = played(followed, at(later + 7 * minuteMs)['protected-again']);
  expect(schedule(protectedNow, later).inFlight).toBe(false);
  // An answer that soon after v3.x was seen may be a stale one about the attempt that has just ended.
  const soon = { ...back(0), at: states.observing.seenAt + 50 * minuteMs };
  expect(played(states.observing, soon, { ...soon, at: soon.at + 6 * minuteMs })).not.toHaveProperty('readySeenAt');
  // Its new sensor may be seen before v2.x is seen a second time.
  expect(played(once, at(later + 5 * minuteMs)['migrating-seen']).kind).toBe('rolledBack');
});

test('I14 a server on v3.x of which the service says Migration failed on v2.x went back, and another attempt failed', () => {
  const back = (minutes: number) => ({ ...at(later + minutes * minuteMs)['failed-seen'], isBack: true }) as const;
  const ended = played(states.observing, back(0), back(5));
  expect(ended).toMatchObject({ kind: 'rolledBack', protectedAt: later + 5 * minuteMs });
  expect(schedule(ended, later).inFlight).toBe(false);
});

test('I11 a server of which the service says for five minutes that it migrates, on v3.x, may be another attempt: its week ends later, and its proofs are younger', () => {
  const says = (minutes: number) =>
    ({ ...at(later + minutes * minuteMs)['migrating-seen'], from: later - minuteMs, since: later }) as const;
  const again = at(later + hourMs)['up-to-date-seen'];
  const stale = played(states.observing, says(0), says(4), again);
  expect(stale).toMatchObject({ commitDueAt: states.observing.commitDueAt });
  const doubted = played(states.observing, says(0), says(5));
  expect(doubted).toMatchObject({ kind: 'observing', mayBeAnother: true });
  const observed = played(doubted, again);
  expect(observed).toMatchObject({
    kind: 'observing',
    seenFrom: states.observing.seenFrom,
    seenAt: again.since,
    rollbackUntilAt: states.observing.rollbackUntilAt,
    commitDueAt: again.commitDueAt,
  });
  expect(observed).not.toHaveProperty('mayBeAnother');
  expect(observed).not.toHaveProperty('problem');
});

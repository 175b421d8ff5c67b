import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Calendar } from '../../../src/domain/calendar/calendar.ts';
import { weekdays } from '../../../src/domain/calendar/calendar-faults.ts';
import { mayStart } from '../../../src/domain/calendar/may-start.ts';
import { horizonMs, isOpen, nextOpening, type Opening } from '../../../src/domain/calendar/openings.ts';
import { previewOpenings } from '../../../src/domain/calendar/preview.ts';
import { changesBetween, zoneOf } from '../../../src/domain/calendar/zone.ts';
import {
  aCalendarNear,
  aLength,
  aMoment,
  anInstant,
  aPeriodNear,
  aWindow,
  aZoneName,
  hoursOf,
  localText,
  seed,
} from './drawn-calendars.ts';
import { day, hour, minute, openMinutes, zoneNames } from './minute-oracle.ts';

const from = Date.UTC(2024, 0, 1);
const before = Date.UTC(2031, 0, 1);

/** Minutes in which the product and the clock on the wall do not agree. */
function disagreements(calendars: readonly Calendar[], start: number, count: number): readonly string[] {
  const hours = hoursOf(...calendars);
  return openMinutes(calendars, start, count).flatMap((expected, index) => {
    const at = start + index * minute;
    // The last millisecond of a minute is as its first: windows begin and end on whole minutes.
    const isSame = isOpen(hours, at) === expected && isOpen(hours, at + minute - 1) === expected;
    return isSame ? [] : [`${new Date(at).toISOString()} should be ${expected ? 'open' : 'closed'}`];
  });
}

test('I3 what is open is what a clock on the wall says, minute by minute around every change of every zone 2024 to 2030', () => {
  let changes = 0;
  for (const name of zoneNames) {
    const zone = zoneOf(name);
    if (zone === undefined) throw new Error(`${name} is no zone.`);
    for (const { at } of changesBetween(zone, from, before)) {
      changes += 1;
      fc.assert(
        fc.property(aCalendarNear(at, { zone: fc.constant(name), closed: 1 }), (calendar) => {
          expect([name, ...disagreements([calendar], at - 130 * minute, 260)]).toEqual([name]);
        }),
        { seed: seed + changes, numRuns: 1 },
      );
    }
  }
  expect(changes).toBeGreaterThan(1_000);
});

test('I3 what is open is what a clock on the wall says, in every zone at any time', () => {
  for (const name of zoneNames)
    fc.assert(
      fc.property(
        anInstant.chain((at) => fc.tuple(fc.constant(at), aCalendarNear(at, { zone: fc.constant(name) }))),
        ([at, calendar]) => {
          expect([name, ...disagreements([calendar], at, 90)]).toEqual([name]);
        },
      ),
      { seed, numRuns: 2 },
    );
});

test('several calendars are open when each of them is: one more never opens anything', () => {
  fc.assert(
    fc.property(aMoment, ({ at, calendars }) => {
      const all = hoursOf(...calendars);
      const each = calendars.map((calendar) => hoursOf(calendar));
      for (let step = 0; step < 96; step += 1) {
        const instant = at + step * 15 * minute;
        expect(isOpen(all, instant)).toBe(each.every((one) => isOpen(one, instant)));
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('denial beats allowance: a freeze closes what it covers, whatever is open, and opens nothing', () => {
  const drawn = aMoment.chain(({ at, calendars }) =>
    fc.tuple(fc.constant(at), fc.constant(calendars), aPeriodNear(at), aZoneName),
  );
  fc.assert(
    fc.property(drawn, ([at, calendars, period, zone]) => {
      const freeze: Calendar = { name: 'freeze', zone, open: [], closed: [period] };
      const [without, within, alone] = [hoursOf(...calendars), hoursOf(...calendars, freeze), hoursOf(freeze)];
      for (let instant = at - day; instant < at + day; instant += 30 * minute)
        expect(isOpen(within, instant)).toBe(isOpen(without, instant) && isOpen(alone, instant));
    }),
    { seed, numRuns: 300 },
  );
});

test('the next opening is the next: closed until then, open throughout, closed on both sides, the same from within', () => {
  fc.assert(
    fc.property(aMoment, fc.double({ min: 0, max: 1, noNaN: true }), ({ at, calendars }, share) => {
      const hours = hoursOf(...calendars);
      const found = nextOpening(hours, at);
      if (found.kind === 'none') {
        for (let instant = at; instant < found.searchedUntil; instant += 3 * hour)
          expect(isOpen(hours, instant)).toBe(false);
        return;
      }
      const { opensAt, closesAt } = found.opening;
      const begin = Math.max(opensAt ?? at, at);
      const end = closesAt ?? begin + day;
      expect(begin).toBeLessThan(end);
      for (const instant of instantsBetween(at, begin)) expect(isOpen(hours, instant)).toBe(false);
      for (const instant of instantsBetween(begin, end)) expect(isOpen(hours, instant)).toBe(true);
      if (opensAt !== null) expect(isOpen(hours, opensAt - 1)).toBe(false);
      if (closesAt !== null) expect(isOpen(hours, closesAt)).toBe(false);
      const within = begin + Math.floor(share * (end - begin - 1));
      expect(nextOpening(hours, within)).toEqual(found);
    }),
    { seed, numRuns: 500 },
  );
});

test('what clocks skip parts nothing: a hole in the week is not there on the day on which its time is skipped', () => {
  let skips = 0;
  for (const name of zoneNames) {
    const zone = zoneOf(name);
    if (zone === undefined) throw new Error(`${name} is no zone.`);
    for (const { at, fromOffsetMs, toOffsetMs } of changesBetween(zone, from, before)) {
      if (toOffsetMs < fromOffsetMs) continue;
      skips += 1;
      const [lastShown, firstShown] = [at + fromOffsetMs, at + toOffsetMs].map((local) => localText(local).slice(11));
      const open = [{ days: weekdays, from: firstShown ?? '', to: lastShown ?? '' }];
      const hours = hoursOf({ name, zone: name, open, closed: [] });
      const found = nextOpening(hours, at - 1);
      const around = found.kind === 'opening' ? [found.opening.opensAt, found.opening.closesAt] : [];
      // From the hole of the day before to that of the next day.
      const reach = day - (toOffsetMs - fromOffsetMs);
      expect([name, ...around]).toEqual([name, at - reach, at + reach]);
      expect(nextOpening(hours, at)).toEqual(found);
    }
  }
  expect(skips).toBeGreaterThan(500);
});

test('I3 what may start ends before anything closes; what may not would not, or cannot begin', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(aMoment, aLength, ({ at, calendars }, longestMs) => {
      const hours = hoursOf(...calendars);
      const decision = mayStart(hours, at, longestMs);
      const during = [...instantsBetween(at, at + longestMs), ...edgesOf(nextOpening(hours, at), at, longestMs)];
      expect(decision.kind === 'may-start').toBe(during.every((instant) => isOpen(hours, instant)));
      const code = decision.kind === 'may-start' ? decision.kind : decision.reason.code;
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }),
    { seed, numRuns: 1_500 },
  );
  expect([...seen.keys()].sort()).toEqual([
    'freeze',
    'may-start',
    'too-late-in-window',
    'window-closed',
    'window-too-short',
  ]);
});

test('I3 the latest safe start is the last: a millisecond later nothing may start', () => {
  fc.assert(
    fc.property(aMoment, aLength, ({ at, calendars }, longestMs) => {
      const hours = hoursOf(...calendars);
      const decision = mayStart(hours, at, longestMs);
      if (decision.kind !== 'may-start' || decision.latestStartAt === null) return;
      expect(mayStart(hours, decision.latestStartAt, longestMs)).toEqual(decision);
      expect(mayStart(hours, decision.latestStartAt + 1, longestMs).kind).toBe('must-wait');
    }),
    { seed, numRuns: 1_000 },
  );
});

test('the next start is told: then it may start, and not a minute sooner', () => {
  fc.assert(
    fc.property(aMoment, aLength, ({ at, calendars }, longestMs) => {
      const hours = hoursOf(...calendars);
      const decision = mayStart(hours, at, longestMs);
      if (decision.kind === 'may-start') return;
      const { next } = decision;
      const until = next.kind === 'at' ? next.at : next.searchedUntil;
      if (next.kind === 'at') {
        expect(mayStart(hours, next.at, longestMs)).toMatchObject({ kind: 'may-start', opening: next.opening });
        expect(mayStart(hours, next.at - 1, longestMs).kind).toBe('must-wait');
      }
      for (const instant of instantsBetween(at, until))
        expect(mayStart(hours, instant, longestMs).kind).toBe('must-wait');
    }),
    { seed, numRuns: 300 },
  );
});

test('longer work never may start where shorter work may not', () => {
  fc.assert(
    fc.property(aMoment, aLength, aLength, ({ at, calendars }, one, other) => {
      const hours = hoursOf(...calendars);
      const kinds = [mayStart(hours, at, Math.min(one, other)).kind, mayStart(hours, at, Math.max(one, other)).kind];
      expect(kinds).not.toEqual(['must-wait', 'may-start']);
    }),
    { seed, numRuns: 1_000 },
  );
});

test('how windows are written does not matter: in any order, split at midnight, or day by day', () => {
  const drawn = anInstant.chain((at) => fc.tuple(fc.constant(at), aCalendarNear(at), aWindow));
  fc.assert(
    fc.property(drawn, ([at, calendar, extra]) => {
      const open = [...calendar.open, extra];
      const byDay = open.flatMap((window) => window.days.map((name) => ({ ...window, days: [name] })));
      const split = open.flatMap(splitAtMidnight);
      const written = [open, open.toReversed(), byDay, split].map((windows) =>
        nextOpening(hoursOf({ ...calendar, open: windows }), at),
      );
      for (const other of written) expect(other).toEqual(written[0]);
    }),
    { seed, numRuns: 500 },
  );
});

test('a preview is one opening after the other, with nothing open between', () => {
  fc.assert(
    fc.property(aMoment, ({ at, calendars }) => {
      const hours = hoursOf(...calendars);
      const { openings, searchedUntil } = previewOpenings(hours, at, 5);
      let reached: number | null = at;
      for (const opening of openings) {
        if (reached === null) throw new Error('Nothing comes after what has no end.');
        expect(nextOpening(hours, reached)).toMatchObject({ kind: 'opening', opening: bare(opening) });
        if (opening !== openings[0]) expect(opening.opensAt).toBeGreaterThan(reached);
        reached = opening.closesAt;
      }
      if (searchedUntil !== null) expect(searchedUntil).toBe((reached ?? Number.NaN) + horizonMs);
      else expect(openings.length === 5 || reached === null).toBe(true);
    }),
    { seed, numRuns: 300 },
  );
});

/** The first and the last instant of a time, and up to forty between. */
function instantsBetween(start: number, end: number): readonly number[] {
  const step = Math.max(minute, Math.ceil((end - start) / 40));
  const instants: number[] = [];
  for (let instant = start; instant < end; instant += step) instants.push(instant);
  return end > start ? [...instants, end - 1] : [];
}

/** Where it closes in the course of the work, so that short closings are not stepped over. */
function edgesOf(found: ReturnType<typeof nextOpening>, at: number, longestMs: number): readonly number[] {
  const closesAt = found.kind === 'opening' ? found.opening.closesAt : null;
  return closesAt !== null && closesAt < at + longestMs ? [closesAt] : [];
}

function splitAtMidnight(window: Calendar['open'][number]): Calendar['open'] {
  if (window.to > window.from) return [window];
  const next = window.days.map((name) => weekdays[(weekdays.indexOf(name) + 1) % 7] ?? 'mon');
  const evening = { days: window.days, from: window.from, to: '24:00' };
  return window.to === '00:00' ? [evening] : [evening, { days: next, from: '00:00', to: window.to }];
}

function bare({ opensAt, closesAt, closedBy }: Opening): Opening {
  return { opensAt, closesAt, closedBy };
}

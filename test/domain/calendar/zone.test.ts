import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changesBetween,
  dayAt,
  firstOf,
  lastOf,
  localTimeAt,
  offsetAt,
  showingOf,
  type Zone,
  zoneOf,
} from '../../../src/domain/calendar/zone.ts';
import { clockChanges, day, hour, minute, reading, zoneNames } from './minute-oracle.ts';

const seed = 20_261_124;
const from = Date.UTC(2024, 0, 1);
const before = Date.UTC(2031, 0, 1);
const utc = (text: string) => Date.parse(`${text}Z`);

function aZone(name: string): Zone {
  const zone = zoneOf(name);
  if (zone === undefined) throw new Error(`${name} is no zone.`);
  return zone;
}

type Rule = (zone: Zone, at: number) => boolean;

/** Draws for every zone in turn, so that none is left out by chance. */
function inEveryZone(runs: number, holds: Rule): void {
  for (const zone of zoneNames.map(aZone))
    fc.assert(
      fc.property(fc.integer({ min: from / 1_000, max: before / 1_000 }), (second) => holds(zone, second * 1_000)),
      { seed, numRuns: runs },
    );
}

/** Instants within three hours of every change of the clocks: where mistakes are. */
function nearEveryChange(holds: Rule): void {
  const broken: string[] = [];
  for (const zone of zoneNames.map(aZone))
    for (const change of changesBetween(zone, from, before))
      for (let at = change.at - 3 * hour; at <= change.at + 3 * hour; at += 15 * minute)
        if (!holds(zone, at)) broken.push(`${zone.name} ${new Date(at).toISOString()}`);
  expect(broken).toEqual([]);
}

describe('when clocks change', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T01:00', 60, 120],
    ['Europe/Berlin', '2026-10-25T01:00', 120, 60],
    ['America/New_York', '2026-11-01T06:00', -240, -300],
    ['Australia/Lord_Howe', '2026-04-04T15:00', 660, 630],
    ['Antarctica/Troll', '2026-03-29T01:00', 0, 120],
    ['Africa/Casablanca', '2026-02-15T02:00', 60, 0],
    ['Africa/Cairo', '2026-04-23T22:00', 120, 180],
    ['Asia/Beirut', '2026-03-28T22:00', 120, 180],
    ['America/Havana', '2026-11-01T05:00', -240, -300],
    ['America/Asuncion', '2024-03-24T03:00', -180, -240],
    ['Pacific/Apia', '2011-12-30T10:00', -600, 840],
    ['Asia/Jerusalem', '2023-03-24T00:00', 120, 180],
    ['America/Scoresbysund', '2024-03-31T01:00', -60, -60],
  ])('%s at %s UTC from %i to %i minutes', (name, at, fromMinutes, toMinutes) => {
    const zone = aZone(name);
    expect(offsetAt(zone, utc(at) - 1)).toBe(fromMinutes * minute);
    expect(offsetAt(zone, utc(at))).toBe(toMinutes * minute);
    const found = changesBetween(zone, utc(at), utc(at) + 1);
    const change = { at: utc(at), fromOffsetMs: fromMinutes * minute, toOffsetMs: toMinutes * minute };
    expect(found).toEqual(fromMinutes === toMinutes ? [] : [change]);
  });

  test('the changes of 2024 to 2030 are those that a clock shows, in every zone', () => {
    for (const name of zoneNames)
      expect([name, changesBetween(aZone(name), from, before).map((change) => change.at)]).toEqual([
        name,
        clockChanges(name, from, before),
      ]);
  });

  test('offsets before zones were tidy have seconds', () => {
    expect(offsetAt(aZone('Europe/Berlin'), Date.UTC(1850, 0, 1))).toBe((53 * 60 + 28) * 1_000);
    expect(offsetAt(aZone('Asia/Manila'), Date.UTC(1800, 0, 1))).toBeLessThan(-15 * hour);
  });
});

describe('when a local time is shown', () => {
  test.each([
    ['Europe/Berlin', '2026-11-24T22:00', { kind: 'once', at: utc('2026-11-24T21:00') }],
    ['Europe/Berlin', '2026-03-29T01:59', { kind: 'once', at: utc('2026-03-29T00:59') }],
    ['Europe/Berlin', '2026-03-29T02:00', { kind: 'skipped', at: utc('2026-03-29T01:00') }],
    ['Europe/Berlin', '2026-03-29T02:59', { kind: 'skipped', at: utc('2026-03-29T01:00') }],
    ['Europe/Berlin', '2026-03-29T03:00', { kind: 'once', at: utc('2026-03-29T01:00') }],
    ['Europe/Berlin', '2026-10-25T01:59', { kind: 'once', at: utc('2026-10-24T23:59') }],
    ['Europe/Berlin', '2026-10-25T02:00', twice('2026-10-25T00:00', '2026-10-25T01:00')],
    ['Europe/Berlin', '2026-10-25T02:59', twice('2026-10-25T00:59', '2026-10-25T01:59')],
    ['Europe/Berlin', '2026-10-25T03:00', { kind: 'once', at: utc('2026-10-25T02:00') }],
    ['Australia/Lord_Howe', '2026-04-05T01:45', twice('2026-04-04T14:45', '2026-04-04T15:15')],
    ['Australia/Lord_Howe', '2026-10-04T02:15', { kind: 'skipped', at: utc('2026-10-03T15:30') }],
    ['Antarctica/Troll', '2026-10-25T01:30', twice('2026-10-24T23:30', '2026-10-25T01:30')],
    ['Asia/Beirut', '2026-03-29T00:30', { kind: 'skipped', at: utc('2026-03-28T22:00') }],
    ['Asia/Beirut', '2026-10-24T23:30', twice('2026-10-24T20:30', '2026-10-24T21:30')],
    ['America/Havana', '2026-11-01T00:00', twice('2026-11-01T04:00', '2026-11-01T05:00')],
    ['Asia/Jerusalem', '2023-03-24T02:30', { kind: 'skipped', at: utc('2023-03-24T00:00') }],
    ['Pacific/Apia', '2011-12-30T12:00', { kind: 'skipped', at: utc('2011-12-30T10:00') }],
  ])('%s %s', (name, local, showing) => {
    expect(showingOf(aZone(name), utc(local))).toEqual(showing);
  });

  test('what a clock shows at an instant is shown at that instant, in every zone and around every change', () => {
    const holds: Rule = (zone, at) => {
      const showing = showingOf(zone, localTimeAt(zone, at));
      return showing.kind !== 'skipped' && (firstOf(showing) === at || lastOf(showing) === at);
    };
    inEveryZone(10, holds);
    nearEveryChange(holds);
  });

  test('a showing is what it says: shown once, skipped by a change, or shown twice', () => {
    nearEveryChange((zone, near) => {
      // By the offset of after the change, also for what is before it: so skipped times are drawn as well.
      const local = near + offsetAt(zone, near + 6 * hour);
      const showing = showingOf(zone, local);
      const isShown = (at: number) => localTimeAt(zone, at) === local;
      if (showing.kind === 'once') return isShown(showing.at);
      if (showing.kind === 'twice')
        return isShown(showing.first) && isShown(showing.last) && showing.first < showing.last;
      return localTimeAt(zone, showing.at - 1) < local && localTimeAt(zone, showing.at) > local;
    });
  });

  test('later local times are never shown earlier, in every zone and around every change', () => {
    const holds: Rule = (zone, at) => {
      const local = localTimeAt(zone, at);
      return [1, 20 * minute, hour, 2 * hour].every((step) => {
        const [one, other] = [showingOf(zone, local), showingOf(zone, local + step)];
        return firstOf(one) <= firstOf(other) && lastOf(one) <= lastOf(other);
      });
    };
    inEveryZone(5, holds);
    nearEveryChange(holds);
  });
});

test('a clock shows what Intl writes at any instant, in every zone', () => {
  inEveryZone(40, (zone, at) => Math.floor(localTimeAt(zone, at) / minute) === reading(zone.name, at));
});

test('days follow each other without a gap, and each holds its instants, in every zone and around every change', () => {
  const holds: Rule = (zone, at) => {
    const today = dayAt(zone, at);
    const isToday = (instant: number) => dayAt(zone, instant).from === today.from;
    return (
      today.from <= at &&
      at < today.to &&
      dayAt(zone, today.to).from === today.to &&
      isToday(today.from) &&
      isToday(today.to - 1) &&
      Math.abs(today.to - today.from - day) <= 2 * hour
    );
  };
  inEveryZone(5, holds);
  nearEveryChange(holds);
});

test.each([
  ['Africa/Cairo', '2026-04-24T12:00', '2026-04-23T22:00', '2026-04-24T21:00'],
  ['America/Havana', '2026-11-01T12:00', '2026-11-01T04:00', '2026-11-02T05:00'],
  ['Asia/Beirut', '2026-10-24T21:30', '2026-10-23T21:00', '2026-10-24T22:00'],
  // A minute after midnight clocks went back to 23:01: the day had begun, whatever they showed then.
  ['America/St_Johns', '2010-11-07T02:45', '2010-11-07T02:30', '2010-11-08T03:30'],
  ['Pacific/Apia', '2011-12-30T10:00', '2011-12-30T10:00', '2011-12-31T10:00'],
])('the day of %s at %s UTC begins and ends at midnight of its clocks', (name, at, begin, end) => {
  expect(dayAt(aZone(name), utc(at))).toEqual({ from: utc(begin), to: utc(end) });
});

test.each([
  '',
  ' ',
  'Berlin',
  'Europe/Atlantis',
  ' Europe/Berlin',
  'Europe/Berlin ',
  'Europe/Berlin\n',
  '+01:00',
  'GMT+1',
  'CET',
  'EST',
  'IST',
  'PST',
  'ECT',
  'local',
  'Etc/Unknown',
  'toString',
  '__proto__',
])('"%s" is no zone', (name) => {
  expect(zoneOf(name)).toBeUndefined();
});

test('what is missing is no zone, where Intl would take the machine’s own', () => {
  expect(zoneOf(undefined as unknown as string)).toBeUndefined();
  expect(zoneOf(null as unknown as string)).toBeUndefined();
});

function twice(first: string, last: string) {
  return { kind: 'twice', first: utc(first), last: utc(last) };
}

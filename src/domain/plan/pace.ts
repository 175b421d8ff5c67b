import type { CampaignRules } from '../campaign/rules.ts';
import { createLedger, type Ledger, type Seat, type StartView } from '../floor/ledger.ts';
import { dayMs, type Instant } from '../time.ts';
import { createLine } from './line.ts';
import type { PlannedHost, PlannedWave } from './waves.ts';

/** What the rulebook says of one move. */
export interface Durations {
  readonly typicalMs: number;
  readonly worstMs: number;
  /** Null where no way back is promised: then the switch itself is final. */
  readonly observationMs: number | null;
}

/** When starts are allowed, as the calendars of the plan say. */
export interface OpenTimes {
  /** The first instant from `at` on at which a step of this length may begin; null: never. */
  nextStart(at: Instant, longestMs: number): Instant | null;
  /** The first instant of the next day, in the zone in which days are counted. */
  nextDay(at: Instant): Instant;
}

export interface WavePace {
  readonly firstStartAt: Instant | null;
  readonly firstEndAt: Instant | null;
  /** Null when the wave never ends. */
  readonly lastEndAt: Instant | null;
  readonly held: readonly HeldHosts[];
}

export interface HeldHosts {
  readonly reason: string;
  readonly hosts: number;
  /** The first of them. */
  readonly names: readonly string[];
}

const namesOfHeld = 5;

/**
 * Plays the waves through with one duration for every host: from one instant at which something changes to the next, and
 * through no time between. A wave that never ends lets none begin after it.
 */
export function pace(
  waves: readonly PlannedWave[],
  view: StartView,
  rules: CampaignRules,
  durations: Durations,
  stepMs: number,
  open: OpenTimes,
  now: Instant,
): readonly WavePace[] {
  const soakMs = Math.max(0, ...rules.gate.map((condition) => (condition.kind === 'soak' ? condition.ms : 0)));
  const isBusy = view.inFlight > 0 || [...view.sites.values()].some((count) => count.disruptive > 0);
  const limits = { caps: rules.caps, floor: rules.floor, longestMs: durations.worstMs };
  const course = createCourse(createLedger(atRest(view), limits), durations, stepMs, open, now);
  const paces: WavePace[] = [];
  let begin: Instant | null = isBusy ? now + stepMs : now;
  for (const wave of waves) {
    const result: WavePace = begin === null ? notBegun : course.run(wave.hosts, begin);
    paces.push(result);
    begin = result.lastEndAt === null ? null : result.lastEndAt + soakMs;
  }
  return paces;
}

const notBegun: WavePace = { firstStartAt: null, firstEndAt: null, lastEndAt: null, held: [] };

/** What is under way before the first start is taken to end well, as every host of the plan is. */
function atRest(view: StartView): StartView {
  const rested = (counts: StartView['sites']): StartView['sites'] =>
    new Map(
      [...counts].map(([name, count]) => [
        name,
        { ...count, protected: count.protected + count.disruptive, disruptive: 0 },
      ]),
    );
  return { ...view, sites: rested(view.sites), domains: rested(view.domains), inFlight: 0 };
}

function createCourse(ledger: Ledger, durations: Durations, stepMs: number, open: OpenTimes, now: Instant) {
  // Every host takes the same time, so that what started first ends first: queues need no sorting.
  const running = createFifo<{ readonly at: Instant; readonly seat: Seat }>();
  const unsettled = createFifo<{ readonly at: Instant }>();
  let dayEndsAt = dayAfter(now);

  function dayAfter(at: Instant): Instant {
    const next = open.nextDay(at);
    return next > at ? next : at + dayMs;
  }

  function passTo(at: Instant): void {
    for (let ended = running.first(); ended && ended.at <= at; ended = running.first()) {
      running.shift();
      ledger.protect(ended.seat);
      unsettled.push({ at: ended.at + (durations.observationMs ?? 0) });
    }
    for (let due = unsettled.first(); due && due.at <= at; due = unsettled.first()) {
      unsettled.shift();
      ledger.settle();
    }
    if (at >= dayEndsAt) {
      ledger.beginDay();
      dayEndsAt = dayAfter(at);
    }
  }

  function run(hosts: readonly PlannedHost[], begin: Instant): WavePace {
    const line = createLine(hosts, (host) => ledger.seat(host), ledger);
    let firstStartAt: Instant | null = null;
    let lastEndAt: Instant = begin;
    let at = begin;
    // Each host starts and ends once, and waits for few things in between; a calendar that gives no sense must not go on for ever.
    for (let left = 50 * hosts.length + 1_000; left > 0; left -= 1) {
      passTo(at);
      const opensAt = line.isEmpty() ? null : open.nextStart(at, durations.worstMs);
      const isOpen = opensAt !== null && opensAt <= at;
      let wakeAt = isOpen ? Number.POSITIVE_INFINITY : (opensAt ?? Number.POSITIVE_INFINITY);
      if (isOpen) {
        const { started, spreadEndsAt } = line.startAll(at);
        for (const seat of started) running.push({ at: at + stepMs, seat });
        if (started.length > 0) {
          firstStartAt ??= at;
          lastEndAt = at + stepMs;
        }
        const waitsForDay = !line.isEmpty() && ledger.obstacleToAll() === 'cap-day';
        wakeAt = Math.min(spreadEndsAt, waitsForDay ? dayEndsAt : Number.POSITIVE_INFINITY);
      }
      if (line.isEmpty()) return { firstStartAt, firstEndAt: endOf(firstStartAt), lastEndAt, held: [] };
      const next = Math.min(wakeAt, running.first()?.at ?? Number.POSITIVE_INFINITY, settlesAt(ledger, unsettled));
      if (!(next > at && next < Number.POSITIVE_INFINITY)) break;
      at = next;
    }
    const isClosed = open.nextStart(at, durations.worstMs) === null;
    return { firstStartAt, firstEndAt: endOf(firstStartAt), lastEndAt: null, held: heldOf(line.left(at), isClosed) };
  }

  const endOf = (startedAt: Instant | null) => (startedAt === null ? null : startedAt + stepMs);
  return { run };
}

/** A commit gives room only where the blast radius is what keeps everybody. */
function settlesAt(ledger: Ledger, unsettled: { first(): { readonly at: Instant } | undefined }): Instant {
  const keeps = ledger.obstacleToAll() === 'blast-radius';
  return (keeps ? unsettled.first()?.at : undefined) ?? Number.POSITIVE_INFINITY;
}

function heldOf(left: readonly { readonly host: PlannedHost; readonly reason: string }[], isClosed: boolean) {
  const held = new Map<string, { hosts: number; names: string[] }>();
  for (const { host, reason: own } of left) {
    const reason = isClosed ? 'window-closed' : own;
    const same = held.get(reason) ?? { hosts: 0, names: [] };
    same.hosts += 1;
    if (same.names.length < namesOfHeld) same.names.push(host.name);
    held.set(reason, same);
  }
  return [...held].map(([reason, { hosts, names }]): HeldHosts => ({ reason, hosts, names }));
}

function createFifo<T>() {
  const items: T[] = [];
  let from = 0;
  return {
    push: (item: T) => items.push(item),
    first: (): T | undefined => items[from],
    shift: () => {
      from += 1;
    },
  };
}

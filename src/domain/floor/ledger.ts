import type { Caps, Floor } from '../campaign/rules.ts';
import type { Instant } from '../time.ts';
import { needsWaiver, roomAbove, waiverEnds } from './floor.ts';
import type { GroupCount, GroupKind, ProtectionView } from './protection.ts';

/** Why a host may not enter a disruptive step by the floor alone. */
export type FloorObstacle = 'floor-site' | 'floor-domain' | 'floor-waiver-missing';

/** Why a host may not start now, although its wave is due. */
export type StartObstacle =
  | FloorObstacle
  | 'cap-full'
  | 'cap-site'
  | 'cap-domain'
  | 'cap-day'
  | 'blast-radius'
  | 'spread';

/** Protection, and what a campaign has under way; external moves are among it. */
export interface StartView extends ProtectionView {
  readonly inFlight: number;
  readonly startsToday: number;
  /** Commits that are due already on the day on which a start of now would be committed. */
  readonly commitsThen: number;
  /** Hosts that are neither as before nor committed: in flight, failed and not acknowledged, under observation. */
  readonly unsettled: number;
  /** The newest start by site; a site without one was never started in. */
  readonly lastStartAt: ReadonlyMap<string, Instant>;
}

export interface StartLimits {
  readonly caps: Caps;
  readonly floor: Floor;
  /** The longest that a disruptive step may take: a waiver has to outlast it. */
  readonly longestMs: number;
}

/** What is left of one site or domain. Counts of the ledger go down with every start and up again when it is given back. */
interface Account {
  readonly needsWaiver: boolean;
  readonly waivedUntil: Instant;
  /** Starts that the floor still allows. */
  room: number;
  /** Starts that the cap of the group still allows. */
  slots: number;
  lastStartAt: Instant;
}

/** The accounts of one host, found once. */
export interface Seat {
  readonly site: Account;
  readonly domain: Account;
}

/** Counts starts against every limit at once; both the choice of starts and the prediction of a plan go by it. */
export interface Ledger {
  seat(host: { readonly site: string; readonly domain: string }): Seat;
  /** Why nobody at all may start now; null when a start depends on site and domain. */
  obstacleToAll(): 'cap-full' | 'cap-day' | 'blast-radius' | null;
  obstacle(seat: Seat, now: Instant): StartObstacle | null;
  /** What the floor alone says, all that a way back is asked. `isWaived`: a person decided that no second server has to stand in. */
  floorObstacle(seat: Seat, now: Instant, isWaived?: boolean): FloorObstacle | null;
  start(seat: Seat, now: Instant): void;
  /** The host is verified-protected again. */
  protect(seat: Seat): void;
  /** The host is committed, or as it was before. */
  settle(): void;
  beginDay(): void;
  /** When the spread of a site allows the next start. */
  spreadUntil(seat: Seat): Instant;
}

export function createLedger(view: StartView, { caps, floor, longestMs }: StartLimits): Ledger {
  let inFlight = caps.inFlight - view.inFlight;
  let today = Math.min(left(caps.startsPerDay, view.startsToday), left(caps.commitsPerDay, view.commitsThen));
  let unsettled = left(caps.blastRadius, view.unsettled);
  const ends = waiverEnds(floor.waivers);
  const sites = new Map<string, Account>();
  const domains = new Map<string, Account>();

  function account(kind: GroupKind, name: string): Account {
    const accounts = kind === 'site' ? sites : domains;
    const known = accounts.get(name);
    if (known) return known;
    const count = (kind === 'site' ? view.sites : view.domains).get(name);
    const opened: Account = {
      needsWaiver: needsWaiver(name, count),
      waivedUntil: ends[kind].get(name) ?? Number.NEGATIVE_INFINITY,
      room: roomAbove(floor, count),
      slots: slotsOf(kind === 'site' ? caps.perSite : caps.perDomain, count),
      lastStartAt: (kind === 'site' ? view.lastStartAt.get(name) : undefined) ?? Number.NEGATIVE_INFINITY,
    };
    accounts.set(name, opened);
    return opened;
  }

  /** Written so that NaN, of whatever origin, is an obstacle and never a way through. */
  function obstacleToAll() {
    if (!(inFlight >= 1)) return 'cap-full';
    if (!(today >= 1)) return 'cap-day';
    return unsettled >= 1 ? null : 'blast-radius';
  }
  const isWaiverMissing = (one: Account, now: Instant) => one.needsWaiver && !(one.waivedUntil > now + longestMs);
  const spreadUntil = ({ site }: Seat) => site.lastStartAt + caps.spreadMs;
  function floorObstacle(seat: Seat, now: Instant, isWaived = false): FloorObstacle | null {
    const isMissing = isWaiverMissing(seat.site, now) || isWaiverMissing(seat.domain, now);
    if (isMissing && !isWaived) return 'floor-waiver-missing';
    if (!(seat.site.room >= 1)) return 'floor-site';
    return seat.domain.room >= 1 ? null : 'floor-domain';
  }

  return {
    obstacleToAll,
    spreadUntil,
    floorObstacle,
    seat: ({ site, domain }) => ({ site: account('site', site), domain: account('domain', domain) }),
    // What only a person can lift comes first, then what keeps everybody, then what keeps this host.
    obstacle(seat, now) {
      const byFloor = floorObstacle(seat, now);
      if (byFloor === 'floor-waiver-missing') return byFloor;
      const obstacle = obstacleToAll() ?? byFloor;
      if (obstacle !== null) return obstacle;
      if (!(seat.site.slots >= 1)) return 'cap-site';
      if (!(seat.domain.slots >= 1)) return 'cap-domain';
      return spreadUntil(seat) <= now ? null : 'spread';
    },
    start(seat, now) {
      inFlight -= 1;
      today -= 1;
      unsettled -= 1;
      for (const one of [seat.site, seat.domain]) {
        one.room -= 1;
        one.slots -= 1;
        one.lastStartAt = now;
      }
    },
    protect(seat) {
      inFlight += 1;
      for (const one of [seat.site, seat.domain]) {
        one.room += 1;
        one.slots += 1;
      }
    },
    settle() {
      unsettled += 1;
    },
    beginDay() {
      today = Math.min(left(caps.startsPerDay, 0), left(caps.commitsPerDay, 0));
    },
  };
}

/** What is left of a limit; without one, everything. */
function left(cap: number | null, taken: number): number {
  return cap === null ? Number.POSITIVE_INFINITY : cap - taken;
}

function slotsOf(cap: number | null, count: GroupCount | undefined): number {
  return left(cap, count?.disruptive ?? 0);
}

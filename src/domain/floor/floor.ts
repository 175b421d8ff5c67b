import type { Floor } from '../campaign/rules.ts';
import type { Instant } from '../time.ts';
import type { GroupCount, GroupKind } from './protection.ts';

/**
 * Verified-protected servers that a site or domain of two or more must keep outside a disruptive step (I1). A malformed
 * number gives NaN, with which no comparison holds, so that it blocks every start and never lifts the floor.
 */
export function serversNeeded(servers: number, floor: Pick<Floor, 'servers' | 'share'>): number {
  // A share of 0.1 of 30 is a hair more than 3 in binary; a server must not be demanded for it.
  const rounding = 1e-9;
  return Math.max(1, floor.servers, Math.ceil(floor.share * servers - rounding));
}

/**
 * How many more servers of a site or domain may enter a disruptive step by the floor alone. Every start is counted as that of
 * a protected server, the worst that it can be. What a waiver lifts is not looked at here: see `needsWaiver`.
 */
export function roomAbove(floor: Pick<Floor, 'servers' | 'share'>, count: GroupCount | undefined): number {
  // A group that nobody counted has no room: no measurement is never success.
  if (count === undefined) return 0;
  if (count.servers === 1) return Math.max(0, 1 - count.disruptive);
  // Protected servers beyond those that are left are a fault of counting, and must not give room.
  const isProtected = Math.min(count.protected, count.servers - count.disruptive - count.unknown);
  return Math.max(0, isProtected - serversNeeded(count.servers, floor));
}

/** Whether no second server is known to stand in: there is only one, or nobody knows to which site or domain the servers belong. */
export function needsWaiver(name: string, count: GroupCount | undefined): boolean {
  return name === '' || count?.servers === 1;
}

/** Until when each site and domain may be without a second server. The longest of several waivers counts; one without a proper end never does. */
export function waiverEnds(waivers: Floor['waivers']): Readonly<Record<GroupKind, ReadonlyMap<string, Instant>>> {
  const ends = { site: new Map<string, Instant>(), domain: new Map<string, Instant>() };
  for (const { of, name, expiresAt } of waivers)
    if (Number.isFinite(expiresAt)) ends[of].set(name, Math.max(expiresAt, ends[of].get(name) ?? expiresAt));
  return ends;
}

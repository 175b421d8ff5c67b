import { openingHoursOf } from '../domain/calendar/opening-hours.ts';
import { zoneOfHours } from '../domain/calendar/preview.ts';
import { dayAt, zoneOf } from '../domain/calendar/zone.ts';
import type { CampaignRules } from '../domain/campaign/rules.ts';
import { saysProtecting } from '../domain/coverage.ts';
import type { StartView } from '../domain/floor/ledger.ts';
import type { GroupCount, ProtectionView } from '../domain/floor/protection.ts';
import type { CampaignId, HostId, TenantId } from '../domain/ids.ts';
import { type Instant, minuteMs } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import type { FlightRow, ProtectionCount, Reading } from './ports/store.ts';
import { sensorMigrations, sensorMigrationsEveryMs } from './readings.ts';

/** No reading of Graph is believed for longer (I4); what protects is no exception. */
export const freshMs = 15 * minuteMs;

type Day = { readonly from: Instant; readonly to: Instant };

/** The day of an instant in the zone in which the plan counts days. */
export function dayOf(rules: CampaignRules, at: Instant): Day {
  const reading = openingHoursOf(rules.calendars);
  const zone = reading.ok ? zoneOfHours(reading.hours) : zoneOf('UTC');
  if (zone === undefined) throw new Error('UTC is a zone everywhere.');
  return dayAt(zone, at);
}

/**
 * Everything that the limits of a campaign are counted against, as it is now: who protects what, what is under way in the whole tenant, and how far
 * the campaign has gone. Without a campaign nothing has gone anywhere yet.
 * @param commitAfterMs how long after its start a host is committed; null: at once.
 */
export async function startView(
  context: EngineContext,
  tenantId: TenantId,
  given: {
    readonly campaignId: CampaignId | undefined;
    readonly rules: CampaignRules;
    readonly commitAfterMs: number | null;
    readonly now: Instant;
    /** Starts of the campaign that are in flight and left out: as it would be without them. */
    readonly without?: ReadonlySet<HostId>;
  },
): Promise<StartView> {
  const { campaignId, rules, commitAfterMs, now, without } = given;
  const seenSince = now - freshMs;
  const commits = dayOf(rules, now + (commitAfterMs ?? 0));
  const since = dayOf(rules, now).from;
  const [protection, all, exposure, lastStarts] = await Promise.all([
    context.store.protection(tenantId, seenSince),
    context.store.inFlight(tenantId, seenSince),
    campaignId === undefined
      ? { granted: 0, uncommitted: 0, commits: 0 }
      : context.store.exposure(tenantId, campaignId, { since, commits }),
    campaignId === undefined || rules.caps.spreadMs === 0
      ? new Map<string, Instant>()
      : context.store.lastStarts(tenantId, campaignId, now - rules.caps.spreadMs),
  ]);
  const flight = without ? all.filter(({ hostId }) => !without.has(hostId)) : all;
  return {
    sites: groupsOf('site', protection, flight),
    domains: groupsOf('domain', protection, flight),
    inFlight: flight.length,
    startsToday: exposure.granted,
    commitsThen: exposure.commits,
    unsettled: exposure.uncommitted - (all.length - flight.length),
    lastStartAt: lastStarts,
  };
}

/** What people are shown of protection: when it was read, and how far back a sighting counts. */
interface Shown {
  readonly readAt: Instant | null;
  readonly seenSince: Instant;
}

/**
 * A list that is read hourly while nothing moves would be "too long ago" for most of each hour. Until its next reading is late, people are shown what
 * the last one said, counted as it was counted then: whom it did not name any more is as unknown as before. Nothing may start on it, for which
 * `startView` keeps to its own and shorter time. A list in trouble promises no next reading.
 */
export function shownAt(readings: readonly Reading[], now: Instant): Shown {
  const list = readings.find(({ resource }) => resource === sensorMigrations);
  const readAt = list?.readAt ?? null;
  if (list === undefined || readAt === null || list.problem !== null) return { readAt, seenSince: now - freshMs };
  const lateAt = Math.min(list.dueAt, readAt + sensorMigrationsEveryMs.idle) + freshMs;
  return { readAt, seenSince: (now <= lateAt ? Math.min(readAt, now) : now) - freshMs };
}

/** Who protects what, as people are shown it, by site and domain; whoever is in flight counts as that alone. */
export async function protectionShown(
  context: EngineContext,
  tenantId: TenantId,
  { seenSince }: Shown,
): Promise<ProtectionView> {
  const [protection, flight] = await Promise.all([
    context.store.protection(tenantId, seenSince),
    context.store.inFlight(tenantId, seenSince),
  ]);
  return { sites: groupsOf('site', protection, flight), domains: groupsOf('domain', protection, flight) };
}

type Said = Pick<ProtectionCount, 'serviceStatus' | 'healthStatus' | 'isFresh'>;

/** What nobody read lately, and words that we do not know, say nothing: such a server protects nobody and may still be there. */
export function classOf(said: Said): 'protected' | 'unprotected' | 'unknown' {
  const isProtecting = said.isFresh ? saysProtecting(said) : undefined;
  if (isProtecting === undefined) return 'unknown';
  return isProtecting ? 'protected' : 'unprotected';
}

function groupsOf(
  kind: 'site' | 'domain',
  protection: readonly ProtectionCount[],
  flight: readonly FlightRow[],
): ReadonlyMap<string, GroupCount> {
  const groups = new Map<string, { servers: number; protected: number; disruptive: number; unknown: number }>();
  const group = (name: string) => {
    const known = groups.get(name) ?? { servers: 0, protected: 0, disruptive: 0, unknown: 0 };
    groups.set(name, known);
    return known;
  };
  const count = (name: string, said: Said, hosts: number) => {
    const of = classOf(said);
    if (of !== 'unprotected') group(name)[of] += hosts;
  };
  for (const row of protection) {
    group(row[kind]).servers += row.hosts;
    count(row[kind], row, row.hosts);
  }
  // Whoever is in a disruptive step counts as that alone.
  for (const row of flight) {
    group(row[kind]).disruptive += 1;
    if (row.isCounted) count(row[kind], row, -1);
    else group(row[kind]).servers += 1;
  }
  return groups;
}

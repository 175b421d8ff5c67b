import { mayStart } from '../domain/calendar/may-start.ts';
import { startHoursOf } from '../domain/calendar/start-hours.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import type { CampaignRules } from '../domain/campaign/rules.ts';
import { stopsStarts } from '../domain/commit-guard.ts';
import { roomAbove } from '../domain/floor/floor.ts';
import {
  createLedger,
  type FloorObstacle,
  type Seat,
  type StartObstacle,
  type StartView,
} from '../domain/floor/ledger.ts';
import type { GroupCount, GroupKind } from '../domain/floor/protection.ts';
import type { Host } from '../domain/host.ts';
import type { Durations } from '../domain/plan/pace.ts';
import type { Instant } from '../domain/time.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { guardNow } from './guard-commit.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import type { Connection, StartLimit, Tenant } from './ports/store.ts';
import { dayOf } from './start-view.ts';

/** Why nothing of a tenant may start by its connection; null when it is armed. */
export function connectionObstacle(connection: Connection | undefined): string | null {
  if (connection === undefined) return 'connection-missing';
  return connection.isArmed ? null : 'connection-not-armed';
}

/**
 * A server of the campaign passed its commit unproven, and nobody decided yet (I11): until then nothing of it starts. Nor while one may have passed it so:
 * the earliest end of its observation is over, and what is missing neither came nor was decided on.
 */
export async function unprovenObstacle(
  context: EngineContext,
  campaign: Campaign,
  alarms: KnownCampaigns['alarms'],
  now: Instant,
): Promise<string | null> {
  const { tenantId, campaignId, plan } = campaign;
  if (alarms.some((alarm) => alarm.kind === 'commit-unproven' && alarm.campaignId === campaignId))
    return 'commit-passed-unproven';
  const ending = await context.store.endingObservations(tenantId, campaignId, now);
  const journey = journeyOf(context, campaign.journey);
  const stops = ending.some((move) => {
    const found = guardNow(journey, move, plan.rules.commitGuard, now);
    return found !== undefined && stopsStarts(found.guard);
  });
  return stops ? 'commit-overdue' : null;
}

/** How long a move of the campaign takes by the rules in force. */
export function durationsOf(context: EngineContext, tenant: Tenant, campaign: Campaign): Durations {
  return journeyOf(context, campaign.journey).durations(rulesOf(tenant, campaign.edition));
}

/** Why no start of the plan may leave now by its calendars and the tenant's (I3); null when all are open for long enough. */
export function calendarObstacle(
  { facts }: Pick<Tenant, 'facts'>,
  rules: CampaignRules,
  durations: Durations,
  now: Instant,
): string | null {
  const reading = startHoursOf({ plan: rules.calendars, tenant: facts.calendars });
  // They were looked at when they were set and when the plan was applied; what cannot be read since is never read as open.
  if (!reading.ok) return 'calendar-unreadable';
  const decision = mayStart(reading.hours, now, durations.worstMs);
  return decision.kind === 'may-start' ? null : decision.reason.code;
}

/** Until when a start of the plan may leave that may leave now; null: its calendars never close. */
export function latestStartAt(
  { facts }: Pick<Tenant, 'facts'>,
  rules: CampaignRules,
  durations: Durations,
  now: Instant,
): Instant | null {
  const reading = startHoursOf({ plan: rules.calendars, tenant: facts.calendars });
  const decision = reading.ok ? mayStart(reading.hours, now, durations.worstMs) : undefined;
  return decision?.kind === 'may-start' ? decision.latestStartAt : null;
}

/** Counts starts one by one against floor and caps, and says afterwards what none of them may overshoot when they are written. */
export function createStartDoor(campaign: Campaign, view: StartView, durations: Durations, now: Instant) {
  const { rules } = campaign.plan;
  const { ledger, take, groups } = createSeats(rules, view, durations, now);
  return {
    /** Takes a start into account, or says what keeps it. */
    enter: (host: Place): StartObstacle | null => take(host, (seat) => ledger.obstacle(seat, now)),
    limits: (): readonly StartLimit[] => [...groups(rules.caps), ...campaignLimits(campaign, view, now)],
  };
}

const noCaps: GroupCaps = { perSite: null, perDomain: null };

/**
 * Counts ways back one by one against the floor, as starts are (I1). Caps, calendars and approvals are not asked: they bound what is begun anew, and whoever
 * goes back ends what was begun. For the caps of starts a server on its way back counts, as whatever is in flight.
 */
export function createDoorBack(rules: CampaignRules, view: StartView, durations: Durations, now: Instant) {
  const { ledger, take, groups } = createSeats(rules, view, durations, now);
  return {
    /** Takes a way back into account, or says what keeps it. Where nobody waived the floor, a person who asked for exactly this server has decided it. */
    enter: (host: Place, isNamed: boolean): FloorObstacle | null =>
      take(host, (seat) => ledger.floorObstacle(seat, now, isNamed)),
    limits: (): readonly StartLimit[] => groups(noCaps),
  };
}

type Place = Pick<Host, 'site' | 'domain'>;
type GroupCaps = Pick<CampaignRules['caps'], 'perSite' | 'perDomain'>;

/** What both doors count by: whoever enters is in a disruptive step from then on, and its site and domain are bounded when it is written. */
function createSeats({ caps, floor }: CampaignRules, view: StartView, durations: Durations, now: Instant) {
  const ledger = createLedger(view, { caps, floor, longestMs: durations.worstMs });
  const touched = { site: new Set<string>(), domain: new Set<string>() };
  return {
    ledger,
    take<Obstacle>(host: Place, obstacleOf: (seat: Seat) => Obstacle | null): Obstacle | null {
      const seat = ledger.seat(host);
      const obstacle = obstacleOf(seat);
      if (obstacle !== null) return obstacle;
      ledger.start(seat, now);
      touched.site.add(host.site);
      touched.domain.add(host.domain);
      return null;
    },
    groups: (bounds: GroupCaps): readonly StartLimit[] => [
      ...groupLimits('site', touched.site, view.sites, { floor, caps: bounds }),
      ...groupLimits('domain', touched.domain, view.domains, { floor, caps: bounds }),
    ],
  };
}

function groupLimits(
  kind: GroupKind,
  names: ReadonlySet<string>,
  counts: ReadonlyMap<string, GroupCount>,
  { caps, floor }: { readonly caps: GroupCaps; readonly floor: CampaignRules['floor'] },
): readonly StartLimit[] {
  const cap = (kind === 'site' ? caps.perSite : caps.perDomain) ?? Number.POSITIVE_INFINITY;
  return [...names].map((name) => {
    const count = counts.get(name);
    const disruptive = count?.disruptive ?? 0;
    return { kind, name, most: Math.min(cap, disruptive + roomAbove(floor, count)) };
  });
}

function campaignLimits(campaign: Campaign, view: StartView, now: Instant): readonly StartLimit[] {
  const { campaignId } = campaign;
  const { caps } = campaign.plan.rules;
  const left = (cap: number | null, taken: number) => (cap === null ? Number.POSITIVE_INFINITY : cap - taken);
  const today = Math.min(left(caps.startsPerDay, view.startsToday), left(caps.commitsPerDay, view.commitsThen));
  return [
    ...(Number.isFinite(today)
      ? [
          {
            kind: 'day',
            campaignId,
            since: dayOf(campaign.plan.rules, now).from,
            most: view.startsToday + today,
          } as const,
        ]
      : []),
    ...(caps.blastRadius === null ? [] : [{ kind: 'uncommitted', campaignId, most: caps.blastRadius } as const]),
  ];
}

import type { NextEvent } from '../contract/next-event.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { previewOpenings } from '../domain/calendar/preview.ts';
import { startHoursOf } from '../domain/calendar/start-hours.ts';
import { type Campaign, partOf, wavesOf } from '../domain/campaign/campaign.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';

interface Given {
  readonly waits: Readonly<Record<string, number>>;
  /** The tenant's own, which hold beside the plan's. */
  readonly calendars: readonly Calendar[] | undefined;
  /** When the next observation ends. */
  readonly commitAt: Instant | null;
  readonly now: Instant;
}

interface Event extends Pick<NextEvent, 'kind' | 'wave'> {
  readonly at: Instant;
}

/** What waits for these waits for a calendar. */
const calendarWaits = ['window-closed', 'freeze', 'too-late-in-window'];

/**
 * What happens next by the clock alone. Who holds a campaign holds its starts and gates, and no commit: that comes whatever people do. What only a reading, a
 * person or the service brings about has no time that anybody could tell.
 */
export function nextEventShape(campaign: Campaign, given: Given): NextEvent | null {
  const ahead = [...(campaign.state === 'running' ? startsAndGates(campaign, given) : []), ...commitOf(given)];
  const [first] = ahead.filter(({ at }) => at > given.now).sort((a, b) => a.at - b.at);
  return first === undefined ? null : { ...first, at: toRfc3339(first.at) };
}

function commitOf({ commitAt }: Given): readonly Event[] {
  return commitAt === null ? [] : [{ kind: 'commit', wave: null, at: commitAt }];
}

function startsAndGates(campaign: Campaign, { waits, calendars, now }: Given): readonly Event[] {
  return [
    ...(calendarWaits.some((reason) => (waits[reason] ?? 0) > 0) ? openingOf(campaign, calendars, now) : []),
    ...gateOf(campaign),
  ];
}

function openingOf(campaign: Campaign, tenant: Given['calendars'], now: Instant): readonly Event[] {
  const { plan } = partOf(campaign, campaign.progress.openWave);
  const reading = startHoursOf({ plan: plan.rules.calendars, tenant });
  if (!reading.ok) return [];
  // The first may be the one that is open now and that nothing fits into any more.
  return previewOpenings(reading.hours, now, 2).openings.flatMap(({ opensAt }): Event[] =>
    opensAt === null ? [] : [{ kind: 'window-opens', wave: null, at: opensAt }],
  );
}

/** Behind the last wave there is no gate. */
function gateOf(campaign: Campaign): readonly Event[] {
  const { openWave: wave, waves, lookAt } = campaign.progress;
  const gate = waves[wave - 1]?.gate ?? null;
  if (gate === null || wave >= wavesOf(campaign).length) return [];
  const soak = gate.findings.find(({ condition, lookAgainAt }) => condition.kind === 'soak' && lookAgainAt !== null);
  return [
    ...(soak?.lookAgainAt == null ? [] : [{ kind: 'soak-ends' as const, wave, at: soak.lookAgainAt }]),
    ...(lookAt === null || lookAt === soak?.lookAgainAt ? [] : [{ kind: 'gate-judged' as const, wave, at: lookAt }]),
  ];
}

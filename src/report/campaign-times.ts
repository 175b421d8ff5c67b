import type { CampaignTimes } from '../contract/campaign-times.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import type { OpeningHours } from '../domain/calendar/opening-hours.ts';
import { previewOpenings, zoneOfHours } from '../domain/calendar/preview.ts';
import { startHoursOf } from '../domain/calendar/start-hours.ts';
import { type Campaign, partOf, wavesOf } from '../domain/campaign/campaign.ts';
import { dayMs, type Instant, toRfc3339 } from '../domain/time.ts';
import type { PlanOutcome } from '../engine/ports/outcomes.ts';
import type { CommitHour } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';

type Span = CampaignTimes['spans'][number];
type Mark = CampaignTimes['marks'][number];

/** More windows than these are no reading, and a strip that shows them is one grey bar. */
const mostOpenings = 40;

interface Given {
  readonly campaign: Campaign;
  /** The tenant's own, which hold beside the plan's. */
  readonly calendars: readonly Calendar[] | undefined;
  readonly commits: readonly CommitHour[];
  /** The plan that it began with and those that joined, with what people decided on them. */
  readonly plans: readonly Pick<PlanOutcome, 'row' | 'standings'>[];
}

/** When a campaign may start, when its waves are, and what ends by itself: as it happened, and where it has not, as its plan predicts. */
export function campaignTimesShape(given: Given, now: Instant): CampaignTimes {
  const { campaign } = given;
  const waves = waveSpans(campaign);
  const marks = marksOf(given);
  const from = campaign.createdAt;
  const known = [...waves.flatMap((one) => [one.from, one.to]), ...marks.map(({ at }) => at)]
    .filter((at) => at !== null)
    .map((at) => Date.parse(at));
  const last = Math.max(now, from + dayMs, ...known);
  // What ends last would lie on the edge.
  const to = Math.ceil(last + (last - from) / 25);
  const reading = startHoursOf({ plan: campaign.plan.rules.calendars, tenant: given.calendars });
  const hours = reading.ok && reading.hours.calendars.length > 0 ? reading.hours : undefined;
  const openings = hours === undefined ? [] : openSpans(hours, from, to);
  return {
    asOf: toRfc3339(now),
    plannedAt: toRfc3339(campaign.plan.prediction.asOf),
    from: toRfc3339(from),
    to: toRfc3339(to),
    zone: hours === undefined ? null : zoneOfHours(hours).name,
    isCut: openings.length === mostOpenings,
    spans: [...openings, ...(hours === undefined ? [] : freezeSpans(hours, from, to)), ...waves],
    marks: marks.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
  };
}

const certain = { isFromPredicted: false, isToPredicted: false } as const;

function openSpans(hours: OpeningHours, from: Instant, to: Instant): readonly Span[] {
  return previewOpenings(hours, from, mostOpenings)
    .openings.filter(({ opensAt }) => opensAt === null || opensAt < to)
    .map(({ opensAt, closesAt }) => ({
      kind: 'open',
      wave: null,
      name: null,
      because: null,
      from: instantOrNull(opensAt),
      to: instantOrNull(closesAt),
      ...certain,
    }));
}

function freezeSpans(hours: OpeningHours, from: Instant, to: Instant): readonly Span[] {
  return hours.calendars.flatMap(({ name, freezes }) =>
    freezes
      .filter((freeze) => freeze.from < to && freeze.to > from && freeze.from < freeze.to)
      .map((freeze) => ({
        kind: 'freeze' as const,
        wave: null,
        name,
        because: freeze.because,
        from: toRfc3339(freeze.from),
        to: toRfc3339(freeze.to),
        ...certain,
      })),
  );
}

function waveSpans(campaign: Campaign): readonly Span[] {
  const waves = wavesOf(campaign);
  return waves.flatMap(({ name }, at): Span[] => {
    const wave = at + 1;
    const { predicted, soakMs } = planned(campaign, wave);
    const { openedAt = null, passedAt = null } = campaign.progress.waves[at] ?? {};
    const end = passedAt ?? predicted?.ends.latest ?? null;
    const span: Span = {
      kind: 'wave',
      wave,
      name,
      because: null,
      from: instantOrNull(openedAt ?? predicted?.starts.earliest),
      to: instantOrNull(end),
      isFromPredicted: openedAt === null,
      isToPredicted: passedAt === null,
    };
    // Behind the last wave nothing waits, and a gate that passed has waited.
    if (soakMs === 0 || end === null || passedAt !== null || wave === waves.length) return [span];
    const soak = { from: toRfc3339(end), to: toRfc3339(end + soakMs), isFromPredicted: true, isToPredicted: true };
    return [span, { ...span, kind: 'soak', ...soak }];
  });
}

function planned(campaign: Campaign, wave: number) {
  const part = partOf(campaign, wave);
  const soaks = part.plan.rules.gate.map((condition) => (condition.kind === 'soak' ? condition.ms : 0));
  return { predicted: part.plan.prediction.waves[part.wave - 1], soakMs: Math.max(0, ...soaks) };
}

function marksOf({ campaign, commits, plans }: Given): readonly Mark[] {
  const nothing = { wave: null, servers: null, digest: null };
  const ahead = wavesOf(campaign).flatMap((_, at): Mark[] => {
    const earliest = planned(campaign, at + 1).predicted?.noReturn.earliest ?? null;
    const hasBegun = (campaign.progress.waves[at]?.openedAt ?? null) !== null;
    if (hasBegun || earliest === null) return [];
    return [{ ...nothing, kind: 'no-return', at: toRfc3339(earliest), wave: at + 1 }];
  });
  const approvals = plans.flatMap(({ row, standings }) =>
    standings.flatMap(({ wave, standing }): Mark[] =>
      standing.kind === 'granted' && standing.until !== null
        ? [
            {
              ...nothing,
              kind: 'approval-ends',
              at: toRfc3339(standing.until),
              wave: wave === 0 ? null : wave,
              digest: row.digest,
            },
          ]
        : [],
    ),
  );
  return [
    ...commits.map(({ from, moves }): Mark => ({ ...nothing, kind: 'commit', at: toRfc3339(from), servers: moves })),
    ...ahead,
    ...approvals,
  ];
}

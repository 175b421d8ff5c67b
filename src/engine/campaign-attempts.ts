import { type Attempt, type Failure, failuresOf, type Watch } from '../domain/budget.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import type { HostId } from '../domain/ids.ts';
import type { Journey } from '../domain/journey.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { ProblemCode, ProblemRef } from '../domain/problem.ts';
import { hourMs, type Instant } from '../domain/time.ts';
import { stratumDimensions } from '../domain/waves/strata.ts';
import { type EngineContext, journeyOf } from './context.ts';
import type { MoveRow, Reading, TroubleRow } from './ports/store.ts';
import { sensorMigrations } from './readings.ts';

/** Three readings of an estate that is only observed: one may be missed, and a restart of the sensor takes minutes. */
const darkAfterMs = 3 * hourMs;

/** How far our own looking reaches now. */
export function watchOf(readings: readonly Reading[]): Watch {
  return { readAt: readings.find((reading) => reading.resource === sensorMigrations)?.readAt ?? null, darkAfterMs };
}

/** Failures of a campaign over all its waves, as far as a set of attempts tells them. */
export function failuresAmong(
  context: EngineContext,
  campaign: Campaign,
  troubles: readonly TroubleRow[],
  watch: Watch,
): readonly Failure[] {
  const journey = journeyOf(context, campaign.journey);
  // One attempt can be among them twice: overdue, and its host silent.
  const known = new Set<string>();
  const attempts = troubles
    .filter(({ move }) => !known.has(move.moveId) && known.add(move.moveId))
    .map(({ move, lastSignAt }) => attemptOf(journey, campaign, move, lastSignAt));
  return failuresOf(attempts, watch);
}

/** One attempt, as far as it matters to whether it failed. */
export function attemptOf(journey: Journey, campaign: Campaign, move: MoveRow, hostSignAt: Instant | null): Attempt {
  const { switchedAt, byNew } = journey.signs(move.state);
  const planned = plannedOf(campaign).get(move.hostId);
  const { problem } = move.state as { readonly problem?: ProblemRef | undefined };
  return {
    moveId: move.moveId,
    hostId: move.hostId,
    name: planned?.name ?? move.hostId,
    isOfCampaign: planned !== undefined,
    phase: move.schedule.phase,
    kind: move.state.kind,
    problem: (problem?.code as ProblemCode | undefined) ?? null,
    deadlineAt: move.schedule.deadlineAt,
    lastSignAt:
      switchedAt === null ? null : Math.max(switchedAt, byNew?.latest ?? switchedAt, hostSignAt ?? switchedAt),
    isDrill: journey.isDrill(move.state),
    strata: planned?.strata ?? [],
  };
}

interface Planned {
  readonly name: string;
  readonly strata: readonly string[];
}

/** Plans do not change, and are long. */
const plans = new WeakMap<Plan, ReadonlyMap<HostId, Planned>>();

/** What the plan of a host, be it that of a late wave, says of it. */
export function plannedOf({ plan, late }: Pick<Campaign, 'plan' | 'late'>): Pick<ReadonlyMap<HostId, Planned>, 'get'> {
  const parts = [plan, ...late].map(plannedIn);
  return {
    get(hostId) {
      for (const part of parts) {
        const planned = part.get(hostId);
        if (planned) return planned;
      }
      return undefined;
    },
  };
}

function plannedIn(plan: Plan): ReadonlyMap<HostId, Planned> {
  const known = plans.get(plan);
  if (known) return known;
  const named = stratumDimensions.filter((dimension) => plan.strata.includes(dimension));
  const planned = new Map<HostId, Planned>();
  for (const host of plan.waves.flatMap((wave) => wave.hosts)) {
    const values = named.length === 0 ? [] : host.stratum.split(' / ');
    const strata = named.flatMap((dimension, at) => {
      const value = values[at] ?? '?';
      return dimension === 'roles' ? value.split('+').map((role) => `role:${role}`) : [`${dimension}:${value}`];
    });
    planned.set(host.hostId, { name: host.name, strata });
  }
  plans.set(plan, planned);
  return planned;
}

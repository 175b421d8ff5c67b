import type { JourneyId } from './ids.ts';

/** Which journeys come before each on a host. Declared beside the journeys; a circle would make them wait for each other for ever. */
export type JourneyOrder = Readonly<Record<JourneyId, readonly JourneyId[]>>;

/** How far an earlier journey is on one host. `settled`: the host has nothing to move there, or was moved with complete evidence. */
export type JourneyStanding = 'settled' | 'due' | 'under-way' | 'ended-unproven';

/**
 * Which journeys keep another one from beginning on a host, the first of them first. A journey that this installation does not have has no standing
 * and keeps nobody: nothing here could ever settle it.
 */
export function comesFirst(
  journey: JourneyId,
  order: JourneyOrder,
  standingOf: (earlier: JourneyId) => JourneyStanding | undefined,
): readonly JourneyId[] {
  return earlierThan(journey, order).filter((earlier) => {
    const standing = standingOf(earlier);
    return standing !== undefined && standing !== 'settled';
  });
}

/** Everything before a journey, also by way of others, the first first. */
export function earlierThan(journey: JourneyId, order: JourneyOrder): readonly JourneyId[] {
  const seen = new Set<JourneyId>();
  const found: JourneyId[] = [];
  const visit = (at: JourneyId): void => {
    for (const earlier of order[at]) {
      if (seen.has(earlier)) continue;
      seen.add(earlier);
      visit(earlier);
      found.push(earlier);
    }
  };
  visit(journey);
  return found;
}

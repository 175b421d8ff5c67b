import type { JourneyId } from '../ids.ts';
import { type ProblemRef, problem } from '../problem.ts';
import type { JourneyOrder } from './rules.ts';

/** ATA before both, the streamlined connection before sensor v3.x: a host is connected the way it stays before its sensor changes. */
export const journeyOrder: JourneyOrder = {
  'from-ata': [],
  streamlined: ['from-ata'],
  'sensor-v3': ['from-ata', 'streamlined'],
};

/** How far a journey is on one host. `done` has its complete evidence; `notConcerned` was judged: the host has nothing to move there. */
export type JourneyStanding = 'done' | 'notConcerned' | 'underWay' | 'endedUnproven';

/** A journey without an entry was neither begun nor judged, so nobody knows whether it is still to come. */
export type HostHistory = Readonly<Partial<Record<JourneyId, JourneyStanding>>>;

type MayBegin =
  | { readonly ok: true }
  /** `journeys`: which ones, those that come first before the others. */
  | {
      readonly ok: false;
      readonly waitingFor: 'earlier-journey' | 'host-busy';
      readonly journeys: readonly JourneyId[];
    };

/** Whether a journey may begin on a host: everything before it has ended there with proof, and nothing after it is under way. */
export function mayBegin(journey: JourneyId, history: HostHistory, order: JourneyOrder): MayBegin {
  const before = earlierThan(journey, order);
  const open = before.filter((earlier) => history[earlier] !== 'done' && history[earlier] !== 'notConcerned');
  if (open.length > 0) return { ok: false, waitingFor: 'earlier-journey', journeys: open };
  // A host under observation on a later journey is not connected anew: that would end the observation unseen.
  const busy = (Object.keys(history) as JourneyId[]).filter((other) => history[other] === 'underWay');
  return busy.length > 0 ? { ok: false, waitingFor: 'host-busy', journeys: busy } : { ok: true };
}

/** What is wrong with an order: journeys that wait for each other would wait for ever. undefined: nothing. */
export function faultOfOrder(order: JourneyOrder): ProblemRef | undefined {
  for (const journey of Object.keys(order) as JourneyId[]) {
    if (!earlierThan(journey, order).includes(journey)) continue;
    return problem('journey-order-cyclic', `${journey} would have to end before it may begin.`);
  }
  return undefined;
}

/** Everything before a journey, also by way of others, the first first; in a cyclic order the journey itself is among it. */
function earlierThan(journey: JourneyId, order: JourneyOrder): readonly JourneyId[] {
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

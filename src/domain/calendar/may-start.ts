import type { Instant } from '../time.ts';
import type { OpeningHours } from './opening-hours.ts';
import {
  type Closure,
  closureAt,
  horizonMs,
  isLongEnough,
  latestStart,
  nextOpening,
  type Opening,
} from './openings.ts';

/** Whether work may start at an instant (I3), and if not, why and when it may. */
type StartDecision =
  | {
      readonly kind: 'may-start';
      readonly opening: Opening;
      /** Null: the opening has no end. */
      readonly latestStartAt: Instant | null;
    }
  | {
      readonly kind: 'must-wait';
      readonly reason: StartObstacle;
      readonly next: NextStart;
    };

type StartObstacle =
  | { readonly code: 'freeze'; readonly calendar: string; readonly because: string }
  | { readonly code: 'window-closed'; readonly calendar: string }
  /** It is open, and would have been long enough some time ago. */
  | { readonly code: 'too-late-in-window'; readonly latestStartAt: Instant; readonly closedBy: Closure }
  /** It is open, and never was long enough. */
  | { readonly code: 'window-too-short'; readonly opening: Opening; readonly closedBy: Closure };

type NextStart =
  | { readonly kind: 'at'; readonly at: Instant; readonly opening: Opening }
  /** Not before this instant. Waiting does not help: the calendars, or what is started, must be changed. */
  | { readonly kind: 'none'; readonly searchedUntil: Instant };

/**
 * May work that takes at most this long start now? It must end within the opening: the end of the opening, less the longest duration, is
 * the latest safe start (I3).
 */
export function mayStart(hours: OpeningHours, at: Instant, longestMs: number): StartDecision {
  if (!(longestMs >= 0)) throw new RangeError(`${longestMs} is no duration.`);
  const closure = closureAt(hours, at);
  if (closure !== undefined)
    return { kind: 'must-wait', reason: obstacleOf(closure), next: nextStart(hours, at, longestMs) };
  const found = nextOpening(hours, at);
  if (found.kind === 'none') throw new Error('What is open at an instant has an opening there.');
  const { opening } = found;
  const { closesAt, closedBy } = opening;
  const latestStartAt = latestStart(opening, longestMs);
  if (latestStartAt === null || closesAt === null || closedBy === null || at <= latestStartAt)
    return { kind: 'may-start', opening, latestStartAt };
  const reason: StartObstacle = isLongEnough(opening, longestMs)
    ? { code: 'too-late-in-window', latestStartAt, closedBy }
    : { code: 'window-too-short', opening, closedBy };
  return { kind: 'must-wait', reason, next: nextStart(hours, closesAt, longestMs) };
}

/** The first start after an instant that is closed, in an opening that is long enough. */
function nextStart(hours: OpeningHours, after: Instant, longestMs: number): NextStart {
  let found = nextOpening(hours, after);
  const searchedUntil = after + horizonMs;
  while (found.kind === 'opening') {
    const { opening } = found;
    const { opensAt, closesAt } = opening;
    if (opensAt === null || opensAt >= searchedUntil) break;
    if (isLongEnough(opening, longestMs)) return { kind: 'at', at: opensAt, opening };
    if (closesAt === null) break;
    found = nextOpening(hours, closesAt);
  }
  return { kind: 'none', searchedUntil };
}

function obstacleOf(closure: Closure): StartObstacle {
  return closure.kind === 'freeze'
    ? { code: 'freeze', calendar: closure.calendar, because: closure.because }
    : { code: 'window-closed', calendar: closure.calendar };
}

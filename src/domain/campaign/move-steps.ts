import { dayMs, type Instant } from '../time.ts';

/** When a move came into a state. */
export interface MoveStep {
  readonly at: Instant;
  readonly moveId: string;
  readonly kind: string;
}

/** How many moves were in which state at an instant; states with none are left out. */
interface StatesAt {
  readonly at: Instant;
  readonly counts: Readonly<Record<string, number>>;
}

/** More instants than these say no more on a page. */
const mostInstants = 40;

/**
 * How many moves were in which state, at instants that lie evenly between the first step and the last.
 * @param steps oldest first.
 */
export function statesOverTime(steps: readonly MoveStep[], now: Instant): readonly StatesAt[] {
  const first = steps[0]?.at;
  const last = steps.at(-1)?.at;
  if (first === undefined || last === undefined) return [];
  const end = Math.min(Math.max(last, first + 1), now);
  const count = Math.max(2, Math.min(mostInstants, Math.ceil((end - first) / dayMs) * 4, end - first + 1));
  const states = new Map<string, string>();
  const counts: Record<string, number> = {};
  let next = 0;
  return Array.from({ length: count }, (_, index) => {
    const at = Math.round(first + ((end - first) * index) / (count - 1));
    for (; (steps[next]?.at ?? Number.POSITIVE_INFINITY) <= at; next += 1) {
      const { moveId, kind } = steps[next] as MoveStep;
      const before = states.get(moveId);
      if (before !== undefined) counts[before] = (counts[before] ?? 1) - 1;
      states.set(moveId, kind);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    const there = Object.entries(counts).filter(([, moves]) => moves > 0);
    return { at, counts: Object.fromEntries(there) };
  });
}

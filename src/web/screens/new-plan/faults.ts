import { isAt, type PlaceFault, placeIn } from '../../parts/place-faults.ts';

/** The place of the form that a fault is about: rules stand in the form as they are, and what orders the waves below `waves`. */
export function placeOf(at: string): string {
  const dotted = placeIn(at).replace(/^rules\./, '');
  return /^(order|strata|canary)\b/.test(dotted) ? `waves.${dotted}` : dotted;
}

/** The faults that belong to a field: those at its place, and those inside of it. */
export function faultsAt(faults: readonly PlaceFault[], place: string): readonly PlaceFault[] {
  return faults.filter(({ at }) => isAt(placeOf(at), place));
}

/** The faults that belong to none of the fields that there are. */
export function faultsNowhere(faults: readonly PlaceFault[], places: readonly string[]): readonly PlaceFault[] {
  return faults.filter(({ at }) => !places.some((place) => isAt(placeOf(at), place)));
}

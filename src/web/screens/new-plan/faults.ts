/** What is wrong, and where; `isOurs` when the form says it and not the API. */
export interface PlaceFault {
  readonly at: string;
  readonly message: string;
  readonly isOurs?: true;
  /** The reasons that the message tells. */
  readonly codes?: readonly string[] | undefined;
}

/** `body.rules.gate.0.kind` and `gate[0].kind` name the same field; so do a whole member and what stands in it. */
export function placeOf(at: string): string {
  const dotted = at
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replace(/^body\.?/, '')
    .replace(/^rules\./, '');
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

function isAt(at: string, place: string): boolean {
  return at === place || at.startsWith(`${place}.`);
}

/** What is wrong, and where; `isOurs` when the form says it and not the API. */
export interface PlaceFault {
  readonly at: string;
  readonly message: string;
  readonly isOurs?: true;
  /** The reasons that the message tells. */
  readonly codes?: readonly string[] | undefined;
}

/** `body.gate.0.kind` and `gate[0].kind` name the same field. */
export function placeIn(at: string): string {
  return at.replaceAll(/\[(\d+)\]/g, '.$1').replace(/^body\.?/, '');
}

/** Whether a fault is at a place or inside of it: a whole member and what stands in it are one field. */
export function isAt(at: string, place: string): boolean {
  return at === place || at.startsWith(`${place}.`);
}

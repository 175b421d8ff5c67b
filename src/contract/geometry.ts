/*
 * What a chart is made of, without a colour or a pixel: the portal draws it with boxes, a report with SVG, and both say the same.
 */

export interface Part {
  readonly state: string;
  readonly count: number;
}

/** A part where it lies on its bar, from 0 to 1. */
interface Slice extends Part {
  readonly from: number;
  readonly size: number;
}

/** The parts of a whole that there are, in the order of `known`, then whatever that does not name. */
export function partsOf(known: readonly string[], counts: Readonly<Record<string, number>>): readonly Part[] {
  const order = [...known, ...Object.keys(counts).filter((state) => !known.includes(state))];
  return order.map((state) => ({ state, count: counts[state] ?? 0 })).filter((part) => part.count > 0);
}

/** Parts one behind the other on a bar that stands for the whole; what is missing to the whole stays empty at the end. */
export function slicesOf(parts: readonly Part[], whole: number): readonly Slice[] {
  const length = Math.max(
    whole,
    parts.reduce((sum, { count }) => sum + count, 0),
    1,
  );
  let before = 0;
  return parts.map((part) => {
    const from = before / length;
    before += part.count;
    return { ...part, from, size: part.count / length };
  });
}

/** How much of a whole a part is, from 0 to 1; of nothing it is nothing. */
export function shareOf(part: number, whole: number): number {
  return Math.min(1, Math.max(0, part / Math.max(1, whole)));
}

/** Columns beside each other, the highest of which fills the height. */
export function sharesOfHighest(values: readonly number[]): readonly number[] {
  const highest = values.reduce((most, value) => Math.max(most, value), 1);
  return values.map((value) => shareOf(value, highest));
}

/** Where a span lies on a strip of time, from 0 to 1: what reaches beyond the strip is cut off, and one without an end reaches to it. */
export function placeOf(
  from: number | null,
  to: number | null,
  strip: { readonly from: number; readonly to: number },
): { readonly from: number; readonly size: number } {
  const length = Math.max(1, strip.to - strip.from);
  const begin = shareOf((from ?? strip.from) - strip.from, length);
  return { from: begin, size: Math.max(0, shareOf((to ?? strip.to) - strip.from, length) - begin) };
}

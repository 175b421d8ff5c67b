/*
 * A million rows are taller than the tallest thing that a browser draws. What scrolls is then shorter than the rows are: at both ends a step of
 * the wheel is as long as ever, and in between a way of the bar stands for a longer way over the rows. Steps smaller than what is in sight are
 * never lengthened, so that no row is skipped, wherever somebody is.
 */

/** Where somebody is: on what scrolls, and over the rows. They differ where the one is shorter than the other. */
export interface Spot {
  readonly bar: number;
  readonly rows: number;
}

export interface ScrollSpace {
  /** How tall what scrolls is made, in pixels. */
  readonly height: number;
  /** How far the rows can be scrolled. */
  readonly reach: number;
  /** Where a place of the rows stands on the bar by itself. */
  readonly barAt: (rows: number) => number;
  /** Where somebody is after the bar moved. */
  readonly moved: (from: Spot, bar: number) => Spot;
  /** Whether the bar has to be put where it belongs before somebody runs into its end. */
  readonly isAstray: (spot: Spot) => boolean;
}

/** Firefox draws nothing taller than 17.8 million pixels, Chromium 33.5. */
const tallest = 10_000_000;
/** This far from both ends bar and rows go together, so that whoever steps towards an end gets there. */
const edge = 100_000;

/** @param whole height of all rows @param view height of what is in sight */
export function scrollSpace(whole: number, view: number): ScrollSpace {
  const height = Math.min(whole, tallest);
  const reach = Math.max(0, whole - view);
  const way = Math.max(0, height - view);
  const isWhole = height === whole;
  const slope = isWhole ? 1 : (reach - 2 * edge) / (way - 2 * edge);
  const barAt = (rows: number) => {
    if (isWhole || rows <= edge) return rows;
    if (rows >= reach - edge) return way - (reach - rows);
    return edge + (rows - edge) / slope;
  };
  const rowsAt = (bar: number) => {
    if (isWhole || bar <= edge) return bar;
    if (bar >= way - edge) return reach - (way - bar);
    return edge + (bar - edge) * slope;
  };
  const within = (rows: number) => Math.max(0, Math.min(reach, rows));
  return {
    height,
    reach,
    barAt,
    moved: (from, bar) => {
      const step = bar - from.bar;
      // A longer way than what is in sight is a way of the bar itself.
      const rows = isWhole || Math.abs(step) > view ? rowsAt(bar) : from.rows + step;
      return { bar, rows: within(rows) };
    },
    isAstray: ({ bar, rows }) => {
      const off = Math.abs(barAt(rows) - bar);
      const isNearEnd = rows < edge || rows > reach - edge;
      // The browser may keep the bar on whole pixels.
      return off > (isNearEnd ? 1 : edge / 2);
    },
  };
}

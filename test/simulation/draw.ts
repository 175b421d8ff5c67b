/** Draws whole numbers below a bound. The same seed draws the same numbers on every machine. */
export interface Draw {
  below(bound: number): number;
  between(least: number, most: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** A small generator (mulberry32); `purpose` keeps what is drawn for one thing from moving what is drawn for another. */
export function seededDraw(seed: number, purpose: string): Draw {
  let state = seed >>> 0;
  for (const letter of purpose) state = (Math.imul(state, 31) + letter.charCodeAt(0)) >>> 0;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, bound);
  };
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (percent) => below(100) < percent,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
}

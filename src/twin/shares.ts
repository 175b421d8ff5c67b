import type { Dice } from './dice.ts';

/** A kind of host, and how large its share of all hosts is, 0 to 1. */
export interface Share<T> {
  readonly share: number;
  readonly kind: T;
}

/** Draws one kind; undefined for the share that is left when all are added up. */
export function drawKind<T>(dice: Dice, shares: readonly Share<T>[]): T | undefined {
  let left = dice.fraction();
  for (const { share, kind } of shares) {
    if (left < share) return kind;
    left -= share;
  }
  return undefined;
}

/** What an estate of a chosen size is ordered with. The same order gives the same estate. */
export interface SizedOrder {
  /** 1 to 100,000 hosts. */
  readonly hosts: number;
  readonly seed: number;
  /** When the twin begins; what was seen before lies before it. */
  readonly startAt: number;
}

/** @throws RangeError outside 1 to 100,000 hosts. */
export function refuseOddSize(hosts: number): void {
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > 100_000)
    throw new RangeError(`an estate has 1 to 100,000 hosts, not ${hosts}`);
}

import type { Move } from '../../../contract/campaigns.ts';

/** The attempt that counts: the last one of a server; undefined when it was never moved, or while that is not known. */
export function newestOf(moves: readonly Move[] | undefined): Move | undefined {
  return moves?.toSorted((a, b) => b.attempt - a.attempt)[0];
}

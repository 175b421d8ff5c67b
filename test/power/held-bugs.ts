import type { MutantRow } from './mutant.ts';

const held = 'engine/held-mark.test.ts';

/** Bugs in what becomes of a start that a slow disk held back. */
export const heldBugs: readonly MutantRow[] = [
  [
    'I3',
    'a start that the disk held back is sent on the reasons of before',
    'engine/send-effects.ts',
    'tookMs > longestMarkMs ? await whyNot() : null',
    'null',
    held,
  ],
  [
    'I10',
    'a start is sent by a worker that may have lost it meanwhile',
    'engine/send-effects.ts',
    "tookMs > leaseMs / 2 ? 'lease-lost' : ",
    '',
    held,
  ],
];

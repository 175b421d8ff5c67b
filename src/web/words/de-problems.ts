import { deConnectionProblems } from './de-problems-connections.ts';
import { deEvidenceProblems } from './de-problems-evidence.ts';
import { deMoveProblems } from './de-problems-moves.ts';
import { deRequestProblems } from './de-problems-requests.ts';
import { deStoreProblems } from './de-problems-stores.ts';
import type { ProblemWords } from './language.ts';

/** Titles and remedies of problems in German; one of a newer server that is not here keeps the words that it came with. */
export const deProblems: Readonly<Record<string, ProblemWords>> = {
  ...deRequestProblems,
  ...deMoveProblems,
  ...deEvidenceProblems,
  ...deConnectionProblems,
  ...deStoreProblems,
};

import { doorBugs } from './door-bugs.ts';
import { endBugs } from './end-bugs.ts';
import { heldBugs } from './held-bugs.ts';
import { holdBugs } from './hold-bugs.ts';
import { lastBugs } from './last-bugs.ts';
import type { Mutant } from './mutant.ts';
import { startBugs } from './start-bugs.ts';

export const mutants: readonly Mutant[] = [
  ...startBugs,
  ...endBugs,
  ...doorBugs,
  ...heldBugs,
  ...holdBugs,
  ...lastBugs,
].map(([breaks, bug, file, text, instead, caughtBy], at) => ({
  id: `p${String(at + 1).padStart(2, '0')}`,
  breaks,
  bug,
  file,
  text,
  instead,
  caughtBy,
}));

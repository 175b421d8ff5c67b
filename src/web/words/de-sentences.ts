import { deCauseSentences } from './de-sentences-causes.ts';
import { deCheckSentences } from './de-sentences-checks.ts';
import { deFactSentences } from './de-sentences-facts.ts';
import { deRuleSentences } from './de-sentences-rules.ts';

/** Sentences that the server says word for word, out of its lists of checks, facts, causes, rules and faults, in German by their English. */
export const deSentences: Readonly<Record<string, string>> = {
  ...deCheckSentences,
  ...deFactSentences,
  ...deCauseSentences,
  ...deRuleSentences,
};

import type { Language } from './language.ts';
import { noneTold } from './none-told.ts';

/** Languages that a person can choose. The pseudo-language is for tests: it shows what no catalogue went through, and what breaks when words are longer. */
export const languageTags = ['en', 'de', 'pseudo'] as const;
export type LanguageTag = (typeof languageTags)[number];

const loaders: Readonly<Record<LanguageTag, () => Promise<Language>>> = {
  en: async () => ({
    tag: 'en',
    messages: (await import('./en.ts')).en,
    reasons: {},
    problems: {},
    plan: {},
    sentences: {},
    told: noneTold,
    rules: {},
    waits: {},
    states: {},
  }),
  de: async () => {
    const [
      { de },
      { dePlanWords },
      { deProblems },
      { deReasons },
      { deRules },
      { deSentences },
      { deStates },
      { deTold },
      { deWaits },
    ] = await Promise.all([
      import('./de.ts'),
      import('./de-plan-words.ts'),
      import('./de-problems.ts'),
      import('./de-reasons.ts'),
      import('./de-rules.ts'),
      import('./de-sentences.ts'),
      import('./de-states.ts'),
      import('./de-told.ts'),
      import('./de-waits.ts'),
    ]);
    return {
      tag: 'de',
      messages: de,
      plan: dePlanWords,
      problems: deProblems,
      reasons: deReasons,
      rules: deRules,
      sentences: deSentences,
      waits: deWaits,
      states: deStates,
      told: deTold,
    };
  },
  pseudo: async () => (await import('./pseudo.ts')).pseudoLanguage,
};

export function loadLanguage(tag: LanguageTag): Promise<Language> {
  return loaders[tag]();
}

import type { ToldWords } from './told.ts';

/** Of a language that tells everything as the server does, as English. */
export const noneTold: ToldWords = {
  sentences: {},
  items: {},
  words: {},
  signs: { and: ' and ', andNo: ' and no ', decimal: '.', quotes: ['"', '"'] },
};

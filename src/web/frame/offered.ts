import type { MessageKey } from '../words/language.ts';
import type { KeyChoice, ThemeChoice, TimeChoice } from './choices.ts';

export const times: readonly (readonly [TimeChoice, MessageKey])[] = [
  ['local', 'time.local'],
  ['utc', 'time.utc'],
  ['site', 'time.site'],
  ['relative', 'time.relative'],
];
export const themes: readonly (readonly [ThemeChoice, MessageKey])[] = [
  ['system', 'theme.system'],
  ['light', 'theme.light'],
  ['dark', 'theme.dark'],
  ['contrast', 'theme.contrast'],
];
export const singleKeys: readonly (readonly [KeyChoice, MessageKey])[] = [
  ['on', 'keys.single.on'],
  ['off', 'keys.single.off'],
];
// Each by its own name, so that whoever does not read the language that is shown finds the way out of it.
export const languageNames = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const;

import { planWords } from '../../contract/plan-words.ts';
import { stateWords } from '../../contract/state-words.ts';
import { en } from './en.ts';
import type { Language, MessageKey } from './language.ts';
import { noneTold } from './none-told.ts';

const accents: Readonly<Record<string, string>> = {
  a: 'å',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  y: 'ÿ',
  A: 'Å',
  E: 'Ë',
  I: 'Ï',
  O: 'Ö',
  U: 'Ü',
  C: 'Ç',
  N: 'Ñ',
};

/** Accents on every letter that can carry one, a third more length, and brackets at the ends: what is cut off or was never translated shows. */
export function pseudo(message: string): string {
  let depth = 0;
  let isText = true;
  let text = '';
  for (let at = 0; at < message.length; at += 1) {
    const sign = message.charAt(at);
    if (sign === '{') {
      depth += 1;
      // Inside an argument the branches of a plural are text again: they follow a word such as "one" or "other".
      isText = depth % 2 === 0;
    } else if (sign === '}') {
      depth -= 1;
      isText = depth % 2 === 0;
    }
    text += isText ? (accents[sign] ?? sign) : sign;
  }
  return `[${text}${'·'.repeat(Math.ceil(message.replaceAll(/\{[^}]*\}/g, '').length / 3))}]`;
}

const keys = Object.keys(en) as MessageKey[];
const states = Object.entries(stateWords).map(([kind, words]) => [
  kind,
  Object.fromEntries(Object.entries(words).map(([state, { word }]) => [state, pseudo(word)])),
]);

export const pseudoLanguage: Language = {
  tag: 'pseudo',
  messages: Object.fromEntries(keys.map((key) => [key, pseudo(en[key])])) as Record<MessageKey, string>,
  reasons: {},
  problems: {},
  sentences: {},
  told: noneTold,
  plan: Object.fromEntries(Object.entries(planWords).map(([says, message]) => [says, pseudo(message)])),
  waits: {},
  rules: {},
  states: Object.fromEntries(states),
};

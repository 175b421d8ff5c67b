import { IntlMessageFormat } from 'intl-messageformat';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { stateWords } from '../../contract/state-words.ts';
import type { Language, MessageKey, StateKind } from './language.ts';

type Values = Readonly<Record<string, string | number>>;
type Say = (key: MessageKey, values?: Values) => string;

export interface Spoken {
  readonly tag: string;
  readonly say: Say;
  /** Whether there is such a message: the server may be of another version than the page. */
  readonly isSaid: (key: string) => key is MessageKey;
  readonly stateWord: (kind: StateKind, state: string) => string;
  readonly isState: (kind: StateKind, state: string) => boolean;
  /** The title of a reason code; undefined where the language has none of its own. */
  readonly reasonWord: (code: string) => string | undefined;
  /** What is waited for under this code; undefined where the language has no words of its own. */
  readonly waitWord: (code: string) => string | undefined;
  /** What a rule or a condition is about, by its name; undefined where the language has no words of its own. */
  readonly ruleWord: (rule: string) => string | undefined;
  readonly number: (value: number) => string;
}

const Spoken = createContext<Spoken | undefined>(undefined);

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  const spoken = useMemo(() => speak(language), [language]);
  return <Spoken.Provider value={spoken}>{children}</Spoken.Provider>;
}

export function useSay(): Spoken {
  const spoken = useContext(Spoken);
  if (spoken === undefined) throw new Error('There is no language around this part.');
  return spoken;
}

/** What means something else than itself in the ICU form: places for values, tags, and the sign that keeps these from being read so. */
const isPattern = /[{}<>']/;

function speak(language: Language): Spoken {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  // A language of ours is not one that the browser knows numbers for.
  const spoken = language.tag === 'pseudo' ? 'en' : language.tag;
  // Of one language the browser may prefer the ways of a country: where the day stands before the month.
  const locale = navigator.languages.find((one) => one.startsWith(spoken)) ?? spoken;
  const say: Say = (key, values) => {
    const message = language.messages[key];
    // Most messages are their own text; reading them as patterns takes longer than everything else that is done with them.
    if (!isPattern.test(message)) return message;
    const known = formats.get(key) ?? new IntlMessageFormat(message, locale);
    formats.set(key, known);
    return String(known.format(values));
  };
  const numbers = new Intl.NumberFormat(locale);
  return {
    tag: locale,
    say,
    isSaid: (key): key is MessageKey => Object.hasOwn(language.messages, key),
    isState: (kind, state) => Object.hasOwn(stateWords[kind], state),
    stateWord: (kind, state) => language.states[kind]?.[state] ?? stateWords[kind][state]?.word ?? state,
    reasonWord: (code) => (Object.hasOwn(language.reasons, code) ? language.reasons[code] : undefined),
    waitWord: (code) => (Object.hasOwn(language.waits, code) ? language.waits[code] : undefined),
    ruleWord: (rule) => (Object.hasOwn(language.rules, rule) ? language.rules[rule] : undefined),
    number: (value) => numbers.format(value),
  };
}

/** A sentence of the server: it speaks English, and says so to whoever reads it aloud. */
export function Told({ children }: { children: ReactNode }) {
  return <span lang="en">{children}</span>;
}

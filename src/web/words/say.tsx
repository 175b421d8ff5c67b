import { IntlMessageFormat } from 'intl-messageformat';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { PlanSaying } from '../../contract/plan-words.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Language, MessageKey, ProblemWords, StateKind } from './language.ts';
import { localeOf } from './locale.ts';
import { Teller } from './told.ts';

/** A message that has its English in another place than the catalogue. */
type SayOfPlan = (says: PlanSaying, english: string, values: Values) => string;

type Values = Readonly<Record<string, string | number>>;
type Say = (key: MessageKey, values?: Values) => string;

export interface Spoken {
  readonly tag: string;
  readonly say: Say;
  readonly sayOfPlan: SayOfPlan;
  /** Whether there is such a message: the server may be of another version than the page. */
  readonly isSaid: (key: string) => key is MessageKey;
  readonly stateWord: (kind: StateKind, state: string) => string;
  readonly isState: (kind: StateKind, state: string) => boolean;
  /** The title of a reason code; undefined where the language has none of its own. */
  readonly reasonWord: (code: string) => string | undefined;
  /** What a problem is and what a person does next, by its code; undefined where the language has no words of its own. */
  readonly problemWords: (code: string) => ProblemWords | undefined;
  /** What is waited for under this code; undefined where the language has no words of its own. */
  readonly waitWord: (code: string) => string | undefined;
  /** What a rule or a condition is about, by its name; undefined where the language has no words of its own. */
  readonly ruleWord: (rule: string) => string | undefined;
  /** A sentence of the server, out of its own lists or made of one thing alone; undefined where the language has none of its own. */
  readonly sentence: (english: string) => string | undefined;
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
  const formats = new Map<string, IntlMessageFormat>();
  const locale = localeOf(language.tag);
  const fill = (message: string, values: Values | undefined) => {
    const known = formats.get(message) ?? new IntlMessageFormat(message, locale);
    formats.set(message, known);
    return String(known.format(values));
  };
  const say: Say = (key, values) => {
    const message = language.messages[key];
    // Most messages are their own text; reading them as patterns takes longer than everything else that is done with them.
    if (!isPattern.test(message)) return message;
    return fill(message, values);
  };
  const teller = new Teller(language.sentences, language.told, fill);
  const numbers = new Intl.NumberFormat(locale);
  return {
    tag: locale,
    say,
    sayOfPlan: (says, english, values) => fill(language.plan[says] ?? english, values),
    isSaid: (key): key is MessageKey => Object.hasOwn(language.messages, key),
    isState: (kind, state) => Object.hasOwn(stateWords[kind], state),
    stateWord: (kind, state) => language.states[kind]?.[state] ?? stateWords[kind][state]?.word ?? state,
    reasonWord: (code) => (Object.hasOwn(language.reasons, code) ? language.reasons[code] : undefined),
    problemWords: (code) => (Object.hasOwn(language.problems, code) ? language.problems[code] : undefined),
    waitWord: (code) => (Object.hasOwn(language.waits, code) ? language.waits[code] : undefined),
    ruleWord: (rule) => (Object.hasOwn(language.rules, rule) ? language.rules[rule] : undefined),
    sentence: (english) => teller.sentence(english),
    number: (value) => numbers.format(value),
  };
}

/** A sentence of the server: in the language of the page where it knows it, else in English, which is said to whoever reads it aloud. */
export function Told({ children }: { children: ReactNode }) {
  const { sentence } = useSay();
  const known = typeof children === 'string' ? sentence(children) : undefined;
  return known ?? <span lang="en">{children}</span>;
}

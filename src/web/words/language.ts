import type { PlanSaying } from '../../contract/plan-words.ts';
import type { stateWords } from '../../contract/state-words.ts';
import type { en } from './en.ts';
import type { ToldWords } from './told.ts';

export type MessageKey = keyof typeof en;
export type StateKind = keyof typeof stateWords;

/** What a problem is, and what a person does next. */
export interface ProblemWords {
  readonly title: string;
  readonly remedy: string;
}

/** Everything that a language says. States that it does not translate keep their English word, which may be Microsoft's own. */
export interface Language {
  readonly tag: string;
  readonly messages: Readonly<Record<MessageKey, string>>;
  /** Titles of reason codes. What is not there is said as the server says it. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Titles and remedies of problems, by their codes. What is not there is said as the server says it. */
  readonly problems: Readonly<Record<string, ProblemWords>>;
  /** What can be said of a plan, by its name in the table of English. What is not there is said in English. */
  readonly plan: Partial<Readonly<Record<PlanSaying, string>>>;
  /** Sentences that the server says word for word, by their English. What is not there stays English, and is marked so. */
  readonly sentences: Readonly<Record<string, string>>;
  /** Sentences that the server makes of one thing alone, by their English with places. What is not there stays English, and is marked so. */
  readonly told: ToldWords;
  /** What is waited for, by its code, to be read after "waiting". What is not there is said as the server says it. */
  readonly waits: Readonly<Record<string, string>>;
  /** What rules and conditions are about, by their names. What is not there is said as the server says it. */
  readonly rules: Readonly<Record<string, string>>;
  readonly states: Partial<Record<StateKind, Readonly<Record<string, string>>>>;
}

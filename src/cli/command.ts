import type { Io } from './io.ts';
import type { ExitCode } from './problem.ts';
import { usageProblem } from './problem.ts';
import type { Prompt } from './prompt.ts';
import type { Screen } from './screen.ts';
import type { Settings } from './settings.ts';
import { parseDuration } from './times.ts';
import type { Client } from './transport.ts';

export interface OptionSpec {
  /** As commander reads it: `-o, --output <file>`. */
  readonly flags: string;
  readonly about: string;
  readonly choices?: readonly string[];
  readonly isRequired?: true;
  /** May be given several times. */
  readonly isList?: true;
}

/** One row a command: the parser, `help`, the completion scripts and the reference page read the same table. */
export interface CommandSpec {
  /** `estate list`; a parent has a row in `groups`, or one of its own when it is a command too, as `plan` is beside `plan diff`. */
  readonly path: string;
  /** As commander reads them: `[selector...]`. */
  readonly args?: readonly { readonly name: string; readonly about: string }[];
  readonly summary: string;
  /** Further sentences for the help. */
  readonly more?: string;
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly string[];
  readonly exits?: readonly string[];
  /** Ends by itself on Ctrl-C, and says how; the others are simply left. */
  readonly endsItself?: true;
  /** Runs when its group is called without a verb. */
  readonly isDefault?: true;
  /** The code comes only when the command runs, so that help and completion answer at once. */
  readonly load: () => Promise<Handler>;
}

export interface GroupSpec {
  readonly path: string;
  readonly summary: string;
}

export type Handler = (invocation: Invocation) => Promise<ExitCode>;

export interface Invocation {
  readonly given: Given;
  readonly io: Io;
  readonly screen: Screen;
  readonly prompt: Prompt;
  settings(): Promise<Settings>;
  /** Connects at the first call; the program closes it. */
  client(): Promise<Client>;
}

/** Arguments and options with their shapes; commander has checked spelling, choices and presence. */
export interface Given {
  /** The words of a variadic argument. */
  readonly words: readonly string[];
  word(index: number): string;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  flag(name: string): boolean;
  /** undefined where neither the option nor its negation was given. */
  choice(name: string): boolean | undefined;
  whole(name: string, least: number, most: number): number | undefined;
  durationMs(name: string): number | undefined;
  /** false without `--json`, true when bare, else the fields. */
  json(): false | true | string;
}

export function createGiven(words: readonly string[], options: Readonly<Record<string, unknown>>): Given {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    words,
    word: (index) => words[index] ?? '',
    text,
    list: (name) => {
      const value = options[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (name) => options[name] === true,
    choice: (name) => (typeof options[name] === 'boolean' ? options[name] : undefined),
    whole: (name, least, most) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < least || number > most)
        throw usageProblem(`--${kebab(name)} is "${value}".`, `Give a whole number from ${least} to ${most}.`);
      return number;
    },
    durationMs: (name) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const duration = parseDuration(value);
      if (duration === undefined)
        throw usageProblem(`--${kebab(name)} is "${value}".`, 'Give a duration such as 90s, 20m, 2h or 7d.');
      return duration;
    },
    json: () => {
      const value = options.json;
      return typeof value === 'string' || value === true ? value : false;
    },
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

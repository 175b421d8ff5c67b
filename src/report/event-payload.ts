import type { Json } from '../domain/canonical.ts';
import type { LogEvent } from '../domain/log.ts';

/** An entry as far as a sentence tells it; its names may be stand-ins. */
export type ToldEvent = Pick<LogEvent, 'kind' | 'subjectId' | 'payload'> & {
  readonly personal: Readonly<Record<string, { readonly value: string }>>;
};

type Members = Readonly<Record<string, Json | undefined>>;

/** What an event holds, by name and type. Payloads of older versions may lack members, so nothing here is sure to be there. */
export interface Told {
  readonly subject: string;
  readonly payload: Members;
  /** A private value of the event by name. */
  readonly personal: (name: string) => string | undefined;
  /** A text of the payload by name; an empty one counts as missing. */
  readonly text: (name: string) => string | undefined;
  /** A whole number: of anything else no sentence tells. */
  readonly number: (name: string) => number | undefined;
  /** A number, or how many a list has. */
  readonly count: (name: string) => number | undefined;
  /** The codes of a list. */
  readonly codes: (name: string) => readonly string[];
  /** What stands in the payload as an object of a kind, or as the kind alone. */
  readonly kindOf: (name: string) => string | undefined;
}

export function toldOf({ payload: stored, personal, subjectId }: ToldEvent): Told {
  const payload = isMembers(stored) ? stored : {};
  const number = (name: string) => numberIn(payload[name]);
  return {
    subject: subjectId,
    payload,
    personal: (name) => (Object.hasOwn(personal, name) ? personal[name]?.value : undefined),
    text: (name) => textIn(payload[name]),
    number,
    count: (name) => {
      const value = payload[name];
      return Array.isArray(value) ? value.length : number(name);
    },
    codes: (name) => {
      const value = payload[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    kindOf: (name) => {
      const value = payload[name] ?? null;
      return isMembers(value) ? textIn(value.kind) : textIn(value);
    },
  };
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberIn(value: Json | undefined): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

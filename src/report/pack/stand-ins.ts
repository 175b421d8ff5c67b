import { canonicalJson, type Json, type Sha256 } from '../../domain/canonical.ts';
import type { FactDocument } from '../../domain/fact.ts';
import { type EventDraft, type HiddenValue, privateDigest } from '../../domain/log.ts';
import { type PrivateNames, redactor } from '../redaction.ts';

/** What people typed may name anybody; nobody can tell what in it is a name. */
const typed: ReadonlySet<string> = new Set([
  'because',
  'comment',
  'ticket',
  'detail',
  'featureLossAcceptedBy',
  'fileName',
  'withdrawnBecause',
  'question',
]);
const withheld = '[withheld]';
/** An actor with the door by which it came; anything else in its place names nobody. */
const actor = /\b(user|token|os|upload):[^\s,;()"]+/g;

export interface StandIns {
  /** An entry with its names replaced; `isRedacted` where one stood outside its private values. */
  entry(event: EventDraft): PackedEvent;
  /** Any value of ours that holds names. */
  json<T>(value: T): T;
  document<D extends Pick<FactDocument, 'facts'>>(document: D): D;
}

type PackedEvent = Omit<EventDraft, 'personal'> & {
  readonly personal: Readonly<Record<string, HiddenValue>>;
  readonly isRedacted?: true | undefined;
};

/** Takes the names of an estate and of its people out of a pack: the same stand-in is the same name, all over the pack. */
export function standIns(names: PrivateNames, sha256: Sha256): StandIns {
  const takeOut = redactor(names);
  const persons = new Map<string, string>();
  const person = (found: string, door: string): string => {
    const [whole] = /.*[^.:]/.exec(found) ?? [found];
    if (!persons.has(whole)) persons.set(whole, `${door}:person-${persons.size + 1}`);
    return `${persons.get(whole)}${found.slice(whole.length)}`;
  };
  const inText = (text: string): string => takeOut(text.replace(actor, person));
  const member = (name: string, value: Json): Json => {
    if (typeof value === 'string' && typed.has(name)) return withheld;
    // Four numbers with dots between them are a version here, not an address.
    if (typeof value === 'string' && /version$/i.test(name)) return value;
    return inside(value);
  };
  const inside = (value: Json): Json => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map((one) => inside(one as Json));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[inText(name), member(name, one)]])),
    );
  };
  const hidden = (name: string, value: string): string => {
    // A plan and the steps of a task are JSON in a text.
    if (name === 'plan' || name === 'steps') return canonicalJson(inside(JSON.parse(value) as Json));
    return String(member(name, value));
  };
  return {
    entry: ({ kind, subjectType, subjectId, payload, personal }) => {
      const bare = { subjectId: inText(subjectId), payload: inside(payload) };
      const isRedacted = bare.subjectId !== subjectId || canonicalJson(bare.payload) !== canonicalJson(payload);
      return {
        kind,
        subjectType,
        ...bare,
        personal: Object.fromEntries(
          Object.entries(personal).map(([name, one]) => [
            name,
            { digest: privateDigest(one, sha256), value: hidden(name, one.value) },
          ]),
        ),
        ...(isRedacted ? { isRedacted } : {}),
      };
    },
    json: <T>(value: T) => inside(value as Json) as T,
    document: (document) => ({
      ...document,
      facts: Object.fromEntries(
        Object.entries(document.facts).map(([key, value]) => [key, takeOut({ key, value }).value]),
      ),
    }),
  };
}

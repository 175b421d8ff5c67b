import type { Json } from '../../domain/canonical.ts';
import type { HashedEvent } from '../../domain/log.ts';

export type PackedEvent = HashedEvent & {
  /** A name stood in it outside its private values: what is here is not what was digested. */
  readonly isRedacted?: true | undefined;
};

/** One link of the chain on a line. Without entries it keeps the chain, and tells nothing else: its transaction is not of this pack. */
export interface PackedLink {
  readonly link: {
    readonly seq: number;
    readonly at: number;
    readonly digest: string;
    readonly hash: string;
    readonly eventCount: number;
  };
  readonly events: readonly PackedEvent[] | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * A link as it stands on a line, member by member: a log has a million of them, and a general reader of shapes takes as long as all digests together.
 * @throws TypeError when it is none.
 */
export function linkIn(value: unknown): PackedLink {
  const line = members(value, 'The line');
  const link = members(line.link, 'The link');
  for (const name of ['seq', 'at', 'eventCount'])
    if (!Number.isSafeInteger(link[name])) throw new TypeError(`"${name}" of the link is no whole number.`);
  for (const name of ['digest', 'hash'])
    if (typeof link[name] !== 'string' || !isDigest.test(link[name]))
      throw new TypeError(`"${name}" of the link is no digest.`);
  if (line.events === undefined) return { link: link as unknown as PackedLink['link'], events: undefined };
  if (!Array.isArray(line.events)) throw new TypeError('"events" is no list.');
  return { link: link as unknown as PackedLink['link'], events: line.events.map(eventIn) };
}

const isDigest = /^[0-9a-f]{64}$/;

/** Only the members that enter a digest, and the mark: what else stands there was never written. */
function eventIn(value: unknown): PackedEvent {
  const event = members(value, 'An entry');
  const { kind, subjectType, subjectId, payload, personal, isRedacted } = event;
  if (typeof kind !== 'string' || typeof subjectType !== 'string' || typeof subjectId !== 'string')
    throw new TypeError('An entry has no kind or no subject.');
  if (payload === undefined) throw new TypeError('An entry has no payload.');
  const hidden = members(personal, '"personal"');
  for (const name in hidden) {
    const one = members(hidden[name], `"${name}"`);
    const isPlain = typeof one.value === 'string' && typeof one.salt === 'string' && one.digest === undefined;
    const isHidden = typeof one.value === 'string' && typeof one.digest === 'string' && isDigest.test(one.digest);
    if (!isPlain && !isHidden) throw new TypeError(`"${name}" has neither salt nor digest.`);
  }
  return {
    kind: kind as PackedEvent['kind'],
    subjectType: subjectType as PackedEvent['subjectType'],
    subjectId,
    payload: payload as Json,
    personal: hidden as PackedEvent['personal'],
    ...(isRedacted === true ? { isRedacted } : {}),
  };
}

function members(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(`${what} is no object.`);
  return value as Members;
}

import { canonicalJson, canonicalText, type Json, type Sha256, sortedNames } from './canonical.ts';
import type { TenantId } from './ids.ts';
import { SealLedger } from './log-seal.ts';
import type { Instant } from './time.ts';

/** Everything that can stand in the log. A new kind is a new line here, a rule in `report/event-story.ts`, and a row in `fold.ts` when a view shows it. */
export type LogEventKind =
  | 'tenant-created'
  | 'tenant-changed'
  | 'tenant-archived'
  | 'tenant-reopened'
  | 'tenant-deleted'
  | 'host-registered'
  | 'host-changed'
  | 'host-seen'
  | 'host-held'
  | 'host-released'
  | 'verdict-changed'
  | 'evidence-imported'
  | 'campaign-created'
  | 'campaign-changed'
  | 'plan-saved'
  | 'plan-rehearsed'
  | 'approval-given'
  | 'approval-refused'
  | 'approval-withdrawn'
  | 'move-created'
  | 'move-changed'
  | 'wait-changed'
  | 'refused'
  | 'effect-sent'
  | 'effect-settled'
  | 'proofs-judged'
  | 'task-opened'
  | 'task-closed'
  | 'reading-changed'
  | 'connection-changed'
  | 'access-changed'
  | 'signed-in'
  | 'commit-passed-unproven'
  | 'receiver-changed'
  | 'receiver-broken'
  | 'report-key-made'
  | 'log-sealed';

export type SubjectType =
  | 'tenant'
  | 'host'
  | 'plan'
  | 'campaign'
  | 'move'
  | 'task'
  | 'effect'
  | 'connection'
  | 'user'
  | 'token'
  | 'receiver';

/** A value that names a person or a host: it enters the hash only as a salted digest, so that a redacted export keeps the chain. */
export interface PrivateValue {
  readonly salt: string;
  readonly value: string;
}

/** The same in an export without names: its salted digest keeps the chain, and a stand-in is what people read. Without the salt nobody can try names on it. */
export interface HiddenValue {
  readonly digest: string;
  readonly value: string;
}

/** An event before it has a place in the chain. */
export interface EventDraft {
  readonly kind: LogEventKind;
  readonly subjectType: SubjectType;
  readonly subjectId: string;
  readonly payload: Json;
  /** Person and host names, apart from the payload; always contains `actor`. */
  readonly personal: Readonly<Record<string, PrivateValue>>;
}

/** An event with its payload as it is written: read only by whoever asks for it. */
export interface WrittenEvent extends EventDraft {
  /** JSON that says what `payload` says, canonical unless an earlier version wrote it. */
  readonly payloadText: string;
}

/** One event as stored: `seq` is the transaction's link, `ordinal` its place in it. */
export interface LogEvent extends EventDraft {
  readonly tenantId: TenantId;
  readonly seq: number;
  readonly ordinal: number;
  readonly at: Instant;
}

/** One link of the chain, one a transaction: `hash = sha256(previous hash || digest)`, both as lower-case hexadecimal text. */
export interface LogLink {
  readonly tenantId: TenantId;
  readonly seq: number;
  readonly at: Instant;
  readonly digest: string;
  readonly hash: string;
  readonly eventCount: number;
}

/** The hash before the first link. */
export const genesisHash = '0'.repeat(64);

/** Always from salt and value: a digest that lies beside a stored value binds nothing, and whoever changed the value could have written it. */
export function privateDigest(value: PrivateValue, sha256: Sha256): string {
  return sha256(`${value.salt}:${value.value}`);
}

/** For an export without names, where a digest stands in the place of what was digested. */
function hiddenDigest(value: PrivateValue | HiddenValue, sha256: Sha256): string {
  return 'digest' in value ? value.digest : privateDigest(value, sha256);
}

interface EventOf<V> extends Omit<EventDraft, 'personal'> {
  readonly personal: Readonly<Record<string, V>>;
}

/** An event as it enters a digest, with its private values or with what an export has in their place. */
export type HashedEvent = EventOf<PrivateValue | HiddenValue>;

/** What of an event enters its transaction's digest: everything, with the private values as digests. */
export function digestOfBatch(
  batch: { readonly tenantId: TenantId; readonly at: Instant; readonly events: readonly EventDraft[] },
  sha256: Sha256,
): string {
  const payloads = batch.events.map(({ payload }) => canonicalJson(payload));
  return digestOfTexts(batch, payloads, sha256, (value) => privateDigest(value, sha256));
}

/**
 * The same where the payloads are written already, each as JSON, and need not be read for it. It is that of the batch where all of them are canonical, and
 * no other batch has it: what stands between two members cannot be part of one.
 */
export function digestOfWritten(
  batch: { readonly tenantId: TenantId; readonly at: Instant; readonly events: readonly Omit<EventDraft, 'payload'>[] },
  payloads: readonly string[],
  sha256: Sha256,
): string {
  return digestOfTexts(batch, payloads, sha256, (value) => privateDigest(value, sha256));
}

/** The same of an export, whose private values may be hidden. */
export function digestOfExport(
  batch: { readonly tenantId: TenantId; readonly at: Instant; readonly events: readonly HashedEvent[] },
  sha256: Sha256,
): string {
  const payloads = batch.events.map(({ payload }) => canonicalJson(payload));
  return digestOfTexts(batch, payloads, sha256, (value) => hiddenDigest(value, sha256));
}

function digestOfTexts<V extends PrivateValue | HiddenValue>(
  batch: { readonly tenantId: TenantId; readonly at: Instant; readonly events: readonly Omit<EventOf<V>, 'payload'>[] },
  payloads: readonly string[],
  sha256: Sha256,
  digestOf: (value: V) => string,
): string {
  const texts = [`{"at":${canonicalJson(batch.at)},"events":[`];
  for (const [at, event] of batch.events.entries())
    texts.push(eventText(event, payloads[at] ?? '', digestOf, at > 0 ? ',' : ''));
  texts.push(`],"tenantId":${canonicalText(batch.tenantId)}}`);
  return sha256.ofAll?.(texts) ?? sha256(texts.join(''));
}

/**
 * The canonical JSON of what of an event is digested, in one go: as an object of its own, or text by text, it took half of a long import's memory.
 * @param before stands between it and the event before.
 */
function eventText<V>(
  { kind, personal, subjectId, subjectType }: Omit<EventOf<V>, 'payload'>,
  payload: string,
  digestOf: (value: V) => string,
  before: string,
): string {
  const pieces = [before, '{"kind":', canonicalText(kind), ',"payload":', payload, ',"personal":{'];
  let separator = '';
  for (const name of sortedNames(personal)) {
    const value = personal[name];
    if (value === undefined) continue;
    pieces.push(separator, canonicalText(name), ':"', digestOf(value), '"');
    separator = ',';
  }
  pieces.push('},"subjectId":', canonicalText(subjectId), ',"subjectType":', canonicalText(subjectType), '}');
  return pieces.join('');
}

export function nextHash(previous: string, digest: string, sha256: Sha256): string {
  return sha256(previous + digest);
}

/** What is wrong with a chain, and where. */
export interface ChainBreak {
  readonly seq: number;
  readonly what: 'gap' | 'digest' | 'hash' | 'count' | 'head' | 'sealed';
  readonly detail: string;
}

/** Entries that are in sealed archives alone: how many links have none here for that reason, and up to which link. */
export interface SealedPart {
  readonly links: number;
  readonly events: number;
  readonly lastSeq: number;
}

/**
 * Walks links with their events in order and finds every break; it goes on after one, so that a reader sees how much is touched.
 * `head` is what the store says the end is: a log cut off at the end differs from it. A link whose events were sealed in an archive keeps the chain without
 * them, when a later link says so.
 */
export async function verifyChain(
  links: AsyncIterable<{ readonly link: LogLink; readonly events: readonly (EventDraft | WrittenEvent)[] }>,
  head: { readonly seq: number; readonly hash: string },
  sha256: Sha256,
): Promise<{
  readonly links: number;
  readonly events: number;
  readonly breaks: readonly ChainBreak[];
  readonly sealed?: SealedPart;
}> {
  const breaks: ChainBreak[] = [];
  const seals = new SealLedger();
  let seq = 0;
  let hash = genesisHash;
  let events = 0;
  for await (const { link, events: batch } of links) {
    if (link.seq !== seq + 1) breaks.push({ seq: link.seq, what: 'gap', detail: `Link ${seq + 1} was expected.` });
    if (batch.length === 0 && link.eventCount > 0) seals.bare(link.seq, link.eventCount);
    else breaks.push(...breaksOfEvents(link, batch, sha256));
    seals.take(batch);
    if (nextHash(hash, link.digest, sha256) !== link.hash)
      breaks.push({ seq: link.seq, what: 'hash', detail: 'The link does not follow from the one before.' });
    seq = link.seq;
    hash = link.hash;
    events += batch.length;
  }
  const { sealed, breaks: unsealed } = seals.settle(sha256);
  breaks.push(...unsealed);
  if (head.seq !== seq || head.hash !== hash)
    breaks.push({ seq: head.seq, what: 'head', detail: `The log ends at ${seq}; its head says ${head.seq}.` });
  return { links: seq, events, breaks, ...(sealed === undefined ? {} : { sealed }) };
}

function breaksOfEvents(
  link: LogLink,
  batch: readonly (EventDraft | WrittenEvent)[],
  sha256: Sha256,
): readonly ChainBreak[] {
  const breaks: ChainBreak[] = [];
  if (batch.length !== link.eventCount)
    breaks.push({
      seq: link.seq,
      what: 'count',
      detail: `${link.eventCount} events were written, ${batch.length} are there.`,
    });
  if (!isOf(link, batch, sha256))
    breaks.push({ seq: link.seq, what: 'digest', detail: 'An event of this link was changed.' });
  return breaks;
}

/** Events that an earlier version wrote in another order of their members have to be read; of all others the text tells. */
function isOf(link: LogLink, batch: readonly (EventDraft | WrittenEvent)[], sha256: Sha256): boolean {
  const { tenantId, at, digest } = link;
  const events = batch.filter((event) => 'payloadText' in event);
  const payloads = events.map(({ payloadText }) => payloadText);
  if (events.length === batch.length && digestOfWritten({ tenantId, at, events }, payloads, sha256) === digest)
    return true;
  return digestOfBatch({ tenantId, at, events: batch }, sha256) === digest;
}

import type { Sha256 } from './canonical.ts';
import type { EventDraft, LogEventKind, LogLink } from './log.ts';
import type { Instant } from './time.ts';

/** A stretch of a log that was written into a sealed archive, as the log itself tells of it. */
export interface LogSeal {
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** The hash of the link before the first one, and that of the last. */
  readonly hashBefore: string;
  readonly hashAfter: string;
  /** The instants of the first link and of the last. */
  readonly from: Instant;
  readonly to: Instant;
  /** How many links with how many entries are in the archive: all of the stretch. */
  readonly links: number;
  readonly events: number;
  /** How many of them have their entries in the archive alone, and which: see `placesDigest`. */
  readonly sealedLinks: number;
  readonly sealedEvents: number;
  readonly sealedDigest: string;
  /** Of the lines of the archive. */
  readonly sha256: string;
  /** Fingerprint of the key that signed the archive. */
  readonly key: string;
}

export const sealEventKind = 'log-sealed' satisfies LogEventKind;

/** @returns undefined for an event that tells of no seal. */
export function sealOf(event: Pick<EventDraft, 'kind' | 'payload'>): LogSeal | undefined {
  // Of others the payload is not even asked for: to read it costs more than to digest it as it is written.
  return event.kind === sealEventKind ? (event.payload as unknown as LogSeal) : undefined;
}

/** Binds which links gave their entries away: with one link more or less it is another one. */
export function placesDigest(places: readonly number[], sha256: Sha256): string {
  return sha256(places.join(','));
}

/** What becomes of the entries of a kind once they are old. */
type Fate = 'stays' | 'goes' | 'superseded';

/**
 * What reports, packs and the coverage of servers are made of stays for good, and so does what the stored state is folded from. Of a verdict and of a task
 * the newest entry says all, so that earlier ones go. A kind that is new is decided here by whoever makes it: the compiler asks.
 */
const fates: Readonly<Record<LogEventKind, Fate>> = {
  'tenant-created': 'stays',
  'tenant-changed': 'stays',
  'tenant-archived': 'stays',
  'tenant-reopened': 'stays',
  'tenant-deleted': 'stays',
  'host-registered': 'stays',
  'host-changed': 'stays',
  'host-seen': 'stays',
  'host-held': 'stays',
  'host-released': 'stays',
  'verdict-changed': 'superseded',
  'evidence-imported': 'goes',
  'campaign-created': 'stays',
  'campaign-changed': 'stays',
  'plan-saved': 'stays',
  'plan-rehearsed': 'stays',
  'approval-given': 'stays',
  'approval-refused': 'stays',
  'approval-withdrawn': 'stays',
  'move-created': 'stays',
  'move-changed': 'stays',
  'wait-changed': 'goes',
  refused: 'goes',
  'effect-sent': 'goes',
  'effect-settled': 'goes',
  'proofs-judged': 'goes',
  'task-opened': 'superseded',
  'task-closed': 'superseded',
  'reading-changed': 'goes',
  'connection-changed': 'stays',
  'access-changed': 'goes',
  'signed-in': 'goes',
  'commit-passed-unproven': 'stays',
  'receiver-changed': 'stays',
  'receiver-broken': 'goes',
  'report-key-made': 'stays',
  'log-sealed': 'stays',
};

/** Which links of a stretch give their entries away: those of which no entry is needed. Links are told in their order, once each. */
export class SealedPlaces {
  readonly #counts = new Map<number, number>();
  readonly #staying = new Set<number>();
  /** The place of the newest entry about each subject whose newest entry says all. */
  readonly #newest = new Map<string, number>();

  add({ seq, eventCount }: Pick<LogLink, 'seq' | 'eventCount'>, events: readonly EventDraft[]): void {
    this.#counts.set(seq, eventCount);
    for (const { kind, subjectType, subjectId } of events) {
      // A kind that only a later version knows is needed, as far as anybody here can tell.
      const fate = Object.hasOwn(fates, kind) ? fates[kind] : 'stays';
      if (fate === 'stays') this.#staying.add(seq);
      if (fate === 'superseded') this.#newest.set(`${subjectType} ${subjectId}`, seq);
    }
  }

  /** In order. */
  places(): readonly number[] {
    const newest = new Set(this.#newest.values());
    return [...this.#counts.keys()].filter((seq) => !this.#staying.has(seq) && !newest.has(seq));
  }

  events(): number {
    return this.places().reduce((sum, seq) => sum + (this.#counts.get(seq) ?? 0), 0);
  }
}

/** What a walk along the chain remembers of links without entries, until a later link says that they were sealed. */
export class SealLedger {
  readonly #bare: { readonly seq: number; readonly events: number }[] = [];
  readonly #seals: LogSeal[] = [];

  bare(seq: number, events: number): void {
    this.#bare.push({ seq, events });
  }

  take(events: readonly EventDraft[]): void {
    for (const event of events) {
      const seal = sealOf(event);
      if (seal !== undefined) this.#seals.push(seal);
    }
  }

  /** How much is sealed, up to where, and what no seal accounts for. */
  settle(sha256: Sha256): {
    readonly sealed: { readonly links: number; readonly events: number; readonly lastSeq: number } | undefined;
    readonly breaks: readonly { readonly seq: number; readonly what: 'sealed' | 'count'; readonly detail: string }[];
  } {
    const breaks: { seq: number; what: 'sealed' | 'count'; detail: string }[] = [];
    let [links, events, before] = [0, 0, 0];
    for (const seal of this.#seals) {
      const own = this.#bare.filter(({ seq }) => seq >= seal.firstSeq && seq <= seal.lastSeq);
      const places = own.map(({ seq }) => seq);
      links += own.length;
      events += own.reduce((sum, one) => sum + one.events, 0);
      if (seal.firstSeq !== before + 1)
        breaks.push({ seq: seal.firstSeq, what: 'sealed', detail: `Link ${before + 1} should begin an archive.` });
      if (placesDigest(places, sha256) !== seal.sealedDigest)
        breaks.push({
          seq: seal.firstSeq,
          what: 'sealed',
          detail: `Of the links ${seal.firstSeq} to ${seal.lastSeq} ${seal.sealedLinks} gave their entries to ${seal.file}; ${places.length} have none, or others.`,
        });
      before = seal.lastSeq;
    }
    for (const { seq, events: written } of this.#bare)
      if (seq > before) breaks.push({ seq, what: 'count', detail: `${written} events were written, 0 are there.` });
    return { sealed: this.#seals.length === 0 ? undefined : { links, events, lastSeq: before }, breaks };
  }
}

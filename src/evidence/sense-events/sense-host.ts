import { factListLimit } from '../../domain/fact-keys.ts';
import { isStandardGateway } from '../../domain/service-host.ts';
import type { Instant } from '../../domain/time.ts';
import type { EventRecord } from '../event-record.ts';
import { senseEventId } from './known-events.ts';
import { RecordRuns } from './record-runs.ts';
import { isStreamlinedHost, serviceHostOf } from './service-host.ts';

/** SENSE talks to a handful of hosts. */
const mostHosts = 100;

/** Something that happened. The number tells the order, since a clock can be set back; the time is for comparing with what others say. */
export interface Seen {
  readonly recordId: number;
  readonly at: Instant;
  readonly line: number | undefined;
}

interface SeenAt extends Seen {
  readonly host: string | undefined;
}

interface Failure extends SeenAt {
  readonly code: string | undefined;
}

interface CountedEvent {
  readonly eventId: number;
  readonly level: string;
  count: number;
  lastAt: Instant;
}

/** What one computer wrote into its log of SENSE. */
export class SenseHost {
  readonly computer: string;
  readonly runs = new RecordRuns();
  count = 0;
  last: Seen = { recordId: -1, at: 0, line: undefined };
  started: Seen | undefined;
  /** The version that started last. */
  version: string | undefined;
  onboarded: Seen | undefined;
  offboarded: Seen | undefined;
  contact: SeenAt | undefined;
  failure: Failure | undefined;
  hasMoreEvents = false;
  readonly #contacts = new Map<string, SeenAt>();
  /** The last contact with the command and control of the standard connection. */
  #standardContact: Seen | undefined;
  readonly #failures = new Map<string, Seen>();
  /** The last failure of which the host is not known: it may have been any. */
  #failureAnywhere: Seen | undefined;
  readonly #events = new Map<string, CountedEvent>();
  readonly #hostOfText = new Map<string, string | undefined>();

  constructor(computer: string) {
    this.computer = computer;
  }

  /** @param isOwn whether SENSE itself wrote it, and not another provider into the same log. */
  add(record: EventRecord, isOwn: boolean): void {
    const seen: Seen = { recordId: record.recordId, at: record.createdAt, line: record.line };
    this.count += 1;
    this.runs.add(record.recordId);
    this.last = newer(this.last, seen);
    if (!isOwn) return;
    this.#countEvent(record);
    switch (record.eventId) {
      case senseEventId.started:
        if (newer(this.started, seen) !== seen) return;
        this.started = seen;
        this.version = versionIn(record.data);
        return;
      case senseEventId.contact:
        this.#addContact(record, seen);
        return;
      case senseEventId.contactFailed:
      case senseEventId.contactFailedInPart:
        this.#addFailure(record, seen);
        return;
      case senseEventId.onboarded:
        this.onboarded = newer(this.onboarded, seen);
        return;
      case senseEventId.offboarded:
        this.offboarded = newer(this.offboarded, seen);
    }
  }

  /**
   * The last contact with each streamlined host that nothing took back since, the newest first. A failure takes it back; so does an offboarding or an
   * onboarding, since the package may be another one (event 4 counts only behind the step that it shall prove); and so does a contact with the standard
   * command and control, since the device was moved back then.
   */
  streamlinedContacts(): readonly Seen[] {
    const takenBack = [this.#failureAnywhere, this.onboarded, this.offboarded, this.#standardContact];
    const anywhere = Math.max(...takenBack.map((seen) => seen?.recordId ?? -1));
    return [...this.#contacts]
      .filter(([host, { recordId }]) => {
        const failedAt = Math.max(anywhere, this.#failures.get(host)?.recordId ?? -1);
        return isStreamlinedHost(host) && recordId > failedAt;
      })
      .map(([, contact]) => contact)
      .sort((a, b) => b.recordId - a.recordId);
  }

  /** How often each event was seen, by number and level. */
  events(): readonly CountedEvent[] {
    return [...this.#events.values()].sort((a, b) => a.eventId - b.eventId || (a.level < b.level ? -1 : 1));
  }

  #addContact(record: EventRecord, seen: Seen): void {
    // "Contacted 0 times" is a contact with nobody, and a success is never written as a warning or an error: then its number is damaged.
    if (Number(record.data.get('UInt1') ?? 1) === 0 || (record.level > 0 && record.level < 4)) return;
    const contact = at(seen, this.#hostIn(record));
    this.contact = newer(this.contact, contact);
    if (contact.host === undefined) return;
    if (isStandardGateway(contact.host)) this.#standardContact = newer(this.#standardContact, seen);
    const known = this.#contacts.get(contact.host);
    if (known !== undefined || this.#contacts.size < mostHosts) this.#contacts.set(contact.host, newer(known, contact));
  }

  #addFailure(record: EventRecord, seen: Seen): void {
    const host = this.#hostIn(record);
    const code = record.data.get('Int1')?.trim();
    const isCode = code !== undefined && /^(-?\d{1,20}|0x[0-9a-f]{1,16})$/i.test(code);
    this.failure = newer(this.failure, { ...seen, host, code: isCode ? code : undefined });
    const known = host === undefined ? undefined : this.#failures.get(host);
    if (host === undefined || (known === undefined && this.#failures.size >= mostHosts))
      this.#failureAnywhere = newer(this.#failureAnywhere, seen);
    else this.#failures.set(host, newer(known, seen));
  }

  /** A log names the same few addresses again and again. */
  #hostIn({ data }: EventRecord): string | undefined {
    const text = data.get('Message1') ?? '';
    if (this.#hostOfText.has(text)) return this.#hostOfText.get(text);
    const host = serviceHostOf(text);
    if (this.#hostOfText.size < mostHosts) this.#hostOfText.set(text, host);
    return host;
  }

  #countEvent({ eventId, level, createdAt }: EventRecord): void {
    const word = levels[level] ?? String(level);
    const key = `${eventId} ${word}`;
    const known = this.#events.get(key);
    if (known !== undefined) {
      known.count += 1;
      known.lastAt = Math.max(known.lastAt, createdAt);
    } else if (this.#events.size < factListLimit)
      this.#events.set(key, { eventId, level: word, count: 1, lastAt: createdAt });
    else this.hasMoreEvents = true;
  }
}

const levels: Readonly<Record<number, string>> = {
  0: 'info',
  1: 'critical',
  2: 'error',
  3: 'warning',
  4: 'info',
  5: 'verbose',
};

function at({ recordId, at, line }: Seen, host: string | undefined): SeenAt {
  return { recordId, at, line, host };
}

/** Records of a log that went round do not lie in their order. */
function newer<T extends Seen>(known: T | undefined, seen: T): T {
  return known !== undefined && known.recordId >= seen.recordId ? known : seen;
}

function versionIn(data: ReadonlyMap<string, string>): string | undefined {
  const text = (data.get('parameter') ?? data.get('1') ?? '').trim();
  return /^\d{1,9}(\.\d{1,9}){1,3}$/.test(text) ? text : undefined;
}

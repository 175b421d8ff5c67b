import type { FactKey, FactValue, Place } from '../../domain/fact.ts';
import { factListLimit } from '../../domain/fact-keys.ts';
import { fqdnOf } from '../../domain/host-name.ts';
import { clockToleranceMs } from '../../domain/source.ts';
import { type Instant, toRfc3339 } from '../../domain/time.ts';
import type { EventHead, EventRecord } from '../event-record.ts';
import { FactSheet } from '../fact-sheet.ts';
import { type EvidenceRow, type ProblemList, quoted } from '../reading.ts';
import { meaningOf } from './known-events.ts';
import { type Seen, SenseHost } from './sense-host.ts';

const senseChannel = 'Microsoft-Windows-SENSE/Operational';
const senseProvider = 'Microsoft-Windows-SENSE';

/** A log of one computer names one, and another for each time it was renamed; with more than this it is a collector's. */
const mostComputers = 16;

/** Whether an event is in the log of SENSE. All of them are needed: the ones that say nothing show that nothing is missing. */
export function isOfSense({ channel }: EventHead): boolean {
  return isSame(channel, senseChannel);
}

/** Whose log it is, and until when it tells. */
interface SenseHead {
  readonly computer: string;
  readonly lastAt: Instant;
}

/**
 * What the log of SENSE says about the computer that wrote it. Records come one by one and are forgotten.
 *
 * What speaks against a host counts wherever it stands. What speaks for it (started, contacted, onboarded, the version) counts only when every
 * record since then is there, by the numbers of the records: in a gap could stand what ended it. It is true as of the newest record, which is
 * therefore when the log was "observed", however fresh the copy is.
 */
export class SenseLog {
  readonly #problems: ProblemList;
  readonly #madeAt: Instant | undefined;
  readonly #hosts = new Map<string, SenseHost>();
  #latest: SenseHost | undefined;
  #fromFuture = 0;
  #hasTooMany = false;

  /** @param madeAt when the log was copied, as far as known; records from after that are not believed. */
  constructor(problems: ProblemList, madeAt: Instant | undefined) {
    this.#problems = problems;
    this.#madeAt = madeAt;
  }

  add(record: EventRecord): void {
    if (!isOfSense(record)) return;
    if (this.#madeAt !== undefined && record.createdAt > this.#madeAt + clockToleranceMs) {
      this.#fromFuture += 1;
      return;
    }
    this.#hostOf(record.computer)?.add(record, isSame(record.provider, senseProvider));
  }

  /**
   * Puts the facts of the computer that wrote the newest record.
   * @returns undefined, with a problem, when the log says nothing that can be used.
   */
  facts(sheet: FactSheet, place: Place): SenseHead | undefined {
    if (this.#fromFuture > 0)
      this.#problems.add(
        'evidence-contradictory',
        `${this.#fromFuture} records are from after the time at which the log was made; they were not used.`,
      );
    if (this.#hasTooMany) {
      this.#problems.add('host-ambiguous', `The log has records of more than ${mostComputers} computers.`);
      return undefined;
    }
    const [host, ...others] = [...this.#hosts.values()].sort((a, b) => b.last.at - a.last.at);
    if (host === undefined) {
      this.#problems.add('evidence-incomplete', 'There is no record of SENSE that could be used.');
      return undefined;
    }
    for (const { computer, count } of others)
      this.#problems.add(
        'host-mismatch',
        `${count} records are of ${quoted(computer)}, the newest is of ${quoted(host.computer)}; the former were not used.`,
      );
    this.#putFor(host, sheet, place);
    this.#putAgainst(host, sheet, place);
    this.#putEvents(host, sheet, place);
    return { computer: host.computer, lastAt: host.last.at };
  }

  /** The facts as a row of their own; undefined, with a problem, when they have no host. */
  row(file: { readonly fileName: string; readonly member?: string | undefined }): EvidenceRow | undefined {
    const sheet = new FactSheet(this.#problems);
    const place: Place = file.member === undefined ? {} : { member: file.member };
    const head = this.facts(sheet, place);
    if (head === undefined) return undefined;
    const fqdn = fqdnOf(head.computer);
    const name = (fqdn ?? head.computer).split('.')[0]?.toUpperCase() ?? '';
    if (!/^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(name) || (fqdn === undefined && head.computer.includes('.'))) {
      this.#problems.add('host-unnamed', `The newest record is of ${quoted(head.computer)}, which is no computer.`);
      return undefined;
    }
    if (fqdn !== undefined) sheet.put('host.fqdn', fqdn, place);
    return sheet.row({
      source: 'sense-events',
      name,
      ...(fqdn === undefined ? {} : { fqdn, domain: fqdn.slice(name.length + 1) }),
      fileName: file.fileName,
      observedAt: Math.min(head.lastAt, this.#madeAt ?? head.lastAt),
    });
  }

  /** Undefined for one computer too many. */
  #hostOf(computer: string): SenseHost | undefined {
    // Almost always the one of the record before.
    if (this.#latest?.computer === computer) return this.#latest;
    const key = computer.trim().toLowerCase();
    let host = this.#hosts.get(key);
    if (host === undefined && this.#hosts.size >= mostComputers) {
      this.#hasTooMany = true;
      return undefined;
    }
    host ??= new SenseHost(computer.trim());
    this.#hosts.set(key, host);
    this.#latest = host;
    return host;
  }

  #putFor(host: SenseHost, sheet: FactSheet, place: Place): void {
    let hasGap = false;
    const stands = (seen: Seen | undefined): seen is Seen => {
      if (seen === undefined) return false;
      // A clock that was set back since has dated it wrongly.
      if (seen.at > host.last.at + clockToleranceMs) return false;
      const isUnbroken = host.runs.reachesNewest(seen.recordId);
      hasGap ||= !isUnbroken;
      return isUnbroken;
    };
    const put = (key: FactKey, value: FactValue, seen: Seen) => sheet.put(key, value, placeOf(seen, place));
    const { started, onboarded, contact, failure } = host;
    if (stands(started)) {
      put('sense.startedAt', started.at, started);
      if (host.version !== undefined) put('sense.version', host.version, started);
    }
    if (stands(onboarded)) put('sense.reonboardedAt', onboarded.at, onboarded);
    // Where the clock was set back between the two, their times would tell the wrong order.
    const isMisdated =
      contact !== undefined && failure !== undefined && failure.recordId > contact.recordId && failure.at <= contact.at;
    if (stands(contact) && !isMisdated) {
      put('sense.contactAt', contact.at, contact);
      if (contact.host !== undefined) put('sense.contactHost', contact.host, contact);
    }
    const streamlined = host.streamlinedContacts().find(stands);
    if (streamlined !== undefined) put('sense.streamlinedContactAt', streamlined.at, streamlined);
    if (!hasGap) return;
    const detail = 'Records are missing since SENSE last started, was onboarded or had contact; that was not used.';
    this.#problems.add('evidence-incomplete', detail);
  }

  #putAgainst(host: SenseHost, sheet: FactSheet, place: Place): void {
    const { failure, offboarded } = host;
    if (failure !== undefined) {
      const where = placeOf(failure, place);
      sheet.put('sense.failureAt', failure.at, where);
      if (failure.host !== undefined) sheet.put('sense.failureHost', failure.host, where);
      if (failure.code !== undefined) sheet.put('sense.failureCode', failure.code, where);
    }
    if (offboarded !== undefined) sheet.put('sense.offboardedAt', offboarded.at, placeOf(offboarded, place));
  }

  #putEvents(host: SenseHost, sheet: FactSheet, place: Place): void {
    const events = host.events();
    if (events.length === 0) return;
    for (const { eventId } of events)
      if (meaningOf(eventId) === undefined)
        this.#problems.addRepeated(
          'unknown event of SENSE',
          'value-unknown',
          `The event ${eventId} of SENSE is in no list; it was counted.`,
        );
    if (host.hasMoreEvents)
      this.#problems.add(
        'value-unknown',
        `The log has more than ${factListLimit} kinds of events; not all were counted.`,
      );
    sheet.put(
      'sense.events',
      events.map(({ eventId, level, count, lastAt }) =>
        [eventId, level, count, toRfc3339(lastAt), meaningOf(eventId) ?? 'unknown'].join('|'),
      ),
      place,
    );
  }
}

/**
 * The same from records as they come, onto a sheet that may hold more. What it puts is true as of `lastAt`: a row that is newer must not take it in.
 */
export async function senseFacts(
  records: AsyncIterable<EventRecord> | Iterable<EventRecord>,
  sheet: FactSheet,
  place: Place,
  problems: ProblemList,
): Promise<SenseHead | undefined> {
  const log = new SenseLog(problems, undefined);
  for await (const record of records) log.add(record);
  return log.facts(sheet, place);
}

/** Names of Windows have no case; almost always they are spelled alike. */
function isSame(name: string, expected: string): boolean {
  return name === expected || name.toLowerCase() === expected.toLowerCase();
}

/** Only an XML export has lines; in the log itself a record is found by its number. */
function placeOf({ line, recordId }: Seen, place: Place): Place {
  return line === undefined ? { ...place, record: recordId } : { ...place, line };
}

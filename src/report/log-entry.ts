import type { z } from 'zod';
import type { logArchive, logCounts, logEntry, logVerification, sealedPart } from '../contract/installation.ts';
import type { LogEvent } from '../domain/log.ts';
import type { LogSeal } from '../domain/log-seal.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { LogOutcome } from '../engine/ports/outcomes.ts';
import type { HostRow } from '../engine/ports/store.ts';
import { storyInEnglish } from './event-sentence.ts';
import { eventStory } from './event-story.ts';
import { csvField } from './servers-csv.ts';

type LogEntry = z.infer<typeof logEntry>;

/** One line of the log, with its sentence; the payload and the private values travel as they are stored, without the salts. */
export function logEntryShape(event: LogEvent, host: Pick<HostRow, 'name' | 'site'> | null = null): LogEntry {
  const story = eventStory(event);
  const personal = Object.fromEntries(Object.entries(event.personal).map(([name, hidden]) => [name, hidden.value]));
  return {
    id: eventId(event),
    seq: event.seq,
    at: toRfc3339(event.at),
    kind: event.kind,
    subjectType: event.subjectType,
    subjectId: event.subjectId,
    server: host?.name ?? null,
    site: host?.site || null,
    actor: personal.actor ?? 'unknown',
    sentence: storyInEnglish(story),
    story: [...story],
    payload: event.payload,
    personal,
  };
}

const columns: readonly (readonly [string, (entry: LogEntry) => string])[] = [
  ['id', (entry) => entry.id],
  ['at', (entry) => entry.at],
  ['kind', (entry) => entry.kind],
  ['actor', (entry) => entry.actor],
  ['server', (entry) => entry.server ?? ''],
  ['sentence', (entry) => entry.sentence],
];

/** The first line of the export for spreadsheets. */
export function logCsvHead(): string {
  return `${columns.map(([title]) => title).join(',')}\r\n`;
}

export function logCsvLines(entries: readonly LogEntry[]): string {
  return entries.map((entry) => `${columns.map(([, read]) => csvField(read(entry))).join(',')}\r\n`).join('');
}

/** Place in the log, `seq.ordinal`: sortable, gap-free in `seq`, the id of the event stream. */
export function eventId(event: { readonly seq: number; readonly ordinal: number }): string {
  return `${event.seq}.${event.ordinal}`;
}

/** How much was logged behind a place; of more than `most` it is said that there is more. */
export function logCountsShape(
  counts: Readonly<Record<string, number>>,
  { now, upTo, most }: { readonly now: Instant; readonly upTo: number; readonly most: number },
): z.infer<typeof logCounts> {
  const kinds = Object.entries(counts).map(([kind, entries]) => ({ kind, entries }));
  const entries = kinds.reduce((sum, one) => sum + one.entries, 0);
  return { asOf: toRfc3339(now), upTo, entries, isWhole: entries <= most, kinds };
}

type LogSealTold = { readonly seal: LogSeal; readonly at: Instant };

/** What of a log is in archives alone; null: nothing. */
export function sealedShape(seals: readonly LogSealTold[]): z.infer<typeof sealedPart> | null {
  const last = seals.at(-1)?.seal;
  if (last === undefined) return null;
  const entries = seals.reduce((sum, { seal }) => sum + seal.sealedEvents, 0);
  return { lastSeq: last.lastSeq, until: toRfc3339(last.to), entries };
}

export function logArchiveShape({ seal, at }: LogSealTold, isHere: boolean | null): z.infer<typeof logArchive> {
  const { file, firstSeq, lastSeq, hashBefore, hashAfter, links, events, sealedEvents, sha256, key } = seal;
  return {
    file,
    firstSeq,
    lastSeq,
    from: toRfc3339(seal.from),
    to: toRfc3339(seal.to),
    hashBefore,
    hashAfter,
    links,
    entries: events,
    sealedEntries: sealedEvents,
    sha256,
    key,
    sealedAt: toRfc3339(at),
    isHere,
  };
}

export function logVerificationShape(outcome: LogOutcome): z.infer<typeof logVerification> {
  return {
    isIntact: outcome.breaks.length === 0,
    links: outcome.links,
    events: outcome.events,
    sealed: outcome.sealed === undefined ? null : { ...outcome.sealed },
    head: { ...outcome.head },
    breaks: outcome.breaks.map((found) => ({ ...found })),
    viewsAgree: outcome.differences.length === 0,
    differences: [...outcome.differences],
  };
}

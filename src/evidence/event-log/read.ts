import type { EventHead, EventRecord } from '../event-record.ts';
import { evtxChunks, isEventLog } from '../evtx/records.ts';
import type { EvidenceFile, FileFormat } from '../file.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { isOfSense, SenseLog } from '../sense-events/sense-log.ts';
import { visitXml } from '../xml.ts';
import { eventNamespace, xmlEvent } from './xml-event.ts';

/**
 * A Windows event log: the .evtx file itself, or an export as XML. Only the log of SENSE says something that a rule reads; every other one is
 * recognised, named, and left alone.
 */
export const eventLog: FileFormat = {
  format: 'event-log',
  title: 'Event log of SENSE (.evtx, or XML of wevtutil, Event Viewer and Get-WinEvent)',
  recognises: (file) => isEventLog(file.bytes) || isEventXml(file),
  read: async (file, options, problems) => {
    const row = isEventLog(file.bytes)
      ? await readEventLog([file.bytes], options, problems)
      : readEventXml(file.text, options, problems);
    return { rows: row === undefined ? [] : [row] };
  },
};

/** What about a log is known besides its bytes; `member` is its path when it lies in an archive. */
type LogOptions = Pick<ReadOptions, 'fileName' | 'observedAt'> & { readonly member?: string | undefined };

/**
 * A .evtx file in pieces of any size, of which one chunk at a time is kept.
 * The row is of the source `sense-events`, and was observed when its newest record was written, however young the copy is.
 */
export async function readEventLog(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: LogOptions,
  problems: ProblemList,
): Promise<EvidenceRow | undefined> {
  const reading = new LogReading(options, problems);
  for await (const records of evtxChunks(pieces, problems, (head) => reading.wants(head)))
    for (const record of records) reading.add(record);
  return reading.end();
}

/** A declaration, then events in a row, or one element `Events` around them. Which quotes are used depends on the tool. */
function isEventXml({ head }: EvidenceFile): boolean {
  return /^\s*(<\?xml[^>]{0,200}\?>\s*)?<Events?[\s>]/.test(head) && head.includes(eventNamespace);
}

function readEventXml(text: string, options: LogOptions, problems: ProblemList): EvidenceRow | undefined {
  const reading = new LogReading(options, problems);
  const isWrapped = /<Events?\b/.exec(text.slice(0, 16_384))?.[0] === '<Events';
  visitXml(text, isWrapped ? 1 : 0, problems, (element) => {
    const record = xmlEvent(element);
    if (record !== undefined) {
      if (reading.wants(record)) reading.add(record);
    } else
      problems.addRepeated(
        `event ${element.name}`,
        'row-invalid',
        `${quoted(element.name)} is no event with a number, a level and a time.`,
        element.line,
      );
  });
  return reading.end();
}

/** Channels that are named to the person who gave the log; a view over a whole server has hundreds. */
const mostChannels = 20;

/** Sorts records into those of SENSE and those of other logs, whatever they were read from. */
class LogReading {
  readonly #options: LogOptions;
  readonly #problems: ProblemList;
  readonly #log: SenseLog;
  readonly #others = new Map<string, number>();
  #count = 0;

  constructor(options: LogOptions, problems: ProblemList) {
    this.#options = options;
    this.#problems = problems;
    this.#log = new SenseLog(problems, options.observedAt);
  }

  wants(head: EventHead): boolean {
    if (isOfSense(head)) return true;
    const known = this.#others.get(head.channel);
    if (known !== undefined || this.#others.size < mostChannels) this.#others.set(head.channel, (known ?? 0) + 1);
    return false;
  }

  add(record: EventRecord): void {
    this.#count += 1;
    this.#log.add(record);
  }

  end(): EvidenceRow | undefined {
    const others = [...this.#others].map(([channel, count]) => `${quoted(channel)} (${count})`).join(', ');
    if (this.#count > 0) {
      if (others !== '') this.#problems.add('text-unread', `Records of other logs were not read: ${others}.`);
      return this.#log.row(this.#options);
    }
    if (others !== '')
      this.#problems.add('file-unrecognised', `This is no log of SENSE; its records are of ${others}.`);
    else this.#problems.add('evidence-incomplete', 'The event log has no record that can be read.');
    return undefined;
  }
}

import { crc32 } from 'node:zlib';
import type { EventRecord } from '../event-record.ts';
import type { ProblemList } from '../reading.ts';
import { Effort, Unsound } from './cursor.ts';
import { EventReader, type RecordPlace, type Wants } from './event.ts';

export const chunkBytes = 64 * 1024;
const headerBytes = 512;
const signature = Buffer.from('ElfChnk\0', 'latin1');
const recordMark = 0x2a2a;
const recordMarkBytes = Buffer.from([0x2a, 0x2a, 0, 0]);
/** Mark, size, number and time in front, the size again behind. */
const recordHead = 24;
const recordFrame = recordHead + 4;

/** Flags of a file and of a chunk. A dirty one was copied while Windows had it open. */
export const logFlags = { dirty: 1, withoutChecksums: 4 } as const;

interface ChunkPlace {
  /** Where in the file the chunk begins, for problems. */
  readonly offset: number;
  /** Flags of the file. */
  readonly flags: number;
  readonly wants: Wants;
  readonly problems: ProblemList;
}

export function isChunk(bytes: Buffer): boolean {
  return bytes.subarray(0, signature.length).equals(signature);
}

/**
 * The records of one chunk. Where checksums are kept and the log was closed, they decide, and a chunk that does not fit is not used at all:
 * a changed bit could be in any of its records. In a copy of an open log they are stale, so each record has to stand by itself.
 * @param chunk shorter than a chunk when the file ends in it.
 */
export function recordsOf(chunk: Buffer, place: ChunkPlace): readonly EventRecord[] {
  const { offset, flags, problems } = place;
  if (chunk.length < chunkBytes)
    problems.add('file-damaged', `The file ends at ${offset + chunk.length}, in the middle of a chunk.`);
  if (chunk.length < headerBytes) return [];
  const allFlags = flags | chunk.readUInt32LE(120);
  const isDirty = (allFlags & logFlags.dirty) !== 0;
  const isChecked = !isDirty && (allFlags & logFlags.withoutChecksums) === 0 && chunk.length === chunkBytes;
  if (isChecked && !fitsChecksums(chunk)) {
    const detail = `The chunk at ${offset} does not fit its checksum; none of its records was used.`;
    problems.addRepeated('evtx checksum', 'file-damaged', detail);
    return [];
  }
  const effort = new Effort();
  const reader = new EventReader(chunk, effort);
  const records: EventRecord[] = [];
  const skip = (at: number, why: string) => {
    const detail = `The record at ${offset + at} is damaged: ${why}. It was skipped.`;
    problems.addRepeated(`evtx record ${why}`, 'file-damaged', detail);
  };
  for (const record of framesOf(chunk, isDirty, skip)) {
    if (effort.isSpent) {
      skip(record.at, 'this chunk asks for too much work');
      break;
    }
    effort.beginRecord();
    try {
      const event = reader.read(record, place.wants);
      if (event !== undefined) records.push(event);
    } catch (error) {
      if (!(error instanceof Unsound)) throw error;
      skip(record.at, error.message);
    }
  }
  return records;
}

function fitsChecksums(chunk: Buffer): boolean {
  const used = usedBytes(chunk);
  const head = crc32(chunk.subarray(128, headerBytes), crc32(chunk.subarray(0, 120)));
  return head === chunk.readUInt32LE(124) && crc32(chunk.subarray(headerBytes, used)) === chunk.readUInt32LE(52);
}

/** Where the chunk says that its records end; behind it lies what was there before. */
function usedBytes(chunk: Buffer): number {
  const said = chunk.readUInt32LE(48);
  return said >= headerBytes && said <= chunkBytes ? said : chunkBytes;
}

interface Frame extends RecordPlace {
  readonly at: number;
}

/**
 * The records by their frames, in the order of their numbers. What lies behind the used part is older and never returned; only in a copy of
 * an open log may the head of the chunk lag behind, and then what follows on without a gap in the numbers is new.
 */
function* framesOf(chunk: Buffer, isDirty: boolean, skip: (at: number, why: string) => void): Generator<Frame> {
  const used = usedBytes(chunk);
  let at = headerBytes;
  let previous: number | undefined;
  for (;;) {
    const frame = frameAt(chunk, at);
    const isUsed = at < used;
    if (frame !== undefined && isNext(frame, previous, isUsed ? 'later' : 'next') && (isUsed || isDirty)) {
      yield frame;
      previous = frame.recordId;
      at = frame.end + 4;
      continue;
    }
    if (!isUsed || isZero(chunk.subarray(at, used))) return;
    const next = nextFrame(chunk, at + 1, { used, previous });
    // Where the file ends in a record, that is told already.
    if (next !== undefined || used <= chunk.length) skip(at, 'it does not look like a record');
    if (next === undefined) return;
    at = next.at;
  }
}

function isNext({ recordId }: Frame, previous: number | undefined, order: 'later' | 'next'): boolean {
  if (previous === undefined) return order === 'later';
  return order === 'next' ? recordId === previous + 1 : recordId > previous;
}

/** A record is one only when both its sizes agree and it ends inside the chunk. */
function frameAt(chunk: Buffer, at: number): Frame | undefined {
  if (at + recordFrame > chunk.length || chunk.readUInt32LE(at) !== recordMark) return undefined;
  const size = chunk.readUInt32LE(at + 4);
  const end = at + size - 4;
  if (size < recordFrame || end + 4 > chunk.length || chunk.readUInt32LE(end) !== size) return undefined;
  const recordId = chunk.readUInt32LE(at + 12) * 2 ** 32 + chunk.readUInt32LE(at + 8);
  return Number.isSafeInteger(recordId) ? { at, from: at + recordHead, end, recordId } : undefined;
}

/** The next sound record behind damage, with a number that the chunk says it holds: what was overwritten has others. */
function nextFrame(
  chunk: Buffer,
  from: number,
  { used, previous }: { readonly used: number; readonly previous: number | undefined },
): Frame | undefined {
  const first = Number(chunk.readBigUInt64LE(24));
  const last = Number(chunk.readBigUInt64LE(32));
  for (
    let at = chunk.indexOf(recordMarkBytes, from);
    at >= 0 && at < used;
    at = chunk.indexOf(recordMarkBytes, at + 1)
  ) {
    const frame = frameAt(chunk, at);
    if (frame === undefined || !isNext(frame, previous, 'later')) continue;
    if (frame.recordId >= first && frame.recordId <= last) return frame;
  }
  return undefined;
}

const zeros = Buffer.alloc(chunkBytes);

/** Compared as a whole: most of a quiet log is room that Windows made ahead, and asking byte by byte takes longer than reading the records. */
export function isZero(bytes: Buffer): boolean {
  return bytes.length <= chunkBytes && bytes.equals(zeros.subarray(0, bytes.length));
}

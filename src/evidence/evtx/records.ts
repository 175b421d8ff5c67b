import { crc32 } from 'node:zlib';
import type { EventRecord } from '../event-record.ts';
import type { ProblemList } from '../reading.ts';
import { chunkBytes, isChunk, isZero, logFlags, recordsOf } from './chunk.ts';
import type { Wants } from './event.ts';

const headerBytes = 4_096;
const signature = Buffer.from('ElfFile\0', 'latin1');

export function isEventLog(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, signature.length)).equals(signature);
}

/** The records of a .evtx file one by one, as `evtxChunks` has them. */
export async function* evtxRecords(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  problems: ProblemList,
  wants?: Wants,
): AsyncGenerator<EventRecord> {
  for await (const records of evtxChunks(pieces, problems, wants)) yield* records;
}

/**
 * The records of a .evtx file, those of a chunk together, in the order in which they lie in it; that is not always the order of time. One chunk at a
 * time is in memory, whatever the size of the pieces. In a copy of an open log the head of the file counts too few chunks, so every chunk that is
 * there is read. What is damaged is skipped and told; reading goes on behind it.
 * @param wants tells by provider, channel and number which records shall be made; the others cost little.
 */
export async function* evtxChunks(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  problems: ProblemList,
  wants: Wants = () => true,
): AsyncGenerator<readonly EventRecord[]> {
  let head: FileHead | undefined;
  let chunks = 0;
  for await (const { bytes, offset } of blocksOf(pieces)) {
    if (head === undefined) {
      head = headOf(bytes, problems);
      if (head === undefined) return;
      continue;
    }
    chunks += 1;
    if (isChunk(bytes)) yield recordsOf(bytes, { offset, flags: head.flags, wants, problems });
    // Windows makes room for chunks ahead; the room is full of zeros.
    else if (!isZero(bytes))
      problems.addRepeated('evtx chunk', 'file-damaged', `There should be a chunk at ${offset}, and there is none.`);
  }
  if (head === undefined) problems.add('file-damaged', 'The event log is empty.');
  else if (chunks < head.chunks)
    problems.add('file-damaged', `The event log should have ${head.chunks} chunks and has ${chunks}; it was cut off.`);
}

/** What is believed of the head of the file. */
interface FileHead {
  readonly flags: number;
  /** So many chunks there were at least. */
  readonly chunks: number;
}

/** Undefined, with a problem, when it is no event log. */
function headOf(head: Buffer, problems: ProblemList): FileHead | undefined {
  if (head.length < headerBytes || !isEventLog(head)) {
    problems.add('file-damaged', 'The head of the event log is damaged; none of it was read.');
    return undefined;
  }
  const flags = head.readUInt32LE(120);
  if ((flags & logFlags.withoutChecksums) === 0 && crc32(head.subarray(0, 120)) !== head.readUInt32LE(124)) {
    problems.add('file-damaged', 'The head of the event log does not fit its checksum.');
    // Flags that may be wrong excuse nothing: every chunk is held to its checksum.
    return { flags: 0, chunks: 0 };
  }
  return { flags, chunks: head.readUInt16LE(42) };
}

/** The file in blocks: its head, then chunk after chunk; the last one may be short. A block is valid until the next one is asked for. */
async function* blocksOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ readonly bytes: Buffer; readonly offset: number }> {
  const block = Buffer.alloc(chunkBytes);
  let wanted = headerBytes;
  let filled = 0;
  let offset = 0;
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const count = Math.min(wanted - filled, piece.length - from);
      block.set(piece.subarray(from, from + count), filled);
      filled += count;
      from += count;
      if (filled < wanted) continue;
      yield { bytes: block.subarray(0, filled), offset };
      offset += filled;
      filled = 0;
      wanted = chunkBytes;
    }
  }
  if (filled > 0) yield { bytes: block.subarray(0, filled), offset };
}

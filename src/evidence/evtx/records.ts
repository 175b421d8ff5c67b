import { crc32 } from 'node:zlib';
import type { EventRecord } from '../event-record.ts';
import type { ProblemList } from '../reading.ts';
import { chunkBytes, isChunk, logFlags, recordsOf } from './chunk.ts';
import type { Wants } from './event.ts';

const headerBytes = 4_096;
const signature = Buffer.from('ElfFile\0', 'latin1');

export function isEventLog(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, signature.length)).equals(signature);
}

/**
 * The records of a .evtx file in the order in which they lie in it, which is not always that of time. One chunk at a time is in memory, whatever
 * the size of the pieces. The head of the file is believed in nothing but its flags: in a copy of an open log its count of chunks is too low, so
 * every chunk that is there is read. What is damaged is skipped and told; reading goes on behind it.
 * @param wants tells by provider, channel and number which records shall be made; the others cost little.
 */
export async function* evtxRecords(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  problems: ProblemList,
  wants: Wants = () => true,
): AsyncGenerator<EventRecord> {
  let flags: number | undefined;
  for await (const { bytes, offset } of blocksOf(pieces)) {
    if (flags === undefined) {
      flags = flagsOf(bytes, problems);
      if (flags === undefined) return;
    } else if (isChunk(bytes)) yield* recordsOf(bytes, { offset, flags, wants, problems });
    // Windows makes room for chunks ahead; the room is full of zeros.
    else if (bytes.some((byte) => byte !== 0))
      problems.addRepeated('evtx chunk', 'file-damaged', `There should be a chunk at ${offset}, and there is none.`);
  }
  if (flags === undefined) problems.add('file-damaged', 'The event log is empty.');
}

/** The flags of the file; undefined, with a problem, when it is no event log. */
function flagsOf(head: Buffer, problems: ProblemList): number | undefined {
  if (head.length < headerBytes || !isEventLog(head)) {
    problems.add('file-damaged', 'The head of the event log is damaged; none of it was read.');
    return undefined;
  }
  const flags = head.readUInt32LE(120);
  const isSound = (flags & logFlags.withoutChecksums) !== 0 || crc32(head.subarray(0, 120)) === head.readUInt32LE(124);
  // Flags that may be wrong promise nothing: then every chunk is held to its checksum.
  if (!isSound) problems.add('file-damaged', 'The head of the event log does not fit its checksum.');
  return isSound ? flags : 0;
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

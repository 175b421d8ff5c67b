import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readEventLog } from '../src/evidence/event-log/read.ts';
import { ProblemList } from '../src/evidence/reading.ts';
import { chunkBytes, evtxLog, fileHeadBytes, type WrittenEvent } from '../test/support/evtx.ts';
import type { Bench } from './bench.ts';
import { figure, median, timed } from './figure.ts';

const megabyte = 1_000_000;
const noon = Date.UTC(2026, 5, 1, 12);

/**
 * A log of SENSE from its bytes to facts: every record of every chunk is made, none is passed over. Chunks are full, as Windows leaves them, and are
 * repeated; they come piece by piece, as out of an archive, so that the log itself takes no memory.
 */
export const evidenceEvtx: Bench = {
  name: 'evidence-evtx',
  figures: ['evtx-rate', 'evtx-memory'],
  run: async ({ isQuick }) => {
    const log = evtxLog(eventsFor(8 * chunkBytes));
    // The last one is not full.
    const chunks = log.subarray(fileHeadBytes, log.length - chunkBytes);
    const repeats = Math.ceil(((isQuick ? 20 : 100) * megabyte) / chunks.length);
    const bytes = fileHeadBytes + repeats * chunks.length;
    const head = log.subarray(0, fileHeadBytes);
    const times: number[] = [];
    for (let round = -1; round < (isQuick ? 3 : 5); round += 1) {
      const ms = await timed(() => readWhole(head, chunks, repeats));
      if (round >= 0) times.push(ms);
    }
    const growth = await liveGrowth((look) => readWhole(head, chunks, repeats, look));
    const records = Math.round(countOf(chunks) * repeats);
    const what = `A log of SENSE of ${Math.round(bytes / megabyte)} MB with ${records.toLocaleString('en')} records, made by repeating full chunks,`;
    return [
      figure({
        name: 'evtx-rate',
        value: (bytes / megabyte / median(times)) * 1_000,
        unit: 'MB/s',
        limit: 20,
        kind: 'budget',
        better: 'higher',
        n: times.length,
        demand: 1,
        how: `${what} read to facts with every record made, checksums included, on one core.`,
      }),
      figure({
        name: 'evtx-memory',
        value: growth / megabyte,
        unit: 'MB',
        limit: 1,
        kind: 'budget',
        better: 'lower',
        n: 1,
        demand: 1,
        how: `${what} piece by piece: how much more is alive at any tenth of it than after the first tenth, each time after collecting garbage.`,
      }),
    ];
  },
};

async function readWhole(head: Buffer, chunks: Buffer, repeats: number, look?: () => void): Promise<void> {
  const problems = new ProblemList();
  const every = Math.ceil(repeats / 10);
  function* pieces() {
    yield head;
    for (let turn = 0; turn < repeats; turn += 1) {
      yield chunks;
      if (turn % every === every - 1) look?.();
    }
  }
  const row = await readEventLog(pieces(), { fileName: 'sense.evtx', observedAt: noon }, problems);
  const [problem] = problems.all();
  if (row === undefined || problem !== undefined) throw new Error(problem?.detail ?? 'Nothing was read.');
}

/** Bytes by which the memory in use grew after the first look at it. */
async function liveGrowth(work: (look: () => void) => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const seen: number[] = [];
  await work(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    seen.push(heapUsed + external);
  });
  const [first = 0, ...later] = seen;
  return Math.max(0, ...later.map((bytes) => bytes - first));
}

/** Events as SENSE writes them on a quiet day, as many as fill so many bytes. */
function eventsFor(bytes: number): readonly WrittenEvent[] {
  // None is smaller than this with what Windows puts around it.
  const count = Math.ceil(bytes / 350);
  return Array.from({ length: count }, (_, index) => {
    const event = { recordId: 1 + index, createdAt: noon - (count - index) * 1_000 };
    switch (index % 4) {
      case 0: {
        const url = `https://edr-eus3.us.endpoint.security.microsoft.com/edr/commands/cnc?n=${index}`;
        return {
          ...event,
          eventId: 4,
          data: [
            ['UInt1', '6'],
            ['Message1', url],
          ] as const,
        };
      }
      case 1:
        return { ...event, eventId: 1, data: [['parameter', '10.8804.27858.1000']] as const };
      default:
        return { ...event, eventId: 50 + (index % 4), data: [['parameter', `10.8805.zv${index}.1`]] as const };
    }
  });
}

function countOf(chunks: Buffer): number {
  let count = 0;
  for (let at = 0; at < chunks.length; at += chunkBytes)
    count += Number(chunks.readBigUInt64LE(at + 32) - chunks.readBigUInt64LE(at + 24)) + 1;
  return count;
}

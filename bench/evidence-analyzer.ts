import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import yauzl from 'yauzl';
import { readEvidence } from '../src/evidence/read.ts';
import { filesBut, healthyFields, standardUrls, textOf, wide, xmlOf, zipOf } from '../test/evidence/analyzer-result.ts';
import { evtxLog, type WrittenEvent } from '../test/support/evtx.ts';
import type { Bench } from './bench.ts';
import { figure, interleaved, median } from './figure.ts';

const kilobyte = 1_000;
const megabyte = 1_000_000;
const noon = Date.UTC(2026, 8, 14, 12);

/**
 * Results of the Client Analyzer from the bytes of the ZIP to facts, reports and log of SENSE included. The limit is what somebody pays who only
 * unpacks the same members: the streams of yauzl, one member after the other.
 */
export const evidenceAnalyzer: Bench = {
  name: 'evidence-analyzer',
  figures: ['analyzer-rate', 'analyzer-unpack', 'analyzer-memory'],
  run: async ({ isQuick, say }) => {
    const zip = await aResult();
    const unpackedBytes = await unpacked(zip);
    const { ours, bare } = await interleaved(isQuick ? 15 : 41, { ours: () => facts(zip), bare: () => unpacked(zip) });
    const files = isQuick ? 1_000 : 10_000;
    say(`reading ${files.toLocaleString('en')} results in a row`);
    const { growth, ms } = await inARow(files, () => facts(zip));
    const what = `A result of ${Math.round(unpackedBytes / kilobyte)} kB (reports of ${Math.round(reportBytes / kilobyte)} kB in UTF-16 and XML, a log of SENSE of 640 events in ${Math.round(logBytes / kilobyte)} kB, logs that are not read), packed to ${Math.round(zip.length / kilobyte)} kB,`;
    return [
      figure({
        name: 'analyzer-rate',
        value: (1_000 * files) / ms,
        unit: 'ZIPs/s',
        limit: 100,
        kind: 'budget',
        better: 'higher',
        n: files,
        demand: 1,
        how: `${what} read to facts by one process, ${files.toLocaleString('en')} times in a row.`,
      }),
      figure({
        name: 'analyzer-unpack',
        value: median(ours),
        unit: 'ms',
        limit: median(bare),
        kind: 'limit',
        better: 'lower',
        n: ours.length,
        demand: 3,
        how: `One such result, in turn with the limit: that is unpacking all members of the same ZIP by yauzl, one after the other.`,
      }),
      figure({
        name: 'analyzer-memory',
        value: growth / megabyte,
        unit: 'MB',
        limit: 5,
        kind: 'budget',
        better: 'lower',
        n: files,
        demand: 1,
        how: `How much more is alive after ${files.toLocaleString('en')} such results than after the first hundred, after collecting garbage.`,
      }),
    ];
  },
};

let reportBytes = 0;
let logBytes = 0;

/** Sizes as a run without options leaves them on a quiet server: reports of some hundred kilobytes, four event logs of 68 kB to 1 MB. */
async function aResult(): Promise<Buffer> {
  const others = Array.from(
    { length: 900 },
    (_, at) => `Certificate ${at}: ${'0123456789abcdef'.repeat(4)} CN=Root ${at}`,
  );
  const xml = xmlOf([...healthyFields], []);
  const text = wide(textOf({ urls: [...standardUrls], after: others }));
  reportBytes = xml.length + text.length;
  const log = evtxLog(events(640));
  logBytes = log.length;
  return zipOf(
    filesBut({
      'SystemInfoLogs/MDEClientAnalyzer.xml': xml,
      'SystemInfoLogs/MDEClientAnalyzer.txt': text,
      'SystemInfoLogs/GP.html': noise(300 * kilobyte),
      'SystemInfoLogs/msinfo32.nfo': noise(600 * kilobyte),
      'EventLogs/sense.evtx': log,
      'EventLogs/senseIR.evtx': noise(1_052 * kilobyte),
      'EventLogs/utc.evtx': noise(1_052 * kilobyte),
      'DefenderAV/MpSupportFiles.cab': noise(400 * kilobyte),
    }),
    { hasBackslashes: true },
  );
}

/** Two bits of chance in a byte, always the same: it packs as event logs do, about four to one. */
function noise(bytes: number): Buffer {
  let state = bytes;
  return Buffer.from(
    Array.from({ length: bytes }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 8) & 0x11;
    }),
  );
}

function events(count: number): readonly WrittenEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    recordId: 1 + at,
    createdAt: noon - (count - at) * 60_000,
    eventId: at % 3 === 0 ? 4 : 50,
    data:
      at % 3 === 0
        ? ([
            ['UInt1', '6'],
            ['Message1', 'https://winatp-gw-weu.microsoft.com/commands/cnc'],
          ] as const)
        : ([['parameter', `10.8804.zv${at}.1`]] as const),
  }));
}

async function facts(zip: Buffer): Promise<void> {
  const { rows, problems } = await readEvidence(zip, { fileName: 'result.zip', observedAt: noon });
  if (rows.length !== 2) throw new Error(`${rows.length} rows: ${problems.map(({ detail }) => detail).join(' ')}`);
}

/** @returns how many bytes came out. */
function unpacked(zip: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(zip, { lazyEntries: true, decodeStrings: false }, (error, file) => {
      if (error) return reject(error);
      let bytes = 0;
      file.on('entry', (entry) =>
        file.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          stream.on('data', (piece: Buffer) => {
            bytes += piece.length;
          });
          stream.on('end', () => file.readEntry());
          stream.on('error', reject);
        }),
      );
      file.on('end', () => resolve(bytes));
      file.on('error', reject);
      file.readEntry();
    });
  });
}

/** @returns the bytes by which the memory in use grew from the hundredth turn to the last, and how long all turns took. */
async function inARow(turns: number, work: () => Promise<void>): Promise<{ growth: number; ms: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  let first = 0;
  const began = performance.now();
  for (let turn = 0; turn < turns; turn += 1) {
    await work();
    if (turn === 99) first = inUse();
  }
  const ms = performance.now() - began;
  return { growth: Math.max(0, inUse() - first), ms };
}

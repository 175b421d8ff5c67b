import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { EventRecord } from '../../src/evidence/event-record.ts';
import { evtxRecords } from '../../src/evidence/evtx/records.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import {
  chunkBytes,
  evtxLog,
  fileHeadBytes,
  fileTime,
  recordOffsets,
  sealChunk,
  type WrittenEvent,
  type WrittenValue,
} from '../support/evtx.ts';
import { besideEvtxexport, exportedRecords } from '../support/evtxexport.ts';

const real = (name: string) => readFileSync(new URL(`samples/real/${name}`, import.meta.url));
const withoutChecksums = real('Application_no_crc32.evtx');
const dirtyCopy = real('LanguagePackSetup_Operational.evtx');
const begin = Date.UTC(2026, 8, 14, 8);

async function read(log: Uint8Array | Iterable<Uint8Array>) {
  const problems = new ProblemList();
  const records: EventRecord[] = [];
  for await (const record of evtxRecords(log instanceof Uint8Array ? [log] : log, problems)) records.push(record);
  return { records, ids: records.map(({ recordId }) => recordId), problems: problems.all() };
}

/** Events of SENSE with numbers from `first` on, a second apart. */
function events(count: number, first = 100): readonly WrittenEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    recordId: first + index,
    eventId: 50 + (index % 4),
    createdAt: begin + index * 1_000,
    data: [['parameter', `10.8805.zv${index}`]] as const,
  }));
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('the real logs', () => {
  test('a log without checksums has its 17 records, with named, unnamed and single values', async () => {
    const { records, ids, problems } = await read(withoutChecksums);
    expect(problems).toEqual([]);
    expect(ids).toEqual(numbers(426, 442));
    expect(records.map(({ eventId }) => eventId)).toEqual([
      1, 15, 6000, 1532, 1531, 5615, 900, 16394, 1066, 1003, 902, 16388, 102, 105, 326, 1003, 5617,
    ]);
    expect(records[1]).toEqual({
      recordId: 427,
      eventId: 15,
      provider: 'SecurityCenter',
      channel: 'Application',
      level: 4,
      createdAt: Date.UTC(2021, 2, 31, 23, 51, 47, 112),
      computer: 'DESKTOP-EXAMPLE',
      data: new Map([
        ['1', 'Windows Defender'],
        ['2', 'SECURITY_PRODUCT_STATE_ON'],
      ]),
    });
    expect(records[2]?.data).toEqual(
      new Map([
        ['1', 'WSearch'],
        ['Binary', 'D9060000'],
      ]),
    );
    expect([...(records[15]?.data.keys() ?? [])]).toEqual(['ExtraInfo']);
  });

  test('a dirty copy has its 16 sound records; damage and what lies behind it are told and never returned', async () => {
    const { records, ids, problems } = await read(dirtyCopy);
    expect(ids).toEqual(numbers(1, 16));
    expect(records.map(({ eventId }) => eventId)).toEqual(ids.map((id) => (id % 2 === 1 ? 4_000 : 4_001)));
    expect(problems.map(({ code, detail }) => [code, /at \d+/.exec(detail)?.[0]])).toEqual([
      ['file-damaged', 'at 12024'],
    ]);
  });

  besideEvtxexport(() => {
    test.each([
      ['without checksums', withoutChecksums],
      ['the dirty copy', dirtyCopy],
      ['one that we made, closed', evtxLog(events(900))],
      ['one that we made, open while it was copied', evtxLog(events(900), { flags: 1, chunkCount: 1 })],
    ])('%s: the records are those that another reader sees', async (_, log) => {
      const { records } = await read(log);
      // The other one prints a line break by itself as nothing.
      const plain = (all: readonly EventRecord[]) =>
        all.map(({ line: _line, data, ...rest }) => ({
          ...rest,
          data: [...data].map((entry) => entry.map((one) => one.trim())),
        }));
      expect(plain(records)).toEqual(plain(exportedRecords(log)));
    });
  });
});

describe('dirty copies (decision 9)', () => {
  test('every chunk is read, whatever the head of the file counts', async () => {
    const log = evtxLog(events(60), { flags: 1, eventsPerChunk: 10, chunkCount: 1 });
    expect((await read(log)).ids).toEqual(numbers(100, 159));
  });

  test('room for chunks that were not yet written is no damage', async () => {
    const { ids, problems } = await read(Buffer.concat([evtxLog(events(5)), Buffer.alloc(3 * chunkBytes)]));
    expect([ids, problems]).toEqual([numbers(100, 104), []]);
  });

  /** The head of the only chunk as it was before its last `count` records were written. */
  function withStaleHead(log: Buffer, count: number): Buffer {
    const used = recordOffsets(log).at(-count) ?? 0;
    log.writeUInt32LE(used - fileHeadBytes, fileHeadBytes + 48);
    log.writeBigUInt64LE(log.readBigUInt64LE(fileHeadBytes + 32) - BigInt(count), fileHeadBytes + 32);
    return log;
  }

  test('records that follow on behind a head that lags are new ones', async () => {
    const { ids, problems } = await read(withStaleHead(evtxLog(events(20), { flags: 1 }), 5));
    expect([ids, problems]).toEqual([numbers(100, 119), []]);
  });

  test('records behind the used part of a closed log are old ones', async () => {
    const log = withStaleHead(evtxLog(events(20)), 5);
    sealChunk(log);
    expect((await read(log)).ids).toEqual(numbers(100, 114));
  });

  test.each([
    ['with numbers from before', 3],
    ['with numbers that do not follow on', 500],
  ])('sound records behind the used part, %s, are never returned', async (_, first) => {
    const log = withStaleHead(evtxLog([...events(15), ...events(5, first)], { flags: 1 }), 5);
    const { ids, problems } = await read(log);
    expect([ids, problems]).toEqual([numbers(100, 114), []]);
  });

  test('left-over records inside the used part are not returned either', async () => {
    expect((await read(evtxLog([...events(15), ...events(5, 3)], { flags: 1 }))).ids).toEqual(numbers(100, 114));
  });

  test.each([
    ['its mark', 0],
    ['its size', 4],
    ['the copy of its size', -4],
    ['its values', 60],
  ])('a record that is damaged in %s is skipped and told; the next ones are read', async (_, at) => {
    const log = evtxLog(events(12), { flags: 1 });
    const offsets = recordOffsets(log);
    const [damaged = 0, next = 0] = offsets.slice(6);
    log.fill(0xee, at < 0 ? next + at : damaged + at, (at < 0 ? next + at : damaged + at) + 4);
    const { ids, problems } = await read(log);
    expect(ids).toEqual([...numbers(100, 105), ...numbers(107, 111)]);
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
    expect(problems[0]?.detail).toContain(`at ${damaged}`);
  });

  test('a chunk that is no chunk is told, and the next one is read', async () => {
    const log = evtxLog(events(30), { eventsPerChunk: 10 });
    log.fill(1, fileHeadBytes + chunkBytes, fileHeadBytes + chunkBytes + 8);
    const { ids, problems } = await read(log);
    expect(ids).toEqual([...numbers(100, 109), ...numbers(120, 129)]);
    expect(problems.map(({ detail }) => detail)).toEqual([
      `There should be a chunk at ${fileHeadBytes + chunkBytes}, and there is none.`,
    ]);
  });

  test('a log that is cut off gives what stands before the cut, and says so', async () => {
    const log = evtxLog(events(20));
    const [cut = 0] = recordOffsets(log).slice(8);
    const { ids, problems } = await read(log.subarray(0, cut + 40));
    expect(ids).toEqual(numbers(100, 107));
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
  });

  test('a log that was cut off between two chunks says so too', async () => {
    const log = evtxLog(events(30), { eventsPerChunk: 10 });
    const { ids, problems } = await read(log.subarray(0, -chunkBytes));
    expect(ids).toEqual(numbers(100, 119));
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
  });
});

describe('checksums', () => {
  test('a chunk of a closed log that does not fit is not used: the changed bit may be anywhere', async () => {
    const log = evtxLog(events(30), { eventsPerChunk: 10 });
    const [, second = 0] = recordOffsets(log, fileHeadBytes + chunkBytes);
    log.writeUInt8((log[second + 100] ?? 0) ^ 1, second + 100);
    const { ids, problems } = await read(log);
    expect(ids).toEqual([...numbers(100, 109), ...numbers(120, 129)]);
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
  });

  test('where checksums are absent nothing is held against them', async () => {
    const log = evtxLog(events(10), { flags: 4 });
    log.fill(0, fileHeadBytes + 52, fileHeadBytes + 56);
    log.fill(0, fileHeadBytes + 124, fileHeadBytes + 128);
    expect((await read(log)).ids).toEqual(numbers(100, 109));
  });

  test('a head that does not fit its checksum is told, and excuses nothing', async () => {
    const log = evtxLog(events(10));
    // As if it had been open; but nobody wrote it so.
    log.writeUInt8(1, 120);
    log.writeUInt8(0xee, 20);
    log.writeUInt8((log[recordOffsets(log)[3] ?? 0] ?? 0) ^ 1, recordOffsets(log)[3] ?? 0);
    const { ids, problems } = await read(log);
    expect(ids).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged', 'file-damaged']);
  });
});

describe('values', () => {
  const value = (type: number, hex: string): WrittenValue => ({ type, bytes: Buffer.from(hex, 'hex') });
  const zeroEnded = Buffer.from('one\0two\0', 'utf16le').toString('hex');

  test.each<readonly [string, WrittenValue, readonly string[]]>([
    ['a text', value(0x01, Buffer.from('a<ü', 'utf16le').toString('hex')), ['a<ü']],
    ['a text that counts its closing zero', value(0x01, '61000000'), ['a']],
    ['a text of a code page', value(0x02, '616200'), ['ab']],
    ['a signed byte', value(0x03, 'ff'), ['-1']],
    ['a byte', value(0x04, 'ff'), ['255']],
    ['a signed short', value(0x05, 'feff'), ['-2']],
    ['a short', value(0x06, 'feff'), ['65534']],
    ['a signed integer', value(0x07, '852effff'), ['-53627']],
    ['an integer', value(0x08, '06000000'), ['6']],
    ['a signed long', value(0x09, 'ffffffffffffffff'), ['-1']],
    ['a long', value(0x0a, 'ffffffffffffffff'), ['18446744073709551615']],
    ['a float', value(0x0b, '0000c03f'), ['1.5']],
    ['a double', value(0x0c, '000000000000f83f'), ['1.5']],
    ['a boolean', value(0x0d, '01000000'), ['true']],
    ['bytes', value(0x0e, '00ff10'), ['00FF10']],
    ['a GUID', value(0x0f, '096de9fae1ad23520098af7b67348531'), ['{FAE96D09-ADE1-5223-0098-AF7B67348531}']],
    ['a size of a small machine', value(0x10, '10000000'), ['0x00000010']],
    ['a size of a large machine', value(0x10, '1000000000000000'), ['0x0000000000000010']],
    ['a file time', { type: 0x11, bytes: fileTime(begin) }, ['2026-09-14T08:00:00.000Z']],
    ['a system time', value(0x12, 'ea0709000100' + '0e000800000000000000'), ['2026-09-14T08:00:00.000Z']],
    ['a hexadecimal integer', value(0x14, 'c4040780'), ['0x800704c4']],
    ['a hexadecimal long', value(0x15, '0000000000000040'), ['0x4000000000000000']],
    ['a type that nobody described', value(0x23, 'abcd'), ['ABCD']],
    ['texts', value(0x81, zeroEnded), ['one', 'two']],
    ['shorts', value(0x86, '01000200'), ['1', '2']],
    ['nothing', value(0x00, ''), []],
    // Whose they are is nobody's business.
    ['a SID', value(0x13, '010100000000000512000000'), []],
    ['SIDs', value(0x93, '010100000000000512000000'), []],
  ])('%s', async (_, written, expected) => {
    const event: WrittenEvent = { recordId: 1, eventId: 9, createdAt: begin, data: [['Value', written]] };
    const { records, problems } = await read(evtxLog([event]));
    expect(problems).toEqual([]);
    expect([...(records[0]?.data.values() ?? ['no record'])]).toEqual(expected);
  });

  test.each([
    ['a short with one byte', value(0x06, '01')],
    ['a time with half its bytes', value(0x11, '00000000')],
    ['integers and a half', value(0x88, '010000000200')],
  ])('%s is damage', async (_, written) => {
    const log = evtxLog([{ recordId: 1, eventId: 9, createdAt: begin, data: [['Value', written]] }]);
    const { ids, problems } = await read(log);
    expect([ids, problems.map(({ code }) => code)]).toEqual([[], ['file-damaged']]);
  });

  test('a name that comes twice hides nothing', async () => {
    const event: WrittenEvent = {
      recordId: 1,
      eventId: 9,
      createdAt: begin,
      data: [
        ['a', 'x'],
        ['a', 'y'],
        ['', 'z'],
      ],
    };
    expect([...((await read(evtxLog([event]))).records[0]?.data ?? [])]).toEqual([
      ['a', 'x'],
      ['a#2', 'y'],
      ['1', 'z'],
    ]);
  });
});

describe('bounds', () => {
  test.each([1, 7, 4_095, 65_537, 1_000_000])('pieces of %i bytes give the same records as the whole', async (size) => {
    const log = evtxLog(events(20), { eventsPerChunk: 10 });
    function* pieces() {
      for (let at = 0; at < log.length; at += size) yield log.subarray(at, at + size);
    }
    expect(await read(pieces())).toEqual(await read(log));
  });

  test('what is not wanted is not looked into', async () => {
    const log = evtxLog(events(20));
    const problems = new ProblemList();
    const ids: number[] = [];
    for await (const { recordId } of evtxRecords([log], problems, ({ eventId }) => eventId === 50)) ids.push(recordId);
    expect(ids).toEqual([100, 104, 108, 112, 116]);
  });

  test('a template that fills itself with itself asks for too much work; other records are read', async () => {
    const width = 60;
    const names = numbers(1, width).map(String);
    const plain = (recordId: number): WrittenEvent => ({
      recordId,
      eventId: 4,
      createdAt: begin,
      data: names.map((name) => [name, '']),
    });
    const id = Buffer.alloc(4);
    id.writeUInt32LE(crc32(names.join('\n')));
    const template = evtxLog([plain(1)]).subarray(fileHeadBytes);
    const at = template.readUInt32LE(template.indexOf(id) + 4);
    // Six levels of it, each of which fills all sixty places of the next: 60 to the power of 6.
    let value: WrittenValue = { type: 0x01, bytes: Buffer.from('ha', 'utf16le') };
    for (let level = 0; level < 6; level += 1) {
      const heads = Buffer.alloc(4 * width);
      heads.writeUInt16LE(value.bytes.length);
      heads.writeUInt8(value.type, 2);
      const intro = Buffer.from([0x0f, 1, 1, 0, 0x0c, 1, ...id, 0, 0, 0, 0, width, 0, 0, 0]);
      intro.writeUInt32LE(at, 10);
      value = { type: 0x21, bytes: Buffer.concat([intro, heads, value.bytes, Buffer.from([0])]) };
    }
    const bomb: WrittenEvent = { ...plain(2), data: names.map((name, index) => [name, index === 0 ? value : '']) };
    const log = evtxLog([plain(1), bomb, { ...plain(3), data: [] }], { flags: 1 });
    for (let hole = 0; hole < width; hole += 1) {
      const found = log.indexOf(Buffer.from([0x0e, hole, 0, 0x01]), fileHeadBytes + at);
      log.writeUInt16LE(0, found + 1);
    }
    const { ids, problems } = await read(log);
    expect(ids).toEqual([1, 3]);
    expect(problems.map(({ detail }) => detail)).toEqual([expect.stringContaining('too much work')]);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half a head', evtxLog([]).subarray(0, 100)],
    ['another file', Buffer.alloc(10_000, 'x')],
    ['half the head of a chunk', evtxLog(events(3)).subarray(0, fileHeadBytes + 100)],
  ])('%s is a problem, not a crash', async (_, log) => {
    const { ids, problems } = await read(log);
    expect(ids).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
  });

  /** A small generator with a seed, so that a failing input can be made again. */
  function dice(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  const originals = [withoutChecksums, dirtyCopy, evtxLog(events(40), { flags: 1 }), evtxLog(events(40))];

  test.each(numbers(1, 20))(
    'mutations of seed %i neither break the reader nor make records that are none',
    async (seed) => {
      const roll = dice(seed);
      const startedAt = performance.now();
      for (let round = 0; round < 200; round += 1) {
        const log = Buffer.from(originals[roll(originals.length)] ?? dirtyCopy);
        for (let change = 0; change <= roll(12); change += 1) {
          const at = roll(3) === 0 ? roll(5_000) : fileHeadBytes + roll(24_000);
          if (roll(3) === 0) log.copy(log, at, fileHeadBytes + roll(24_000), fileHeadBytes + roll(24_000));
          else if (roll(2) === 0) log.writeUInt32LE([0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff, at][roll(7)] ?? 0, at);
          else log.writeUInt8(roll(256), at);
        }
        const { records } = await read(roll(5) === 0 ? log.subarray(0, roll(log.length)) : log);
        expect(records.length).toBeLessThan(2_400);
        for (const { recordId, eventId, createdAt } of records) {
          expect(Number.isSafeInteger(recordId) && Number.isSafeInteger(eventId)).toBe(true);
          expect(new Date(createdAt).getUTCFullYear()).toBeGreaterThanOrEqual(2000);
        }
      }
      // 200 logs; one that hangs would take them all.
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    },
  );

  test('a closed log in which anything was changed has no record that it did not have', async () => {
    const log = evtxLog(events(30), { eventsPerChunk: 10 });
    const known = new Map((await read(log)).records.map((record) => [record.recordId, record]));
    const roll = dice(99);
    for (let round = 0; round < 300; round += 1) {
      const changed = Buffer.from(log);
      // Not the flags of a chunk: they say whether its checksum counts.
      const at = fileHeadBytes + chunkBytes * roll(3) + 128 + roll(6_000);
      changed.writeUInt8((changed[at] ?? 0) ^ (1 << roll(8)), at);
      for (const record of (await read(changed)).records) expect(record).toEqual(known.get(record.recordId));
    }
  });
});

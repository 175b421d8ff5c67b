import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Archive, openArchive } from '../../src/evidence/archive.ts';
import { decodeText } from '../../src/evidence/decode.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { zipOf } from './analyzer-result.ts';

const sample = (name: string) => readFileSync(new URL(`samples/synthetic/${name}`, import.meta.url));

async function open(bytes: Uint8Array) {
  const problems = new ProblemList();
  return { archive: await openArchive(bytes, problems), problems };
}

test('names with backslashes and names below a top folder are found by the same path', async () => {
  for (const name of ['windows-2024layout-standard-healthy.zip', 'windows-2025layout-streamlined-pending-reboot.zip']) {
    const { archive, problems } = await open(sample(name));
    const xml = archive?.find('SystemInfoLogs/MDEClientAnalyzer.xml')?.bytes();
    expect(decodeText(xml ?? new Uint8Array())).toContain('<MDEResults');
    expect(problems.all()).toEqual([]);
  }
});

test('a member comes in pieces as it comes whole', async () => {
  const { archive, problems } = await open(sample('windows-2024layout-standard-healthy.zip'));
  for (const member of archive?.members ?? []) {
    const pieces: Uint8Array[] = [];
    for await (const piece of member.pieces()) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(Buffer.from(member.bytes() ?? []))).toBe(true);
  }
  expect(problems.all()).toEqual([]);
});

test('a member with one changed bit is refused, not read', async () => {
  const bytes = Buffer.from(sample('linux-mde_support.zip'));
  const { archive: sound } = await open(bytes);
  const first = sound?.members[0];
  // The first member's data begin behind its header of 30 bytes and its name.
  const at = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28) + 5;
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  const { archive, problems } = await open(bytes);
  expect(archive?.find(first?.path ?? '')?.bytes()).toBeUndefined();
  expect(problems.all().map((problem) => problem.code)).toEqual(['file-damaged']);
});

describe.each([
  { kind: 'small', size: 400_000 },
  { kind: 'large', size: 5_000_000 },
])('a $kind member that is damaged in its middle', ({ size }) => {
  const content = Buffer.from(Array.from({ length: size }, (_, at) => ((at * 2_654_435_761) >>> 13) & 0x3f));

  test('gives what stands in front of the damage piece by piece, and the damage is told', async () => {
    const bytes = await zipOf({ 'log.evtx': content });
    const { archive: sound } = await open(bytes);
    expect((await partsOf(sound)).equals(content)).toBe(true);
    // Zeros in packed data begin a stored block whose lengths do not fit.
    bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64);
    const { archive, problems } = await open(bytes);
    const read = await partsOf(archive);
    expect(read.length).toBeGreaterThan(100_000);
    expect(read.length).toBeLessThan(size);
    expect(content.subarray(0, 100_000).equals(read.subarray(0, 100_000))).toBe(true);
    expect(problems.all().map(({ code, detail }) => [code, detail.split(':')[0]])).toEqual([
      ['file-damaged', '"log.evtx" cannot be unpacked to its end'],
    ]);
  });

  test('that says it is smaller than it is never gives more than it says', async () => {
    const bytes = await zipOf({ 'log.evtx': content });
    const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(size - 70_000, directory + 24);
    const { archive, problems } = await open(bytes);
    expect((await partsOf(archive)).length).toBeLessThanOrEqual(size - 70_000);
    expect(problems.all().map(({ code, detail }) => [code, detail.split(': ')[1]])).toEqual([
      ['file-damaged', 'it is larger than it says.'],
    ]);
  });
});

async function partsOf(archive: Archive | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive?.find('log.evtx')?.pieces() ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('an archive that is cut off is a problem', async () => {
  const bytes = sample('linux-mde_support.zip');
  const { archive, problems } = await open(bytes.subarray(0, bytes.length - 30));
  expect(archive).toBeUndefined();
  expect(problems.all().map((problem) => problem.code)).toEqual(['archive-broken']);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/evidence/archive.ts';
import { decodeText } from '../../src/evidence/decode.ts';
import { ProblemList } from '../../src/evidence/reading.ts';

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

test('an archive that is cut off is a problem', async () => {
  const bytes = sample('linux-mde_support.zip');
  const { archive, problems } = await open(bytes.subarray(0, bytes.length - 30));
  expect(archive).toBeUndefined();
  expect(problems.all().map((problem) => problem.code)).toEqual(['archive-broken']);
});

import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/evidence/archive.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { zipOf } from '../support/zip.ts';

const text = (content: string) => new TextEncoder().encode(content);

async function open(bytes: Uint8Array) {
  const problems = new ProblemList();
  const archive = await openArchive(bytes, problems);
  const contents = (archive?.members ?? []).map((member) => [member.path, member.bytes()] as const);
  return { archive, contents, codes: problems.all().map((problem) => problem.code), problems: problems.all() };
}

/** The offset of the first entry of the directory. */
function directoryOf(bytes: Buffer): number {
  return bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
}

describe('a member whose name leads elsewhere is refused, and the others are read', () => {
  test.each([
    ['up', '../../etc/passwd'],
    ['up, the Windows way', '..\\..\\evil.txt'],
    ['up in the middle', 'SystemInfoLogs/../../evil.txt'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:\\Windows\\evil.txt'],
    ['a share', '\\\\server\\share\\evil.txt'],
    ['a zero in the name', 'SystemInfoLogs/MDEClientAnalyzer.xml\0.txt'],
    ['a line end in the name', 'a\nb.txt'],
    ['a name without end', 'a'.repeat(600)],
  ])('%s', async (_, path) => {
    const { contents, codes } = await open(
      zipOf([
        { path, bytes: text('x') },
        { path: 'sound.txt', bytes: text('y') },
      ]),
    );
    expect(contents.map(([name]) => name)).toEqual(['sound.txt']);
    expect(codes).toEqual(['archive-member-refused']);
  });
});

test('of two members with one name, in whatever case, none is read', async () => {
  const { contents, problems } = await open(
    zipOf([
      { path: 'A.txt', bytes: text('good') },
      { path: 'a.TXT', bytes: text('bad') },
    ]),
  );
  expect(contents).toEqual([]);
  expect(problems[0]?.detail).toContain('2 times');
});

test('a member that is packed more tightly than any log is refused before it is unpacked', async () => {
  const { contents, problems } = await open(zipOf([{ path: 'bomb.txt', bytes: new Uint8Array(64 * 1024 * 1024) }]));
  expect(contents).toEqual([['bomb.txt', undefined]]);
  expect(problems.map((problem) => problem.code)).toEqual(['archive-member-refused']);
});

test('a member that holds more than it says is not unpacked beyond that', async () => {
  const bytes = zipOf([{ path: 'a.txt', bytes: text('x'.repeat(100_000)) }]);
  for (const at of [22, directoryOf(bytes) + 24]) bytes.writeUInt32LE(10, at);
  const { contents, codes } = await open(bytes);
  expect(contents).toEqual([['a.txt', undefined]]);
  expect(codes).toEqual(['file-damaged']);
});

test('a member that says more than it holds is damaged', async () => {
  const bytes = zipOf([{ path: 'a.txt', bytes: text('x'.repeat(1_000)) }]);
  for (const at of [22, directoryOf(bytes) + 24]) bytes.writeUInt32LE(2_000, at);
  const { contents, codes } = await open(bytes);
  expect(contents).toEqual([['a.txt', undefined]]);
  expect(codes).toEqual(['file-damaged']);
});

test('an encrypted member is refused', async () => {
  const bytes = zipOf([{ path: 'a.txt', bytes: text('x') }]);
  bytes[directoryOf(bytes) + 8] = (bytes[directoryOf(bytes) + 8] ?? 0) | 1;
  const { contents, codes } = await open(bytes);
  expect(contents).toEqual([]);
  expect(codes).toEqual(['archive-member-refused']);
});

test('a directory that leads outside the file is a problem', async () => {
  const bytes = zipOf([{ path: 'a.txt', bytes: text('x') }]);
  bytes.writeUInt32LE(0x7fffffff, directoryOf(bytes) + 42);
  const { contents, codes } = await open(bytes);
  expect(contents).toEqual([['a.txt', undefined]]);
  expect(codes).toEqual(['file-damaged']);
});

test('more members than any result has are not listed', async () => {
  const many = Array.from({ length: 5_001 }, (_, at) => ({ path: `${at}.txt`, bytes: text('') }));
  const { archive, codes } = await open(zipOf(many));
  expect(archive).toBeUndefined();
  expect(codes).toEqual(['archive-broken']);
});

test('all members together may not hold more than the bound', async () => {
  const members = Array.from({ length: 3 }, (_, at) => ({ path: `${at}.txt`, bytes: text('x'.repeat(400)) }));
  const problems = new ProblemList();
  const archive = await openArchive(zipOf(members), problems, 1_000);
  const read = (archive?.members ?? []).filter((member) => member.bytes() !== undefined);
  expect(read.map((member) => member.path)).toEqual(['0.txt', '1.txt']);
  expect(problems.all().map((problem) => problem.detail)).toEqual([expect.stringContaining('too much in all')]);
});

test('an archive of nothing that is known says what was expected', async () => {
  const reading = await readEvidence(zipOf([{ path: 'holiday.txt', bytes: text('sun') }]), {
    fileName: 'a.zip',
    observedAt: 1,
  });
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map((problem) => problem.code)).toContain('file-unrecognised');
  expect(reading.problems.map((problem) => problem.detail).join()).toContain('Host facts');
});

test('an archive inside an archive is not opened', async () => {
  const inner = zipOf([{ path: 'SystemInfoLogs/MDEClientAnalyzer.xml', bytes: text('<MDEResults/>') }]);
  const reading = await readEvidence(zipOf([{ path: 'MDEClientAnalyzerResult.zip', bytes: inner }]), {
    fileName: 'a.zip',
    observedAt: 1,
  });
  expect(reading.rows).toEqual([]);
});

import { expect, test } from 'vitest';
import { EvidenceFile } from '../../src/evidence/file.ts';
import { fileFormats } from '../../src/evidence/formats.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { tableFormats } from '../../src/evidence/tables.ts';
import { corpus } from '../fuzz/corpus.ts';
import { judgedAt, proofsOf } from '../fuzz/judge.ts';

const sounds = await corpus();
const soundOf = (name: string) => sounds.find((sound) => sound.name === name)?.bytes ?? new Uint8Array();
const read = (bytes: Uint8Array) => readEvidence(bytes, { fileName: 'file', observedAt: judgedAt });

/** What recognises a file, by its title: two formats may share a name, and each has a reader of its own. */
async function readerOf(bytes: Uint8Array): Promise<string | undefined> {
  const reading = await read(bytes);
  if (reading.rows.length === 0) return undefined;
  const file = new EvidenceFile(bytes, new ProblemList());
  for (const format of fileFormats) if (await format.recognises(file)) return format.title;
  return tableFormats.find(({ format }) => format === reading.format)?.title;
}

test('the corpus of the fuzz has evidence of every kind of file and of table, out of which facts are read', async () => {
  const readers = new Set<string>();
  for (const { bytes } of sounds) {
    const reader = await readerOf(bytes);
    if (reader !== undefined) readers.add(reader);
  }
  expect([...readers].sort()).toEqual([...fileFormats, ...tableFormats].map(({ title }) => title).sort());
});

test.each([
  ['made/sense.evtx', ['sense-version', 'streamlined-contact']],
  ['made/analyzer-with-log.zip', ['sense-running', 'streamlined-contact']],
  ['made/analyzer-2022.zip', ['cumulative-update', 'sense-running', 'onboarding-policy']],
  ['made/analyzer-two-hosts.zip', ['cumulative-update', 'sense-running']],
  ['made/systeminfo.txt', ['operating-system']],
])('%s proves what it was made for, so that damage could hide what speaks against it', async (name, checks) => {
  expect([...(await proofsOf(soundOf(name))).checks]).toEqual(expect.arrayContaining(checks));
});

test('the log that ends with a failure proves no contact, and half of it must not either', async () => {
  expect([...(await proofsOf(soundOf('made/sense-after-failure.evtx'))).checks]).not.toContain('streamlined-contact');
});

test('every sound is the same at each start, or a seed would not bring a fault back', async () => {
  const again = await corpus();
  expect(again.map(({ name }) => name)).toEqual(sounds.map(({ name }) => name));
  for (const [at, { bytes }] of again.entries())
    expect(Buffer.compare(bytes, sounds[at]?.bytes ?? Buffer.alloc(0))).toBe(0);
});

test('an archive that is packed again with nothing changed proves what it proved', async () => {
  const { mutatedInside } = await import('../fuzz/mutate.ts');
  for (const { name, bytes, members } of sounds) {
    if (members === undefined) continue;
    // A draw that is never 0 below 3 changes no member.
    const packed = mutatedInside(members, (below) => below - 1);
    expect([name, [...(await proofsOf(packed.bytes)).checks].sort()]).toEqual([
      name,
      [...(await proofsOf(bytes)).checks].sort(),
    ]);
  }
});

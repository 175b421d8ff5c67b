import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { fqdnOf } from '../../src/domain/host-name.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { type EvidenceReading, evidenceLimits } from '../../src/evidence/reading.ts';

const files = ['Sensors.csv', 'adcomputers-ps51.csv', 'host-facts.json'] as const;
const sample = (name: string) => readFileSync(new URL(`samples/synthetic/${name}`, import.meta.url));
const read = (bytes: Uint8Array): Promise<EvidenceReading> => readEvidence(bytes, { fileName: 'f', observedAt: 1 });

/** Whatever went in: hosts have names, facts have shapes, problems are bounded. */
function expectSane(reading: EvidenceReading): void {
  for (const row of reading.rows) {
    expect(row.name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/);
    if (row.fqdn !== undefined) expect(fqdnOf(row.fqdn)).toBe(row.fqdn);
    for (const [key, value] of Object.entries(row.facts)) expect(factValueFault(key, value)).toBeUndefined();
  }
  expect(reading.problems.length).toBeLessThanOrEqual(2 * evidenceLimits.problems + 1);
  if (reading.rows.length === 0) expect(reading.problems.length).toBeGreaterThan(0);
}

/** A small generator with a seed, so that a failing input can be made again. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test.each(files)('%s cut off anywhere says nothing that the whole file does not say', async (file) => {
  const whole = sample(file);
  const known = new Map((await read(whole)).rows.map((row) => [row.name, row.facts]));
  for (let length = 0; length < whole.length; length++) {
    const reading = await read(whole.subarray(0, length));
    for (const row of reading.rows) expect(known.get(row.name)).toEqual(expect.objectContaining(row.facts));
  }
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'mutations of seed %i neither break the readers nor make facts of a wrong shape',
  async (seed) => {
    const roll = dice(seed + 1);
    for (let round = 0; round < 25; round++) {
      const bytes = Buffer.from(sample(files[roll(files.length)] ?? 'Sensors.csv'));
      const signs = Buffer.from('\0"\r\n,;{}[]\\:\u00ff');
      for (let change = 0; change <= roll(8); change++) {
        const at = roll(bytes.length);
        if (roll(3) === 0) bytes[at] = signs[roll(signs.length)] ?? 0;
        else if (roll(2) === 0) bytes[at] = roll(256);
        else bytes.copy(bytes, at, roll(bytes.length), roll(bytes.length));
      }
      expectSane(await read(roll(4) === 0 ? Buffer.from(bytes.toString('latin1'), 'utf16le') : bytes));
    }
  },
);

test.each([
  ['a line without end', Buffer.from(`Sensor,Type,Version\n${'x'.repeat(200_000)},,2.1.1\nDC1,AD FS Sensor,2.1.1\n`)],
  ['a cell without end', Buffer.from(`Sensor,Type,Version\n"${'x\n'.repeat(100_000)}`)],
  ['quotes only', Buffer.from(`Sensor,Type,Version\n${'"'.repeat(99_999)}\n`)],
  ['a thousand broken lines', Buffer.from(`Sensor,Type,Version\n${'a,"b"c,d\n'.repeat(1_000)}`)],
  ['columns without end', Buffer.from(`Sensor,Type,Version${',x'.repeat(5_000)}\n`)],
  ['zeros between the letters of one line', Buffer.from('Sensor,Type,Version\nD\0C1,AD FS Sensor,2.1.1\n')],
  ['a stream of broken documents', Buffer.from(`{"schema":"changeguard.host-facts/1"}\n${'{"a":\n'.repeat(100_000)}`)],
  ['deep JSON', Buffer.from(`{"schema":"changeguard.host-facts/1","facts":${'['.repeat(100_000)}`)],
  ['half a character', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Sensor', 'utf16le'), Buffer.from([0])])],
  ['a lone mark', Buffer.from([0xef, 0xbb, 0xbf])],
])('%s is a problem, not a crash', async (_, bytes) => {
  const reading = await read(bytes);
  expectSane(reading);
  expect(reading.problems.length).toBeGreaterThan(0);
});

test('what stands after an overlong line is still read', async () => {
  const reading = await read(
    Buffer.from(`Sensor,Type,Version\n${'x'.repeat(200_000)},,2.1.1\nDC1,AD FS Sensor,2.1.1\n`),
  );
  expect(reading.rows.map((row) => [row.name, row.origin.line])).toEqual([['DC1', 3]]);
});

test('a file over its bound is refused unread', async () => {
  const reading = await read(new Uint8Array(evidenceLimits.fileBytes + 1));
  expect(reading.problems.map((problem) => problem.code)).toEqual(['file-too-large']);
});

test('a table with too many rows is refused whole, never cut', async () => {
  const row = 'DC1,AD FS Sensor,2.1.1\n';
  const reading = await read(Buffer.from(`Sensor,Type,Version\n${row.repeat(evidenceLimits.rows + 1)}`));
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map((problem) => problem.code)).toContain('file-too-large');
});

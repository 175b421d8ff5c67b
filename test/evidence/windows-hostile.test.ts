import { expect, test } from 'vitest';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { fqdnOf } from '../../src/domain/host-name.ts';
import { evidenceLimits } from '../../src/evidence/reading.ts';
import { processorMs, read, sample } from './support/readings.ts';

const samples = [
  'synthetic/sc-query-sense-running.txt',
  'synthetic/sc-query-sense-running.es.cp850.txt',
  'synthetic/sc-query-missing-service.txt',
  'synthetic/wdatp-standard.reg',
  'synthetic/reg-query-status.txt',
  'synthetic/ver-2022-march-cu.txt',
  'synthetic/mdi-contoso.example.json',
  'synthetic/device-inventory-export.csv',
  'real/mdi-sensor-log-lines.txt',
];

/** A small generator with a seed, so that a failing input can be made again. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Some bytes changed, copied about, taken away or doubled. */
function mutated(source: Buffer, roll: (below: number) => number): Buffer {
  let bytes = Buffer.from(source);
  const signs = Buffer.from('\0"\r\n\t \\:=,[]{}()|@\u00ff4');
  for (let change = 0; change <= roll(6); change++) {
    const at = roll(bytes.length);
    const kind = roll(5);
    if (kind === 0) bytes[at] = signs[roll(signs.length)] ?? 0;
    else if (kind === 1) bytes[at] = roll(256);
    else if (kind === 2) bytes.copy(bytes, at, roll(bytes.length), roll(bytes.length));
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(at + roll(40), bytes.length))]);
    else bytes = Buffer.concat([bytes, bytes.subarray(at)]);
    if (bytes.length === 0) return Buffer.from('\n');
  }
  return bytes;
}

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'mutations of seed %i give facts of the right shape or problems, in no time, and nothing of a blob',
  async (seed) => {
    const roll = dice(seed + 1);
    for (let round = 0; round < 40; round++) {
      const bytes = mutated(sample(samples[roll(samples.length)] ?? ''), roll);
      expect(await processorMs(() => read(bytes))).toBeLessThan(2_000);
      const reading = await read(bytes);
      for (const row of reading.rows) {
        if (row.name !== undefined) expect(row.name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/);
        if (row.fqdn !== undefined) expect(fqdnOf(row.fqdn)).toBe(row.fqdn);
        for (const [key, value] of Object.entries(row.facts)) expect(factValueFault(key, value)).toBeUndefined();
      }
      expect(reading.problems.length).toBeLessThanOrEqual(2 * evidenceLimits.problems + 1);
      if (reading.rows.length === 0) expect(reading.problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(reading)).not.toMatch(/c2ln|Y2VydA|0000000000a1|account_name/);
    }
  },
);

test.each(samples)('X-01 %s cut off anywhere says nothing that the whole file does not say', async (path) => {
  const whole = sample(path);
  const known = new Map((await read(whole)).rows.map((row) => [`${row.source} ${row.name}`, row.facts]));
  for (let length = 0; length < whole.length; length += whole.length > 1_000 ? 3 : 1) {
    for (const row of (await read(whole.subarray(0, length))).rows) {
      // Errors of a log are counted, and a shorter log has fewer of them.
      const { 'mdi.log.errors': _, ...facts } = row.facts;
      expect(known.get(`${row.source} ${row.name}`)).toEqual(expect.objectContaining(facts));
    }
  }
});

import { readFileSync } from 'node:fs';
import type { FactKey, FactValue } from '../../../src/domain/fact.ts';
import { readEvidence } from '../../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../../src/evidence/reading.ts';

/** When the files of these tests were made. */
export const observedAt = Date.UTC(2026, 8, 14, 9);

/** A sample below `samples/`. */
export function sample(path: string): Buffer {
  return readFileSync(new URL(`../samples/${path}`, import.meta.url));
}

export function read(content: string | Uint8Array, but: Partial<ReadOptions> = {}): Promise<EvidenceReading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readEvidence(bytes, { fileName: 'file', observedAt, ...but });
}

/** All facts of a reading that is about one host. */
export function factsOf(reading: EvidenceReading): Readonly<Record<FactKey, FactValue>> {
  return Object.assign({}, ...reading.rows.map((row) => row.facts));
}

export function codesOf(reading: EvidenceReading): readonly string[] {
  return reading.problems.map((problem) => problem.code);
}

/** Time of the processor, since the wall clock also counts what others do on the machine. */
export async function processorMs(run: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000;
}

import { afterEach, expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import { type ReadingThreads, readingLimits, readingThreads } from '../../src/main/reading-threads.ts';

/* The threads that the built product reads in; here they load the same sources through the hooks for TypeScript. */

const hooks = ['--import', new URL('../support/run-typescript.mjs', import.meta.url).href];
const options = { fileName: 'Sensors.csv', observedAt: 1 };

let threads: ReadingThreads | undefined;
afterEach(async () => {
  await threads?.close();
});

function started(limits: Partial<typeof readingLimits>): ReadingThreads {
  threads = readingThreads({ ...readingLimits, threads: 1, ...limits }, hooks);
  return threads;
}

function sensors(count: number, more = ''): Uint8Array {
  const lines = Array.from(
    { length: count },
    (_, at) => `DC${at},Domain controller Sensor,bank.example,Running,${more}`,
  );
  return new TextEncoder().encode(`Sensor,Type,Domain,Service status,Description\n${lines.join('\n')}\n`);
}

test('a thread reads what the reader reads, also a list that comes in several parts', async () => {
  const bytes = sensors(12_000);
  const { read } = started({});
  expect(await read(bytes, options)).toEqual(await readEvidence(bytes, options));
});

test('the bytes of the caller stay as they are', async () => {
  const whole = new Uint8Array(1_000).fill(7);
  const part = whole.subarray(10, 20);
  await started({}).read(part, options);
  expect(part).toEqual(new Uint8Array(10).fill(7));
});

test('a file that takes too long is given up and named, and the next one is read', async () => {
  const { read } = started({ leastMs: 1, msPerMegabyte: 0 });
  expect(await read(sensors(3), options)).toMatchObject({ rows: [], problems: [{ code: 'reader-too-slow' }] });
  await threads?.close();
  const { read: readAgain } = started({});
  expect((await readAgain(sensors(3), options)).rows).toHaveLength(3);
});

test('a file that takes too much memory costs its thread and nothing else', async () => {
  const { read } = started({ heapMegabytes: 40 });
  const huge = read(sensors(100_000, 'x'.repeat(100)), options);
  const next = read(sensors(3), options);
  expect(await huge).toMatchObject({ rows: [], problems: [{ code: 'reader-failed' }] });
  expect((await next).rows).toHaveLength(3);
});

test('what waits when changeguard stops is answered and not left hanging', async () => {
  const { read, close } = started({});
  const readings = [read(sensors(3), options), read(sensors(3), options)];
  await close();
  for (const reading of await Promise.all(readings)) expect(reading.problems[0]?.code).toBe('reader-failed');
  expect((await read(sensors(3), options)).problems[0]?.code).toBe('reader-failed');
});

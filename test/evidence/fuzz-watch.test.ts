import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { growthMb, memoryFaults, memoryNow, outsideMb } from '../fuzz/memory.ts';
import { aMark, watched } from '../fuzz/watch.ts';

/* What watches the fuzz must see what it is there for: a thread that hangs, one that breaks, and one that takes too much. */

/** A thread that marks an input as begun and then does this. */
function doing(what: string, mark: Int32Array): Worker {
  const code = `const { workerData } = require('node:worker_threads'); Atomics.store(workerData, 0, 5); ${what}`;
  return new Worker(code, { eval: true, workerData: mark });
}

const watching = (what: string, bounds: Parameters<typeof watched>[2], mark = aMark()) =>
  watched(doing(what, mark), mark, bounds);
const never = 600_000;

describe('an input', () => {
  test('that computes for ever is ended by the time of the processor, however the clock goes', async () => {
    const stop = await watching('for (;;) {}', { processorMs: 300, wallMs: never });
    expect(stop).toEqual({ kind: 'slow', why: 'a hang of more than 300 ms of processor time' });
  });

  test('that waits for nothing is ended by the clock', async () => {
    const stop = await watching('setInterval(() => {}, 1000);', { processorMs: never, wallMs: 300 });
    expect(stop).toEqual({ kind: 'slow', why: 'a hang of more than 300 ms' });
  });

  test('that breaks its thread is told as that', async () => {
    const thrown = await watching("throw new Error('of the reader');", { wallMs: never });
    expect(thrown).toEqual({ kind: 'broken', why: 'the thread broke: of the reader' });
    expect(await watching('process.exit(3);', { wallMs: never })).toMatchObject({ kind: 'broken' });
  });

  test('that is read in its time is no fault, and loading before it counts for none', async () => {
    expect(await watching('', { processorMs: never, wallMs: never })).toBeUndefined();
    const busy =
      'const until = performance.now() + 900; Atomics.store(workerData, 0, -1); while (performance.now() < until);';
    expect(await watching(busy, { processorMs: 500, wallMs: 500 })).toBeUndefined();
  });
});

describe('memory', () => {
  test('buffers that are kept outside of the heap are seen', () => {
    const before = memoryNow();
    const kept = Buffer.alloc((outsideMb + 8) * 1024 * 1024, 1);
    const faults = memoryFaults(before, memoryNow());
    expect(kept.length).toBeGreaterThan(0);
    expect(faults.join()).toMatch(/MB outside of the heap, more than 128/);
  });

  test('a peak that was over before anybody looked is seen by how far the process grew', () => {
    const before = { heapMb: 1, outsideMb: 1, peakMb: 100 };
    const after = { heapMb: 1, outsideMb: 1, peakMb: 101 + growthMb };
    expect(memoryFaults(before, after)).toEqual(['the process grew by 257 MB, more than 256']);
    expect(memoryFaults(before, { ...after, peakMb: 100 + growthMb })).toEqual([]);
  });
});

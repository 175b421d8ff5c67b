import type { Worker } from 'node:worker_threads';

interface ReadingBounds {
  /** By the clock on the wall, which on a busy machine also runs for others. */
  readonly wallMs: number;
  /** Of the processor, by the whole process: only meaningful while nothing else runs in it. */
  readonly processorMs?: number;
}

/** Why a thread ended before it had read all: one input took too long, or the thread broke. */
interface Stop {
  readonly kind: 'slow' | 'broken';
  readonly why: string;
}

/** A mark that says that no input is being read yet; loading and reading the sound files counts for none. */
export const notReading = -1;

export function aMark(): Int32Array {
  const mark = new Int32Array(new SharedArrayBuffer(4));
  mark[0] = notReading;
  return mark;
}

/**
 * Waits for a thread that writes the input under way into `mark`, and ends it when one input passes a bound: from outside, since a thread that hangs
 * can tell nothing.
 * @returns undefined when the thread ended by itself and well.
 */
export function watched(worker: Worker, mark: Int32Array, bounds: ReadingBounds): Promise<Stop | undefined> {
  return new Promise((resolve) => {
    let seen = { input: notReading, at: performance.now(), processor: process.cpuUsage() };
    let isOver = false;
    const end = (stop: Stop | undefined) => {
      if (isOver) return;
      isOver = true;
      clearInterval(watch);
      // What is left of the thread must not be counted for the next one.
      void worker.terminate().then(() => resolve(stop));
    };
    const watch = setInterval(() => {
      const input = Atomics.load(mark, 0);
      if (input !== seen.input) seen = { input, at: performance.now(), processor: process.cpuUsage() };
      if (input === notReading) return;
      const { user, system } = process.cpuUsage(seen.processor);
      const { wallMs, processorMs = Number.POSITIVE_INFINITY } = bounds;
      if ((user + system) / 1_000 > processorMs)
        end({ kind: 'slow', why: `a hang of more than ${processorMs} ms of processor time` });
      else if (performance.now() - seen.at > wallMs) end({ kind: 'slow', why: `a hang of more than ${wallMs} ms` });
    }, 100);
    worker.on('error', (error) => end({ kind: 'broken', why: `the thread broke: ${error.message}` }));
    worker.on('exit', (code) => end(code === 0 ? undefined : { kind: 'broken', why: `the thread ended with ${code}` }));
  });
}

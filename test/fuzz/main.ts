import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { corpus } from './corpus.ts';

/*
 * npm run fuzz -- [--inputs N] [--seed S] [--input I] [--json]: changed evidence into every reader. Exit 1 when a reader crashes, hangs, needs
 * more memory than its bound, gives a fact of a wrong shape, or proves from a damaged file what the sound one does not prove.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const usage = 'npm run fuzz -- [--inputs N] [--seed S] [--input I] [--json]\n';
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const seed = wholeNumber(values.seed);
const only = values.input === undefined ? undefined : wholeNumber(values.input);
const inputs = only === undefined ? wholeNumber(values.inputs) : only + 1;

/** No input may be read for longer than this. */
const hangMs = 2_000;
/** On a busy machine the clock on the wall runs for others too, so an input that took too long is read once more, by itself, and given this time. */
const secondLookMs = 20_000;
const heapMb = 768;
const threads = only === undefined ? 2 : 1;

interface Fault {
  readonly input: number;
  readonly name?: string;
  readonly how?: string;
  readonly faults: readonly string[];
}

const faults: Fault[] = [];
let heapBytes = 0;
const begunAt = performance.now();
await Promise.all(Array.from({ length: threads }, (_, at) => play((only ?? 0) + at)));
const summary = {
  inputs: only === undefined ? inputs : 1,
  seed,
  samples: (await corpus()).length,
  faults: faults.map((fault) => ({ ...fault, reproduce: `npm run fuzz -- --seed ${seed} --input ${fault.input}` })),
  heapMb: Math.round(heapBytes / 1024 / 1024),
  wallMs: Math.round(performance.now() - begunAt),
};
for (const fault of summary.faults.slice(0, 50)) process.stderr.write(`${inWords(fault)}\n`);
process.stdout.write(
  values.json
    ? `${JSON.stringify(summary)}\n`
    : `${summary.inputs} inputs from ${summary.samples} samples, ${summary.faults.length} faults, at most ${summary.heapMb} MB of heap\n`,
);
process.exit(faults.length > 0 ? 1 : 0);

/** Plays one thread's share; an input that hangs or breaks the thread is a fault, and a new thread goes on behind it. */
async function play(first: number): Promise<void> {
  for (let from = first; from < inputs; ) {
    const mark = new Int32Array(new SharedArrayBuffer(4));
    mark[0] = from;
    const stopped = await playUntilStopped({ from, to: inputs, step: threads, mark, limitMs: hangMs });
    if (stopped === undefined) return;
    const input = Atomics.load(mark, 0);
    const again = await playUntilStopped({ from: input, to: input + 1, step: 1, mark, limitMs: secondLookMs });
    if (again !== undefined) faults.push({ input, faults: [again] });
    from = input + threads;
  }
}

/** @returns why the thread ended before its share was played; undefined when it did not. */
function playUntilStopped(share: {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly mark: Int32Array;
  readonly limitMs: number;
}): Promise<string | undefined> {
  const { from, to, step, mark, limitMs } = share;
  return new Promise((resolve) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: { seed, from, to, step, mark },
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    let seen = { input: -1, at: performance.now() };
    let isOver = false;
    const end = (why: string | undefined) => {
      if (isOver) return;
      isOver = true;
      clearInterval(watch);
      void worker.terminate();
      resolve(why);
    };
    // The first input comes after every sample was read, so the watch begins with the second; a single one is watched from the start.
    let isReading = to - from === 1;
    const watch = setInterval(() => {
      const input = Atomics.load(mark, 0);
      if (input !== seen.input) seen = { input, at: performance.now() };
      else if (isReading && performance.now() - seen.at > limitMs) end(`a hang of more than ${limitMs} ms`);
      if (input !== from) isReading = true;
    }, 100);
    worker.on('message', (message: ({ kind: 'fault' } & Fault) | { kind: 'end'; heapBytes: number }) => {
      if (message.kind === 'fault') faults.push(message);
      else {
        heapBytes = Math.max(heapBytes, message.heapBytes);
        end(undefined);
      }
    });
    worker.on('error', (error) => end(`the thread broke: ${error.message}`));
    worker.on('exit', (code) => end(code === 0 ? undefined : `the thread ended with ${code}`));
  });
}

function inWords(fault: Fault & { readonly reproduce: string }): string {
  const what = fault.name === undefined ? '' : ` (${fault.name}: ${fault.how ?? ''})`;
  return `input ${fault.input}${what}: ${fault.faults.join('; ')}. ${fault.reproduce}`;
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`${text} is no whole number.\n${usage}`);
  process.exit(2);
}

import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { corpus } from './corpus.ts';
import { memoryNow } from './memory.ts';
import { aMark, notReading, watched } from './watch.ts';

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

/** No input may be read for longer than this, of its own time. */
const hangMs = 2_000;
/**
 * On a busy machine the clock on the wall runs for others too, so an input that took too long by it is read once more, after all others and alone in the
 * process, and then the time of the processor decides. Only what waits for nothing at all is ended by the clock.
 */
const secondLook = { processorMs: hangMs, wallMs: 60_000 };
const heapMb = 768;
const threads = only === undefined ? 2 : 1;

interface Fault {
  readonly input: number;
  readonly name?: string;
  readonly how?: string;
  readonly faults: readonly string[];
}

const faults: Fault[] = [];
const slow: number[] = [];
const most = { heapMb: 0, outsideMb: 0 };
const begunAt = performance.now();
await Promise.all(Array.from({ length: threads }, (_, at) => play((only ?? 0) + at)));
for (const input of slow) await lookAgain(input);
const summary = {
  inputs: only === undefined ? inputs : 1,
  seed,
  samples: (await corpus()).length,
  faults: faults.map((fault) => ({ ...fault, reproduce: `npm run fuzz -- --seed ${seed} --input ${fault.input}` })),
  readTwice: slow.length,
  heapMb: Math.round(most.heapMb),
  outsideMb: Math.round(most.outsideMb),
  peakMb: Math.round(memoryNow().peakMb),
  wallMs: Math.round(performance.now() - begunAt),
};
for (const fault of summary.faults.slice(0, 50)) process.stderr.write(`${inWords(fault)}\n`);
process.stdout.write(
  values.json
    ? `${JSON.stringify(summary)}\n`
    : `${summary.inputs} inputs from ${summary.samples} samples, ${summary.faults.length} faults, at most ${summary.heapMb} MB of heap and ${summary.outsideMb} MB outside\n`,
);
process.exit(faults.length > 0 ? 1 : 0);

/** Plays one thread's share; an input that hangs or breaks the thread ends it, and a new thread goes on behind it. */
async function play(first: number): Promise<void> {
  for (let from = first; from < inputs; ) {
    const { stop, input } = await playUntilStopped({ from, to: inputs, step: threads }, { wallMs: hangMs });
    if (stop === undefined) return;
    if (stop.kind === 'slow') slow.push(input);
    else faults.push({ input, faults: [stop.why] });
    from = input + threads;
  }
}

async function lookAgain(input: number): Promise<void> {
  const { stop } = await playUntilStopped({ from: input, to: input + 1, step: 1 }, secondLook);
  if (stop !== undefined) faults.push({ input, faults: [stop.why] });
}

/** @returns why the thread ended before its share was played, if it did, and at which input. */
async function playUntilStopped(
  share: { readonly from: number; readonly to: number; readonly step: number },
  bounds: Parameters<typeof watched>[2],
) {
  const mark = aMark();
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { seed, ...share, mark },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  worker.on('message', (message: ({ kind: 'fault' } & Fault) | ({ kind: 'end' } & typeof most)) => {
    if (message.kind === 'fault') faults.push(message);
    else {
      most.heapMb = Math.max(most.heapMb, message.heapMb);
      most.outsideMb = Math.max(most.outsideMb, message.outsideMb);
    }
  });
  const stop = await watched(worker, mark, bounds);
  const input = Atomics.load(mark, 0);
  return { stop, input: input === notReading ? share.from : input };
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

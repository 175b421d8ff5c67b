import { parentPort, workerData } from 'node:worker_threads';
import { corpus } from './corpus.ts';
import { faultsOf, proofsOf } from './judge.ts';
import { memoryFaults, memoryNow } from './memory.ts';
import { mutated, mutatedInside, seededDraw } from './mutate.ts';

/** One worker plays the inputs `from`, `from + step`, ...; main watches how long each takes, and starts another when one hangs. */
const { seed, from, to, step, mark } = workerData as {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** The input that is being read, where main sees it change even while this thread is busy. */
  readonly mark: Int32Array;
};

const sounds = await corpus();
const proven = await Promise.all(sounds.map((sound) => proofsOf(sound.bytes)));
let before = memoryNow();
const most = { heapMb: 0, outsideMb: 0 };
for (let input = from; input < to; input += step) {
  const draw = seededDraw(Math.imul(seed, 0x9e3779b1) + input);
  const at = draw(sounds.length);
  const sound = sounds[at];
  const proofs = proven[at];
  if (sound === undefined || proofs === undefined) continue;
  Atomics.store(mark, 0, input);
  const isInside = sound.members !== undefined && draw(3) > 0;
  const mutant = isInside ? mutatedInside(sound.members, draw) : mutated(sound.bytes, draw);
  const read = await faultsOf(mutant, proofs).catch((error: unknown) => [
    `a crash: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 2).join(' ') : String(error)}`,
  ]);
  // After each one, so that a fault has its input.
  const after = memoryNow();
  const faults = [...read, ...memoryFaults(before, after)];
  before = after;
  most.heapMb = Math.max(most.heapMb, after.heapMb);
  most.outsideMb = Math.max(most.outsideMb, after.outsideMb);
  if (faults.length > 0) parentPort?.postMessage({ kind: 'fault', input, name: sound.name, how: mutant.how, faults });
}
parentPort?.postMessage({ kind: 'end', ...most });

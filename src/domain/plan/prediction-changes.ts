import type { Json } from '../canonical.ts';
import { type Change, changesBetween } from './changes.ts';
import type { LowestCoverage, Prediction, WavePrediction } from './prediction.ts';

/** A predicted value that is another one. `of` and `name` say of what: the whole plan, a wave, or a site or domain in a wave. */
export interface PredictionChange extends Change {
  /** From 1; null for the whole plan. */
  readonly wave: number | null;
  readonly of: 'plan' | 'wave' | 'site' | 'domain';
  readonly name: string;
}

/** By wave, site and domain and not by place in a list: one site more at the front must not call all others changed. */
export function predictionChanges(a: Prediction, b: Prediction): readonly PredictionChange[] {
  const { waves: wavesA, ...headA } = a;
  const { waves: wavesB, ...headB } = b;
  const head = changesBetween({ ...headA }, { ...headB });
  return [
    ...head.map((change): PredictionChange => ({ wave: null, of: 'plan', name: '', ...change })),
    ...Array.from({ length: Math.max(wavesA.length, wavesB.length) }, (_, at) =>
      ofWave(at + 1, wavesA[at], wavesB[at]),
    ).flat(),
  ];
}

function ofWave(
  wave: number,
  a: WavePrediction | undefined,
  b: WavePrediction | undefined,
): readonly PredictionChange[] {
  const whole = changesBetween(wholeOf(a), wholeOf(b));
  return [
    ...whole.map((change): PredictionChange => ({ wave, of: 'wave', name: '', ...change })),
    ...ofGroups(wave, 'site', a?.sites ?? [], b?.sites ?? []),
    ...ofGroups(wave, 'domain', a?.domains ?? [], b?.domains ?? []),
  ];
}

function wholeOf(wave: WavePrediction | undefined): Json | undefined {
  if (wave === undefined) return undefined;
  const { sites: _sites, domains: _domains, ...rest } = wave;
  return rest as unknown as Json;
}

function ofGroups(
  wave: number,
  of: 'site' | 'domain',
  a: readonly LowestCoverage[],
  b: readonly LowestCoverage[],
): readonly PredictionChange[] {
  const [before, after] = [new Map(a.map(saidOf)), new Map(b.map(saidOf))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    changesBetween(before.get(name), after.get(name)).map((change) => ({ wave, of, name, ...change })),
  );
}

function saidOf({ name, ...said }: LowestCoverage): readonly [string, Json] {
  return [name, { ...said }];
}

import { canonicalJson, type Json } from '../canonical.ts';
import type { Instant } from '../time.ts';
import type { HeldHosts } from './pace.ts';
import type { LowestCoverage, Prediction, Span, WavePrediction } from './prediction.ts';

const spans = ['starts', 'ends', 'noReturn', 'allFinal'] as const;

/** A prediction that is another one; undefined where only one of the plans has such a wave, site or domain. Waves count from 1. */
export type PredictionChange =
  | { readonly of: 'asOf'; readonly from: Instant; readonly to: Instant }
  | ({ readonly of: (typeof spans)[number]; readonly wave: number } & FromTo<Span>)
  | ({ readonly of: 'held'; readonly wave: number } & FromTo<readonly HeldHosts[]>)
  | ({ readonly of: 'site' | 'domain'; readonly wave: number; readonly name: string } & FromTo<LowestCoverage>);

interface FromTo<T> {
  readonly from: T | undefined;
  readonly to: T | undefined;
}

/** By wave, site and domain and not by place in a list: one site more at the front must not call all others changed. */
export function predictionChanges(a: Prediction, b: Prediction): readonly PredictionChange[] {
  const many = Math.max(a.waves.length, b.waves.length);
  return [
    ...(a.asOf === b.asOf ? [] : [{ of: 'asOf' as const, from: a.asOf, to: b.asOf }]),
    ...Array.from({ length: many }, (_, at) => changesOfWave(at + 1, a.waves[at], b.waves[at])).flat(),
  ];
}

function changesOfWave(
  wave: number,
  a: WavePrediction | undefined,
  b: WavePrediction | undefined,
): readonly PredictionChange[] {
  return [
    ...spans.flatMap((of) => changed(a?.[of], b?.[of]).map((change) => ({ of, wave, ...change }))),
    ...changed(a?.held ?? [], b?.held ?? []).map((change) => ({ of: 'held' as const, wave, ...change })),
    ...changesOfGroups(wave, 'site', a?.sites ?? [], b?.sites ?? []),
    ...changesOfGroups(wave, 'domain', a?.domains ?? [], b?.domains ?? []),
  ];
}

function changesOfGroups(
  wave: number,
  of: 'site' | 'domain',
  a: readonly LowestCoverage[],
  b: readonly LowestCoverage[],
): readonly PredictionChange[] {
  const before = new Map(a.map((said) => [said.name, said]));
  const after = new Map(b.map((said) => [said.name, said]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    changed(before.get(name), after.get(name)).map((change) => ({ of, wave, name, ...change })),
  );
}

function changed<T>(from: T | undefined, to: T | undefined): readonly FromTo<T>[] {
  const textOf = (value: T | undefined) => (value === undefined ? undefined : canonicalJson(value as unknown as Json));
  return textOf(from) === textOf(to) ? [] : [{ from, to }];
}

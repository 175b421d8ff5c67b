import { canonicalJson, type Json } from '../canonical.ts';
import type { HostId } from '../ids.ts';
import { compareTexts } from '../waves/candidate.ts';
import { type Change, changesBetween } from './changes.ts';
import type { PlanBody } from './document.ts';
import { type PredictionChange, predictionChanges } from './prediction-changes.ts';
import type { ExcludedHost, PlannedHost, PlannedWave } from './waves.ts';

/** Where a host stands in a plan: in a wave, left out for a reason, or not selected at all. */
export type Standing =
  | { readonly kind: 'wave'; readonly at: number; readonly wave: string }
  | { readonly kind: 'excluded'; readonly reason: string; readonly detail: string }
  | { readonly kind: 'absent' };

export interface HostChange {
  readonly name: string;
  readonly from: Standing;
  readonly to: Standing;
}

/** What is different in one plan, against an earlier one. Nothing in any list: the two say the same, byte by byte of their canonical JSON. */
export interface PlanDiff {
  /** In a wave now, and in none before. */
  readonly joined: readonly HostChange[];
  /** In no wave now. */
  readonly gone: readonly HostChange[];
  /** In another wave; or left out for another reason, or from another selection. */
  readonly moved: readonly HostChange[];
  readonly leftOut: readonly HostChange[];
  /** Hosts that stay where they are and are described otherwise. */
  readonly described: readonly Change[];
  /** Lists of which only the order is another one. */
  readonly reordered: readonly string[];
  readonly waves: readonly Change[];
  readonly rules: readonly Change[];
  readonly prediction: readonly PredictionChange[];
  /** Name, author, selector and what else a plan says of itself. */
  readonly other: readonly Change[];
}

export function planDiff(a: PlanBody, b: PlanBody): PlanDiff {
  const [before, after] = [placesOf(a), placesOf(b)];
  const hostIds = [...new Set([...before.keys(), ...after.keys()])];
  const changes = hostIds.flatMap((hostId) => hostChange(before.get(hostId), after.get(hostId)));
  changes.sort((one, two) => compareTexts(one.name, two.name));
  const ofKind = (from: readonly Standing['kind'][], to: readonly Standing['kind'][]) =>
    changes.filter((change) => from.includes(change.from.kind) && to.includes(change.to.kind));
  const diff: PlanDiff = {
    joined: ofKind(['excluded', 'absent'], ['wave']),
    gone: ofKind(['wave'], ['excluded', 'absent']),
    moved: ofKind(['wave'], ['wave']),
    leftOut: ofKind(['excluded', 'absent'], ['excluded', 'absent']),
    described: hostIds.flatMap((hostId) => described(before.get(hostId), after.get(hostId))),
    reordered: reordered(a, b),
    waves: changesBetween(headsOf(a.waves), headsOf(b.waves), 'waves'),
    rules: changesBetween(a.rules as unknown as Json, b.rules as unknown as Json),
    prediction: predictionChanges(a.prediction, b.prediction),
    other: changesBetween(restOf(a), restOf(b)),
  };
  return isSame(diff) ? { ...diff, other: unsorted(a, b) } : diff;
}

/** What no list above has a place for, such as a host that a hand-made plan names twice, is told as it stands: never as no difference. */
function unsorted(a: PlanBody, b: PlanBody): readonly Change[] {
  const [from, to] = [wholeOf(a), wholeOf(b)];
  return canonicalJson(from) === canonicalJson(to) ? [] : changesBetween(from, to);
}

export function isSame(diff: PlanDiff): boolean {
  return Object.values(diff).every((list: readonly unknown[]) => list.length === 0);
}

interface Place {
  readonly host: PlannedHost | ExcludedHost;
  readonly standing: Exclude<Standing, { kind: 'absent' }>;
}

function placesOf(plan: PlanBody): ReadonlyMap<HostId, Place> {
  const places = new Map<HostId, Place>();
  plan.waves.forEach((wave, at) => {
    for (const host of wave.hosts) places.set(host.hostId, { host, standing: { kind: 'wave', at, wave: wave.name } });
  });
  for (const host of plan.excluded) {
    const { reason, detail } = host;
    places.set(host.hostId, { host, standing: { kind: 'excluded', reason, detail } });
  }
  return places;
}

const absent: Standing = { kind: 'absent' };

function hostChange(before: Place | undefined, after: Place | undefined): readonly HostChange[] {
  const [from, to] = [before?.standing ?? absent, after?.standing ?? absent];
  if (isSamePlace(from, to)) return [];
  return [{ name: (after ?? before)?.host.name ?? '', from, to }];
}

/** A wave that only has another name is the same wave. */
function isSamePlace(from: Standing, to: Standing): boolean {
  if (from.kind === 'wave' && to.kind === 'wave') return from.at === to.at;
  return changesBetween(from as unknown as Json, to as unknown as Json).length === 0;
}

function described(before: Place | undefined, after: Place | undefined): readonly Change[] {
  if (!before || !after) return [];
  const [from, to] = [descriptionOf(before.host), descriptionOf(after.host)];
  // A stratum is given to hosts that go only: that one has it and the other has not is said by where they stand.
  const isOtherKind = before.standing.kind !== after.standing.kind;
  const { stratum: _from, ...plainFrom } = from;
  const { stratum: _to, ...plainTo } = to;
  return isOtherKind
    ? changesBetween(plainFrom, plainTo, before.host.name)
    : changesBetween(from, to, before.host.name);
}

function descriptionOf(host: PlannedHost | ExcludedHost) {
  const { hostId: _hostId, name, site, domain } = host;
  return { name, site, domain, stratum: 'stratum' in host ? host.stratum : undefined };
}

function reordered(a: PlanBody, b: PlanBody): readonly string[] {
  const lists = b.waves.map((wave, at) => ({ name: wave.name, from: a.waves[at]?.hosts ?? [], to: wave.hosts }));
  const all = [...lists, { name: 'excluded', from: a.excluded, to: b.excluded }];
  return all.flatMap(({ name, from, to }) => (isReordered(from, to) ? [name] : []));
}

function isReordered(
  from: readonly { readonly hostId: HostId }[],
  to: readonly { readonly hostId: HostId }[],
): boolean {
  const [left, right] = [new Set(from.map((host) => host.hostId)), new Set(to.map((host) => host.hostId))];
  const kept = from.filter((host) => right.has(host.hostId));
  const keptTo = to.filter((host) => left.has(host.hostId));
  return kept.some((host, at) => host.hostId !== keptTo[at]?.hostId);
}

function headsOf(waves: readonly PlannedWave[]): Json {
  return waves.map(({ name, isCanary }) => ({ name, isCanary }));
}

function restOf(plan: PlanBody): Json {
  const { waves: _waves, excluded: _excluded, rules: _rules, prediction: _prediction, ...rest } = wholeOf(plan);
  return rest;
}

function wholeOf(plan: PlanBody): { readonly [key: string]: Json } {
  const { digest: _digest, ...rest } = plan as PlanBody & { readonly digest?: string };
  return rest as unknown as { readonly [key: string]: Json };
}

import { Dice } from './dice.ts';
import {
  type FaultKind,
  type FaultOrder,
  type FaultSettings,
  faultCatalogue,
  faultKinds,
  type Operation,
  type Sight,
} from './faults.ts';

/** One injected fault with what became of it. */
export interface Injection {
  readonly id: number;
  readonly kind: FaultKind;
  /** The servers it may strike; null means every one. */
  readonly keys: readonly number[] | null;
  readonly operation: Operation | null;
  readonly rate: number;
  readonly untilAt: number | null;
  readonly when: 'now' | 'migrating' | 'observing';
  readonly afterMs: number;
  readonly settings: FaultSettings;
  left: number | null;
  rolls: number;
  fired: number;
  /** Servers that carry this host fault now. */
  struck: number[];
  /** Struck servers of which no answer has told the client yet, and since when there is something to tell. */
  unreached: { readonly key: number; readonly sinceAt: number }[];
  cleared: boolean;
}

export interface FaultBoxState {
  readonly nextId: number;
  readonly injections: readonly Injection[];
  readonly fired: Readonly<Partial<Record<FaultKind, number>>>;
}

export interface Chance {
  readonly at: number;
  readonly operation?: Operation;
  readonly key?: number;
}

/** More at once would be a mistake of the caller, and each call looks at all of them. */
const mostInjections = 10_000;

/** The injected faults, their dice and their counters. *Fired* means that it reached whoever talks to the twin. */
export class FaultBox {
  readonly #seed: number;
  #nextId = 1;
  #injections: Injection[] = [];
  /** By kind in the same order: each row of each answer rolls for three kinds, of all the faults that there are. */
  #byKind = new Map<FaultKind, Injection[]>();
  #fired: Partial<Record<FaultKind, number>> = {};
  /** Grows whenever a fault fires: a snapshot from before would let it fire once more. */
  changes = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @throws RangeError when a number is out of its range; a fault that cannot fire would look like a clean run. */
  add(order: FaultOrder, keys: readonly number[] | null): Injection {
    // A state that flaps at every read would only be another state.
    const rate = order.rate ?? (order.kind === 'flapping-state' ? 0.5 : 1);
    if (!(rate > 0 && rate <= 1)) throw new RangeError(`a fault rate is above 0 and at most 1, not ${rate}`);
    if (order.count !== undefined && !(Number.isInteger(order.count) && order.count > 0)) {
      throw new RangeError(`a fault count is a whole number above 0, not ${order.count}`);
    }
    this.#injections = this.#injections.filter((injection) => !isSpent(injection));
    if (this.#injections.length >= mostInjections) throw new RangeError(`more than ${mostInjections} faults at once`);
    const injection: Injection = {
      id: this.#nextId,
      kind: order.kind,
      keys,
      operation: order.operation ?? null,
      rate,
      untilAt: order.untilAt ?? null,
      when: order.when ?? 'now',
      afterMs: order.afterMs ?? 0,
      settings: order.settings ?? {},
      left: order.count ?? null,
      rolls: 0,
      fired: 0,
      struck: [],
      unreached: [],
      cleared: false,
    };
    this.#nextId += 1;
    this.#injections.push(injection);
    this.#sort();
    return injection;
  }

  find(id: number): Injection | undefined {
    return this.#injections.find((injection) => injection.id === id);
  }

  active(at: number): readonly Injection[] {
    return this.#injections.filter((injection) => isActive(injection, at));
  }

  /** The first active fault of the kind that may strike a server; none of its dice is thrown. */
  firstOf(kind: FaultKind, at: number, key: number): Injection | undefined {
    return this.#byKind.get(kind)?.find((one) => isActive(one, at) && one.keys?.includes(key) !== false);
  }

  /** The first active fault of the kind that fits and whose dice say yes; it has fired when this returns it. */
  roll(kind: FaultKind, chance: Chance): Injection | undefined {
    for (const injection of this.#byKind.get(kind) ?? []) {
      if (!isActive(injection, chance.at) || !fits(injection, chance)) continue;
      injection.rolls += 1;
      const dice = new Dice(this.#seed, 'fault', injection.id, injection.rolls);
      if (injection.rate < 1 && !dice.chance(injection.rate)) continue;
      this.fire(injection);
      return injection;
    }
    return undefined;
  }

  fire(injection: Injection): void {
    this.changes += 1;
    injection.fired += 1;
    if (injection.left !== null) injection.left -= 1;
    this.#fired[injection.kind] = (this.#fired[injection.kind] ?? 0) + 1;
  }

  /**
   * A host fault counts as fired when an answer first shows it, or a migration first stumbles over it.
   * @param shownAt the instant whose state the answer shows; the hunting tables show an earlier one.
   */
  reach(keys: readonly number[], sight: Sight, shownAt: number): void {
    const waiting = this.#injections.filter(
      (injection) => injection.unreached.length > 0 && sightsOf(injection.kind).includes(sight),
    );
    if (waiting.length === 0) return;
    const covered = new Set(keys);
    for (const injection of waiting) {
      const left = injection.unreached.filter(({ key, sinceAt }) => !covered.has(key) || sinceAt > shownAt);
      const reached = injection.unreached.length - left.length;
      injection.unreached = left;
      injection.fired += reached;
      this.#fired[injection.kind] = (this.#fired[injection.kind] ?? 0) + reached;
    }
  }

  /** How often each kind of the catalogue fired, zeros included, so that a run can refuse a kind that never did. */
  firedCounts(): Record<FaultKind, number> {
    const counts: Partial<Record<FaultKind, number>> = {};
    for (const kind of faultKinds) counts[kind] = this.#fired[kind] ?? 0;
    return counts as Record<FaultKind, number>;
  }

  list(): readonly Injection[] {
    return this.#injections;
  }

  toJSON(): FaultBoxState {
    return { nextId: this.#nextId, injections: structuredClone(this.#injections), fired: { ...this.#fired } };
  }

  restore(state: FaultBoxState): void {
    this.#nextId = state.nextId;
    this.#injections = structuredClone([...state.injections]);
    this.#fired = { ...state.fired };
    this.#sort();
  }

  #sort(): void {
    this.#byKind = new Map();
    for (const injection of this.#injections) {
      const others = this.#byKind.get(injection.kind);
      if (others) others.push(injection);
      else this.#byKind.set(injection.kind, [injection]);
    }
  }
}

function sightsOf(kind: FaultKind): readonly Sight[] {
  const entry = faultCatalogue[kind];
  return 'seenIn' in entry ? entry.seenIn : [];
}

function isActive(injection: Injection, at: number): boolean {
  return !injection.cleared && injection.left !== 0 && (injection.untilAt === null || at < injection.untilAt);
}

function isSpent(injection: Injection): boolean {
  return (
    (injection.cleared || injection.left === 0) && injection.struck.length === 0 && injection.unreached.length === 0
  );
}

function fits(injection: Injection, chance: Chance): boolean {
  if (injection.keys !== null && (chance.key === undefined || !injection.keys.includes(chance.key))) return false;
  if (injection.operation !== null) return injection.operation === chance.operation;
  // A fault of "every call" means Graph; the token endpoint is another host and must be named.
  return chance.operation !== 'token' || faultCatalogue[injection.kind].act !== 'request';
}

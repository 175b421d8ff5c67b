import type { FactKey, FactValue, Place, SourceId } from '../domain/fact.ts';
import { factListLimit, factTextLimit, factValueFault, isKnownFactKey } from '../domain/fact-keys.ts';
import { isSameFactValue } from '../domain/merge-facts.ts';
import type { Instant } from '../domain/time.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, quoted } from './reading.ts';

type Head = Pick<EvidenceRow, 'name' | 'fqdn' | 'domain' | 'site'> & {
  readonly source: SourceId;
  readonly fileName: string;
  readonly observedAt: Instant;
};

/**
 * Collects what a reader finds about one host, each fact with its place. It keeps the rules that every reader owes: shapes as the catalogue
 * has them, nothing said twice in different ways, bounds. What it refuses becomes a problem.
 */
export class FactSheet {
  readonly #problems: ProblemList;
  readonly #facts = new Map<FactKey, { readonly value: FactValue; readonly place: Place }>();
  readonly #contradicted = new Set<FactKey>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** What was put under a key and still stands. */
  get(key: FactKey): FactValue | undefined {
    return this.#facts.get(key)?.value;
  }

  get size(): number {
    return this.#facts.size;
  }

  /**
   * Texts and lists beyond the bounds of a fact are cut here, since they come from a host and only people read them.
   * A second, different value under one key makes both void: which of them is right cannot be known.
   */
  put(key: FactKey, value: FactValue, place: Place = {}): void {
    const bounded = withinBounds(value);
    const fault = factValueFault(key, bounded);
    if (fault !== undefined) {
      this.#problems.addRepeated(`value ${key}`, 'fact-invalid', `${fault} It was left out.`, place.line);
      return;
    }
    if (this.#contradicted.has(key)) return;
    const known = this.#facts.get(key);
    if (known !== undefined && !isSameFactValue(known.value, bounded)) {
      this.#facts.delete(key);
      this.#contradicted.add(key);
      const both = `${quoted(String(known.value))} and ${quoted(String(bounded))}`;
      this.#problems.add('evidence-contradictory', `${key} is given as ${both}; neither was used.`, place.line);
      return;
    }
    if (known !== undefined) return;
    if (this.#facts.size >= evidenceLimits.factsPerDocument) {
      this.#problems.addRepeated(
        'many',
        'fact-invalid',
        'There are too many facts; the rest was left out.',
        place.line,
      );
      return;
    }
    this.#facts.set(key, { value: bounded, place });
  }

  /**
   * What no rule reads, under a name that says where it came from (`analyzer.EDRCompInfo.NewThing`); it is kept, and a problem says so once.
   * Signs that a key cannot have are left out of it.
   */
  putUnknown(prefix: string, name: string, value: FactValue, place: Place = {}): void {
    const key = `${prefix}.${name.replace(/[^a-zA-Z0-9]/g, '').slice(0, 64) || 'unnamed'}`;
    if (isKnownFactKey(key)) return;
    this.#problems.addRepeated(`unknown ${key}`, 'fact-unknown', `No rule reads ${quoted(name)}.`, place.line);
    this.put(key, value, place);
  }

  row(head: Head): EvidenceRow {
    const { fileName, ...rest } = head;
    const places = Object.fromEntries(
      [...this.#facts].filter(([, { place }]) => Object.keys(place).length > 0).map(([key, { place }]) => [key, place]),
    );
    return {
      ...rest,
      facts: Object.fromEntries([...this.#facts].map(([key, { value }]) => [key, value])),
      origin: { file: fileName, ...(Object.keys(places).length > 0 ? { places } : {}) },
    };
  }
}

function withinBounds(value: FactValue): FactValue {
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  return value.slice(0, factListLimit).map(cut);
}

/** On one line and within the bound; control characters have no place in what people and programs read. */
function cut(text: string): string {
  const flat = text.replace(/\p{Cc}+/gu, ' ');
  return flat.length <= factTextLimit ? flat : `${flat.slice(0, factTextLimit - 1)}…`;
}

import { type ProblemList, quoted } from '../reading.ts';

/** A value as it stands in the file. `unclear` is there and cannot be read, or stands there twice and differs. */
export type RegistryData =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: bigint }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unclear' };

export interface RegistryValue {
  readonly name: string;
  readonly data: RegistryData;
  readonly line: number;
}

/** A key as it stands once in the file. */
export interface ListedKey {
  /** With its hive: `HKEY_LOCAL_MACHINE\SOFTWARE\…`. */
  readonly path: string;
  readonly line: number;
  readonly values: readonly RegistryValue[];
  /** Whether everything is there that the key holds: only then does a value that is not there not exist. */
  readonly isWhole: boolean;
}

/**
 * What is known of a value. `missing` has two degrees: a whole listing proves it; an exit status 1 says it too, but a refused access has the same
 * status, so nothing favourable may be concluded from it.
 */
type Answer =
  | { readonly kind: 'found'; readonly data: RegistryData; readonly line: number }
  | { readonly kind: 'missing'; readonly isProven: boolean; readonly line: number };

interface KnownKey {
  readonly line: number;
  readonly values: Map<string, RegistryValue>;
  isWhole: boolean;
}

/** Everything that one file says about the registry of one computer. Keys and names are the same in any case. */
export class RegistryFindings {
  readonly #problems: ProblemList;
  readonly #keys = new Map<string, KnownKey>();
  /** Keys and values (`key\nname`) that a query did not find. */
  readonly #notFound = new Map<string, number>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** The paths below the local machine's hives, in lower case. */
  get paths(): readonly string[] {
    return [...this.#keys.keys()];
  }

  add(listed: ListedKey): void {
    const path = machinePath(listed.path);
    if (path === undefined) return;
    const known = this.#keys.get(path);
    const key: KnownKey = known ?? { line: listed.line, values: new Map(), isWhole: listed.isWhole };
    const before = new Set(key.values.keys());
    for (const value of listed.values) this.#addValue(key, value, known?.isWhole === true);
    if (known !== undefined && listed.isWhole) {
      const now = new Set(listed.values.map(({ name }) => name.toLowerCase()));
      for (const name of before) if (!now.has(name)) this.#contradict(key, name, listed.line);
      known.isWhole = true;
    }
    this.#keys.set(path, key);
  }

  addNotFound(path: string, name: string | undefined, line: number): void {
    const key = machinePath(path);
    if (key !== undefined) this.#notFound.set(name === undefined ? key : `${key}\n${name.toLowerCase()}`, line);
  }

  /** The line of a key; undefined when nothing is known of it, `missing` when a query did not find it. */
  key(path: string): { readonly kind: 'found' | 'missing'; readonly line: number } | undefined {
    const known = this.#keys.get(path);
    if (known !== undefined) return { kind: 'found', line: known.line };
    const line = this.#notFound.get(path);
    return line === undefined ? undefined : { kind: 'missing', line };
  }

  value(path: string, name: string): Answer | undefined {
    const key = this.#keys.get(path);
    const lower = name.toLowerCase();
    const refused = this.#notFound.get(`${path}\n${lower}`) ?? this.#notFound.get(path);
    const value = key?.values.get(lower);
    if (value !== undefined) {
      if (refused === undefined) return { kind: 'found', data: value.data, line: value.line };
      this.#problems.addRepeated(
        `found ${path} ${lower}`,
        'evidence-contradictory',
        `${quoted(name)} is there once and not found once; it was not used.`,
        refused,
      );
      return { kind: 'found', data: { kind: 'unclear' }, line: value.line };
    }
    if (key?.isWhole === true) return { kind: 'missing', isProven: true, line: key.line };
    return refused === undefined ? undefined : { kind: 'missing', isProven: false, line: refused };
  }

  valuesOf(path: string): readonly RegistryValue[] {
    return [...(this.#keys.get(path)?.values.values() ?? [])];
  }

  #addValue(key: KnownKey, value: RegistryValue, wasWhole: boolean): void {
    const name = value.name.toLowerCase();
    const known = key.values.get(name);
    if (known === undefined) {
      key.values.set(name, value);
      if (wasWhole) this.#contradict(key, name, value.line);
    } else if (!isSameData(known.data, value.data)) this.#contradict(key, name, value.line);
  }

  #contradict(key: KnownKey, name: string, line: number): void {
    const value = key.values.get(name);
    if (value === undefined) return;
    key.values.set(name, { ...value, data: { kind: 'unclear' } });
    const detail = `${quoted(value.name)} is listed in two ways; neither was used.`;
    this.#problems.add('evidence-contradictory', detail, line);
  }
}

/** `HKLM\Software\X` and `HKEY_LOCAL_MACHINE\SOFTWARE\X` as `software\x`; undefined for other hives, which are not the computer's. */
export function machinePath(path: string): string | undefined {
  const match = /^(?:HKEY_LOCAL_MACHINE|HKLM)\\(.{1,2000})$/i.exec(path);
  return match?.[1]?.replace(/\\+$/, '').toLowerCase();
}

function isSameData(a: RegistryData, b: RegistryData): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind === 'number' && b.kind === 'number') return a.number === b.number;
  return a.kind === 'bytes' && b.kind === 'bytes' && Buffer.compare(a.bytes, b.bytes) === 0;
}

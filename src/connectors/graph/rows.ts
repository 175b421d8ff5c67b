import { factListLimit, factTextLimit } from '../../domain/fact-keys.ts';
import { Terminal } from '../../domain/problem.ts';
import { fromRfc3339, type Instant } from '../../domain/time.ts';
import type { ListPage } from './answers.ts';
import type { KnownPages, ReadPage } from './known-pages.ts';

/**
 * Guards at the door, by hand: a schema library took longer than the request itself for 10,000 rows.
 * They are lenient as the service's contract demands (members may come, be absent or have new values), and strict only about what identifies a row.
 */
export type Row = Readonly<Record<string, unknown>>;

/** A row that cannot be read is not left out: the list would look complete without it. */
export function brokenRow(list: string, index: number, why: string): Terminal {
  return new Terminal('connection-answer-invalid', `Row ${index + 1} of ${list} ${why}; the list was not used.`);
}

/** @throws Terminal `connection-answer-invalid` when the row is no object or has no id. */
function rowWithId(value: unknown, list: string, index: number): Row & { readonly id: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw brokenRow(list, index, 'is no object');
  const { id } = value as Row;
  if (typeof id !== 'string' || id === '' || id.length > 256) throw brokenRow(list, index, 'has no usable id');
  return value as Row & { readonly id: string };
}

/** A text within the bound of a fact; undefined for everything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= factTextLimit ? value : undefined;
}

/** A list of texts, sorted and without repetition; undefined when it is none, or holds anything else. */
export function sortedTextsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > factListLimit) return undefined;
  const texts = new Set<string>();
  for (const item of value) {
    const text = textOf(item);
    if (text === undefined) return undefined;
    texts.add(text);
  }
  return [...texts].sort();
}

/** A whole number, also when it comes as text, as 64-bit integers may. */
export function integerOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** An instant; Graph omits fractions or gives up to seven digits. */
export function instantOf(value: unknown): Instant | undefined {
  return typeof value === 'string' ? fromRfc3339(value) : undefined;
}

/** Translates a list, page after page; one instance for one reading of the list. */
export interface ListReader<T> {
  /** Takes a page that said the same in the reading before, by the digest of its text. @returns undefined for one that has to be read. */
  takeAgain(digest: string): ReadPage<T> | undefined;
  /** @throws Terminal for a row that cannot be read. */
  take(page: ListPage, digest: string): void;
  /** After the last page. */
  readings(): readonly T[];
}

/** A row that stands on two pages moved between them while we read; the later reading is the newer one. */
export class LastOfEach<T> implements ListReader<T> {
  readonly #list: string;
  readonly #read: (row: Row & { readonly id: string }, index: number) => T;
  readonly #known: KnownPages<T> | undefined;
  readonly #byId = new Map<string, T>();
  readonly #pages = new Map<string, ReadPage<T>>();
  /** Rows of the pages before, so that a broken row is named by its place in the list. */
  #taken = 0;

  constructor(list: string, read: (row: Row & { readonly id: string }, index: number) => T, known?: KnownPages<T>) {
    this.#list = list;
    this.#read = read;
    this.#known = known;
  }

  takeAgain(digest: string): ReadPage<T> | undefined {
    const page = this.#known?.find(digest);
    if (page !== undefined) this.#add(page, digest);
    return page;
  }

  take({ value, nextLink }: ListPage, digest: string): void {
    const readings = value.map((item, at) => {
      const row = rowWithId(item, this.#list, this.#taken + at);
      return [row.id, this.#read(row, this.#taken + at)] as const;
    });
    this.#add({ readings, nextLink }, digest);
  }

  readings(): readonly T[] {
    this.#known?.keep(this.#pages);
    return [...this.#byId.values()];
  }

  #add(page: ReadPage<T>, digest: string): void {
    for (const [id, reading] of page.readings) this.#byId.set(id, reading);
    this.#taken += page.readings.length;
    if (this.#known !== undefined) this.#pages.set(digest, page);
  }
}

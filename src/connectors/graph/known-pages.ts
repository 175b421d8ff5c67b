import { hash } from 'node:crypto';

/** A page that was read: what each of its rows came to, by id and in their order, and where the list went on. */
export interface ReadPage<T> {
  readonly readings: readonly (readonly [id: string, reading: T])[];
  readonly nextLink: string | undefined;
}

/** Of a longer list the pages after these rows are read anew each time: what is kept of a list must not grow with the estate. */
const mostRows = 20_000;

/**
 * The pages of a list as they were read last, by the digest of their text. What a page says depends on its text alone, so one that comes with the same text
 * says the same, and need not be parsed, guarded and translated again: while nobody moves, that is every page of every reading.
 */
export class KnownPages<T> {
  #pages: ReadonlyMap<string, ReadPage<T>> = new Map();

  find(digest: string): ReadPage<T> | undefined {
    return this.#pages.get(digest);
  }

  /** Keeps the pages of a list that was read to its end, in place of those of the reading before. */
  keep(pages: ReadonlyMap<string, ReadPage<T>>): void {
    const kept = new Map<string, ReadPage<T>>();
    let rows = 0;
    for (const [digest, page] of pages) {
      rows += page.readings.length;
      if (rows > mostRows) break;
      kept.set(digest, page);
    }
    this.#pages = kept;
  }
}

export function digestOfPage(text: string): string {
  return hash('sha256', text, 'base64');
}

import { ProblemError } from '../domain/problem.ts';
import type { Page, PageRequest } from '../engine/ports/store.ts';

const mostRows = 200;

/** How many rows a page asks for: never more than 200, and one more than it shows, to know whether there is another page. */
export function pageSize(page: PageRequest): number {
  return Math.min(Math.max(1, Math.trunc(page.top)), mostRows);
}

/** Cuts the extra row off and makes the continuation from the last row that is shown. */
export function toPage<R, T>(
  rows: readonly R[],
  page: PageRequest,
  shape: { readonly value: (row: R) => T; readonly key: (row: R) => readonly (string | number)[] },
): Page<T> {
  const size = pageSize(page);
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const value = shown.map(shape.value);
  if (rows.length <= size || last === undefined) return { value };
  return { value, after: Buffer.from(JSON.stringify(shape.key(last))).toString('base64url') };
}

/** @throws ProblemError('request-invalid') when the continuation is not one of ours. */
export function keyOf(after: string | undefined, members: number): readonly (string | number)[] | undefined {
  if (after === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === members && key.every((part) => typeof part !== 'object')) return key;
  } catch {
    // Falls through to the refusal below.
  }
  throw new ProblemError('request-invalid', 'The continuation is not one that a page gave.');
}

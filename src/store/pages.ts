import { ProblemError } from '../domain/problem.ts';
import type { Page, PageRequest } from '../engine/ports/store.ts';

const mostRows = 200;
/** Of a list that is sorted anew for every page. */
const mostRowsOfLong = 5_000;

/** How many rows a page asks for: never more than 200 unless it is a long one, and one more than it shows, to know whether there is another page. */
export function pageSize(page: PageRequest & { readonly isLong?: boolean | undefined }): number {
  return Math.min(Math.max(1, Math.trunc(page.top)), page.isLong === true ? mostRowsOfLong : mostRows);
}

/** Cuts the extra row off and makes the continuation from the last row that is shown. */
export function toPage<R, T>(
  rows: readonly R[],
  page: Parameters<typeof pageSize>[0],
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
export function keyOf(
  after: string | undefined,
  members: number,
  refusal: () => ProblemError = notGiven,
): readonly (string | number)[] | undefined {
  if (after === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === members && key.every(isPart)) return key;
  } catch {
    // Falls through to the refusal below.
  }
  throw refusal();
}

function notGiven(): ProblemError {
  return new ProblemError('request-invalid', 'The continuation is not one that a page gave.', {
    errors: [{ at: 'querystring.after', message: 'as a nextLink carries it, or left out' }],
  });
}

/** What a column can be compared with: a text that the database can hold, or a whole number. */
function isPart(part: unknown): boolean {
  return typeof part === 'string' ? !part.includes('\0') : Number.isSafeInteger(part);
}

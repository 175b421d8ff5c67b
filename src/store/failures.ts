import { ProblemError, Retryable } from '../domain/problem.ts';

/** Two transactions got in each other's way; the same one again, from its start, is the whole cure. */
const collisions: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);

/** Node's and PostgreSQL's codes for "the database is not there (now)": network, shutdown, start-up, too many clients, disk full, statement time-out. */
const absences: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '53100',
  '53200',
  '53300',
  '57014',
  '25P03',
]);

const uniqueViolation = '23505';
const diskFull = '53100';

/** What the pool and the client say without a code. */
const absenceText =
  /connection (terminated|error)|timeout exceeded|not queryable|cannot use a pool after|driver has already been destroyed/i;

/** Thrown inside a transaction that noticed somebody else's work only half way: rolled back and run again, like a serialization failure. */
export class Raced extends Error {
  override readonly name = 'Raced';
}

export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === uniqueViolation;
}

export function isCollision(error: unknown): boolean {
  if (error instanceof Raced) return true;
  const code = codeOf(error);
  // A unique index that two writers met at: the second run sees the first one's row and loses by its guard.
  return isUniqueViolation(error) || (code !== undefined && collisions.has(code));
}

function isAbsence(error: unknown): boolean {
  if (error instanceof ProblemError) return false;
  const code = codeOf(error);
  if (code !== undefined && (absences.has(code) || code.startsWith('08'))) return true;
  return error instanceof Error && absenceText.test(error.message);
}

/** What the rest of the program sees of a database error. Anything unknown is a bug and goes on as it is. */
export function asProblem(error: unknown, mayHaveHappened: boolean): unknown {
  if (isAbsence(error)) {
    const detail = error instanceof Error ? error.message : String(error);
    if (codeOf(error) === diskFull)
      return new Retryable('store-full', `The database could not write: ${detail}`, { mayHaveHappened, cause: error });
    return new Retryable('store-unavailable', `The database did not answer: ${detail}`, {
      mayHaveHappened,
      cause: error,
    });
  }
  // A unique violation that stays is a bug of ours, not bad luck.
  if (isCollision(error) && codeOf(error) !== uniqueViolation) {
    return new Retryable('store-unavailable', 'Other transactions came first at every try.', { cause: error });
  }
  return error;
}

import { ProblemError } from '../domain/problem.ts';

/** @throws ProblemError('version-outdated') when nothing was written, because somebody else was faster. */
export function requireWritten({ lost }: { readonly lost: readonly unknown[] }, what: 'tenant' | 'receiver'): void {
  if (lost.length > 0)
    throw new ProblemError('version-outdated', `The ${what} was changed by somebody else meanwhile.`);
}

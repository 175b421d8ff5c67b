import type { RouteName } from '../contract/routes.ts';
import { ProblemError } from '../domain/problem.ts';

/**
 * Resources whose answer also depends on the time or on rows beside them: their tag carries a digest of the answer after the
 * version, since "not modified" must never stand for a verdict that ran out meanwhile.
 */
const timed: ReadonlySet<RouteName> = new Set(['showServer', 'showMove', 'showCampaign']);

/** The ETag of an answer: its version. undefined for answers that have none. */
export function etagOf(
  name: RouteName,
  body: unknown,
  text: string,
  sha256: (text: string) => string,
): string | undefined {
  const version = versionIn(body);
  if (version === undefined) return undefined;
  return timed.has(name) ? `"${version}-${sha256(text).slice(0, 16)}"` : `"${version}"`;
}

function versionIn(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('version' in body)) return undefined;
  return typeof body.version === 'number' ? body.version : undefined;
}

/** Whether a cached answer with one of these tags is still this one. Weak comparison, as RFC 9110 asks of If-None-Match. */
export function isFreshFor(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

/** The version that a change is based on. @throws ProblemError('if-match-missing' | 'version-outdated'). */
export function versionOfIfMatch(ifMatch: string | undefined): number {
  if (ifMatch === undefined || ifMatch.trim() === '')
    throw new ProblemError('if-match-missing', 'The header If-Match is missing.');
  const found = /^"(\d{1,9})(-[0-9a-f]+)?"$/.exec(ifMatch.trim());
  // A tag that was never ours (also "*", which would mean "whatever it is") matches no version.
  if (found?.[1] === undefined) throw new ProblemError('version-outdated', 'If-Match holds no ETag of this resource.');
  return Number(found[1]);
}

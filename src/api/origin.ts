import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../domain/problem.ts';

/**
 * Refuses changes that a page of another site asks a browser for. Every browser of today says where a request comes from, in two headers that no
 * page can set; a caller that is no browser sends neither, and has no cookie that somebody could misuse.
 * @throws ProblemError('origin-refused').
 */
export function requireOwnOrigin(options: { readonly publicUrl: string }, request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && !isOurs(origin, options.publicUrl, request.headers.host));
  if (isForeign) throw new ProblemError('origin-refused', 'A page of another origin asked for this.');
}

/** The address that people were told, or the one that this very request went to. */
function isOurs(origin: string, publicUrl: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  return given.origin === new URL(publicUrl).origin || given.host === host;
}

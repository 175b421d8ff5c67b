import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pages } from '../contract/pages.ts';
import { newSecret } from './secret.ts';

/** Where the page has the place for its nonce. */
const nonceMark = '__NONCE__';
/** Names of files below it carry a digest of what is in them, so that they never change. */
const hashedFolder = '/assets/';
const yearSeconds = 31_536_000;

/**
 * The portal: its page at every address that is one of its own, and its files. Everything comes from this server.
 * @returns answers a browser that came to an address which nothing has; false when the caller is no browser at a page.
 */
export async function registerPortal(
  app: FastifyInstance,
  directory: string,
): Promise<(request: FastifyRequest, reply: FastifyReply) => boolean> {
  const html = await readFile(join(directory, 'index.html'), 'utf8');
  const answer = (reply: FastifyReply, status: number) => {
    const nonce = newSecret();
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .send(html.replaceAll(nonceMark, nonce));
  };
  for (const path of Object.values(pages)) {
    const schema = { hide: true } as Record<string, unknown>;
    app.get(path, { schema }, (_request, reply) => answer(reply, 200));
  }
  await app.register(staticFiles, {
    root: directory,
    index: false,
    // A route a file, known at the start: no address reaches the file system.
    wildcard: false,
    globIgnore: ['index.html', '.stamp', '.vite/**', '**/*.gz'],
    // The build lays the packed file beside each of these; a third of it travels.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isHashed = path.slice(directory.length).replaceAll('\\', '/').startsWith(hashedFolder);
      response.setHeader('vary', 'accept-encoding');
      response.setHeader('cache-control', isHashed ? `public, max-age=${yearSeconds}, immutable` : 'no-cache');
    },
  });
  return (request, reply) => {
    const isPage = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
    if (!isPage || request.url.startsWith('/api/')) return false;
    answer(reply, 404);
    return true;
  };
}

/**
 * Scripts only from files of ours, never from the page itself. Fluent makes its style sheets while it runs; they carry the nonce, which
 * is another one in every answer, so that styles which somebody else slipped in do not hold.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

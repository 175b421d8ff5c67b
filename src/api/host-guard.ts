import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../domain/problem.ts';

/**
 * Refuses requests whose Host header is not a name of ours. Against DNS rebinding: a web page can make its own name resolve to
 * 127.0.0.1 and then talk to us with the rights of the person's browser, but it cannot forge the Host header.
 */
export function guardHost(app: FastifyInstance, allowedHosts: readonly string[] | 'any'): void {
  if (allowedHosts === 'any') return;
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  app.addHook('onRequest', async (request) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!allowed.has(name)) throw new ProblemError('host-refused', 'The Host header does not name this server.');
  });
}

const thisMachine: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Behind a proxy only the proxy is answered, and callers on this machine: past it there is no TLS, and no look at the name. */
export function guardProxy(app: FastifyInstance, isProxy: ((address: string) => boolean) | undefined): void {
  if (isProxy === undefined) return;
  app.addHook('onRequest', async (request) => {
    const peer = request.socket.remoteAddress ?? '';
    if (!thisMachine.has(peer) && !isProxy(peer))
      throw new ProblemError('host-refused', 'This server answers its proxy, and nobody beside it.');
  });
}

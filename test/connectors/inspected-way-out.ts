import type { IncomingMessage } from 'node:http';
import { anAuthority, issued } from '../support/certificates.ts';
import { aProxy, aService, letThrough } from './probed-network.ts';

/** A name that exists in no name server: only the proxy knows the way. */
const host = 'graph.service.example';
export const inspector = anAuthority('Inspection of the bank');
const wanted = `Basic ${Buffer.from('guard:p@ss').toString('base64')}`;

/** A proxy that wants a user, and behind it a service whose certificate an inspecting proxy issued. */
export async function aWayOut(wish: { readonly from?: string; readonly to?: string } = {}) {
  const asked: IncomingMessage[] = [];
  const service = await aService(issued(inspector, { names: [host], ...wish }));
  const proxy = await aProxy((request, socket) => {
    asked.push(request);
    if (request.headers['proxy-authorization'] === wanted) letThrough(socket, service.port);
    else socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
  });
  return {
    asked,
    address: (user: string) => `http://${user}127.0.0.1:${proxy.port}`,
    url: `https://${host}:${service.port}`,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * A second way in for commands on this machine, on a port of loopback that nobody needs to know: the certificate of the first one names another
 * host than theirs, and plain HTTP must not leave the machine.
 */
export async function openOwnDoor(api: FastifyInstance): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => api.routing(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ScratchServer, startScratchServer } from '../../src/store/scratch.ts';
import { machineNow, testIdentity } from './identity.ts';
import { deskVariable } from './played-stores.ts';

/**
 * Before the first suite: a desk at which any process of the run asks for the PostgreSQL of the run, which is started for the first who does. What is
 * about stores has its own.
 * @returns what ends both after the last suite.
 */
export async function openDesk(): Promise<() => Promise<void>> {
  let starting: Promise<ScratchServer | undefined> | undefined;
  const desk = createServer((_, answer) => {
    starting ??= startScratchServer({ identity: testIdentity, machineNow });
    starting.then(
      (server) => answer.end(JSON.stringify(server?.address ?? null)),
      (error: unknown) => answer.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  process.env[deskVariable] = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
  return async () => {
    delete process.env[deskVariable];
    desk.close();
    desk.closeAllConnections();
    await (await starting)?.stop();
  };
}

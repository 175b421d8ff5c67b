import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Installation } from './installation.ts';
import { type Server, startProgram, startServer } from './program.ts';
import { concurrency, type StepsWorker } from './steps-worker.ts';

const longestStartMs = 60_000;
const stepMs = 100;
const json = { 'content-type': 'application/json' };

/**
 * Restate's server with its own store and its settings as shipped, but for its addresses, which are on loopback, and its reports to its makers, which are off;
 * the service in a process of its own; the calls from this one, as many at once as the other peer has workflows.
 */
export async function restateSteps(installation: Installation, recorded: string): Promise<StepsWorker> {
  const { folder, node, programs } = installation;
  const ports = { ingress: await freePort(), admin: await freePort(), nodes: await freePort() };
  const server = startRestate(installation, ports);
  try {
    const service = await startProgram({
      folder,
      node,
      script: join(programs, 'restate-service.mjs'),
      args: [recorded],
    });
    const pool = new Pool(`http://127.0.0.1:${ports.ingress}`, { connections: concurrency });
    const close = async () => {
      await pool.close();
      await service[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    };
    try {
      await untilRegistered(ports.admin, Number(service.ready), server);
    } catch (error) {
      await close();
      throw error;
    }
    return { run: callsOn(pool), [Symbol.asyncDispose]: close };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

interface Ports {
  readonly ingress: number;
  readonly admin: number;
  readonly nodes: number;
}

function startRestate({ folder, restateServer }: Installation, { ingress, admin, nodes }: Ports): Server {
  const data = join(folder, 'restate-data');
  // In a folder that was kept it would go on with what an earlier run left, at addresses that are gone.
  rmSync(data, { recursive: true, force: true });
  const where = ['--base-dir', data, '--bind-ip', '127.0.0.1', '--bind-port', String(nodes), '--listen-mode', 'tcp'];
  return startServer(restateServer, [...where, '--no-logo'], {
    folder,
    env: {
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
    },
  });
}

/** It is free now; that nobody takes it in the moment before Restate does is as good as sure on one machine. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was free on 127.0.0.1.');
  return address.port;
}

async function untilRegistered(adminPort: number, servicePort: number, server: Server): Promise<void> {
  const body = JSON.stringify({ uri: `http://127.0.0.1:${servicePort}` });
  let last = 'it did not answer';
  for (let waited = 0; waited < longestStartMs; waited += stepMs) {
    server.check();
    const outcome = await fetch(`http://127.0.0.1:${adminPort}/deployments`, {
      method: 'POST',
      headers: json,
      body,
    }).then(
      async (answer) => (answer.ok ? undefined : `${answer.status} ${await answer.text()}`),
      (error: unknown) => String(error),
    );
    if (outcome === undefined) return;
    last = outcome;
    await pause(stepMs);
  }
  throw new Error(`Restate did not take the service within ${longestStartMs / 1_000} s: ${last}`);
}

function callsOn(pool: Pool): (servers: number) => Promise<void> {
  let begun = 0;
  return async (servers) => {
    const last = begun + servers;
    const worker = async () => {
      while (begun < last) {
        begun += 1;
        const body = JSON.stringify(`server-${begun}`);
        const answer = await pool.request({ path: '/servers/move', method: 'POST', headers: json, body });
        const said = await answer.body.text();
        if (answer.statusCode !== 200) throw new Error(`Restate answered ${answer.statusCode}: ${said}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, servers) }, worker));
  };
}

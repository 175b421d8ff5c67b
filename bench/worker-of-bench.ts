// Run as a process of its own: a worker of the bench, which begins when it is told to and leaves when nobody talks to it any more.
import { once } from 'node:events';
import type { DefenderService } from '../src/engine/ports/service.ts';
import type { Connection } from '../src/engine/ports/store.ts';
import { createRunner } from '../src/engine/runner.ts';
import { createShare } from '../src/engine/share.ts';
import { engineOn } from './engine.ts';
import { memoryService } from './memory-service.ts';
import { workerStartAt } from './worker-clock.ts';

const [url = '', servers = ''] = process.argv.slice(2);
const services = new Map<string, DefenderService>();
/** One a tenant: what was started in one is not started in another. */
const serviceOf = ({ tenantId }: Connection) => {
  const known = services.get(tenantId) ?? memoryService(Number(servers), (ready) => ready).service;
  services.set(tenantId, known);
  return known;
};
const engine = await engineOn(url, () => workerStartAt);
const worker = engine.context.identity.newId();
const context = { ...engine.context, worker, services: serviceOf };
const share = createShare(context, { kind: 'worker', host: 'bench', process: process.pid, version: 'bench' });
const runner = createRunner(context, share);
await share.start();
const told = once(process, 'message');
process.send?.('here');
const [{ crew }] = (await told) as [{ crew: number }];
const begin = once(process, 'message');
while (share.crew() < crew) await new Promise((resolve) => setTimeout(resolve, 50));
process.send?.('ready');
await begin;
runner.start();
await once(process, 'disconnect');
await runner.stop();
await share.stop();
await engine.close();
process.exit();

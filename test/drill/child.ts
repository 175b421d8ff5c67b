// Run as a process of its own: one part of the installation that a drill plays, until it is told to stop or killed.
import { TwinClock } from '../../src/twin/clock.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { listen } from '../../src/twin/listener.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';
import type { FleetOrder, Request } from './fleet.ts';
import { SharedClock } from './shared-clock.ts';

const order = JSON.parse(process.argv[2] ?? '') as FleetOrder;
const clock = new SharedClock(order.clock);
const end = new AbortController();
process.on('message', (message: { readonly clock?: FleetOrder['clock'] }) => {
  if (message.clock) clock.set(message.clock);
});
process.on('SIGTERM', () => end.abort());
// The parent is gone: nothing of a drill may stay behind.
process.on('disconnect', () => process.exit(1));

if (order.part === 'twin') await playTwins();
else process.exitCode = await play();
if (order.part !== 'twin') process.exit();

async function play(): Promise<number> {
  const { store, dataDirectory } = order;
  const say = (line: string) => {
    if (line.includes('is ready')) process.send?.({ ready: true });
  };
  const none = undefined;
  const nothing = { publicUrl: none, tlsCert: none, tlsKey: none, behindProxy: none, signIn: none, postgresBin: none };
  const common = { dataDirectory, store, heartbeat: none };
  if (order.part === 'worker') {
    const { work } = await import('../../src/main/worker.ts');
    return work(common, process.env, say, end.signal, clock.clocks());
  }
  const { serve } = await import('../../src/main/serve.ts');
  const options = { ...nothing, ...common, host: none, port: 0, drop: none, siem: none, sample: false as const };
  return serve(options, process.env, say, end.signal, clock.clocks());
}

/** A cloud for each tenant, which tells its parent of every start that it acted on. */
async function playTwins(): Promise<void> {
  const requests: Request[] = [];
  const twins = order.estates.map((estate, tenant) => {
    const own = new TwinClock({ startAt: clock.now(), wallNow: () => clock.now() });
    const { seed, controlKey } = order;
    return { tenant, twin: createTwin({ estate: estateOf(estate), seed, clock: own, controlKey }) };
  });
  const urls = await Promise.all(
    twins.map(async ({ tenant, twin }) => (await listen((request) => told(tenant, twin, request), { port: 0 })).url),
  );
  process.on('message', (message: { readonly ask?: 'requests' }) => {
    if (message.ask === 'requests') process.send?.({ requests });
  });
  process.send?.({ ready: true, urls });

  function told(tenant: number, twin: Twin, request: Parameters<Twin['handle']>[0]) {
    const reply = twin.handle(request);
    const isStart = request.method === 'POST' && request.url.endsWith('/sensorMigration/migrate');
    if (isStart && reply.kind === 'answer' && reply.status < 300) {
      const { sensorIds } = JSON.parse(request.body) as { sensorIds: readonly string[] };
      requests.push({ tenant, effectId: request.headers['client-request-id'] ?? '', sensorIds });
      process.send?.({ started: tenant });
    }
    return reply;
  }
}

import { once } from 'node:events';
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';
import { answer } from './answer.mjs';

/*
 * The service whose handler Restate calls once a server: three durable steps. Started from the folder in which the peers are installed, and told what each step
 * records. It listens on loopback only.
 */
const [recorded] = process.argv.slice(2);
const steps = Object.entries(JSON.parse(recorded));

const servers = restate.service({
  name: 'servers',
  handlers: {
    move: async (context, server) => {
      for (const [name, said] of steps) await context.run(name, async () => ({ server, ...said }));
    },
  },
});

const listener = createServer(restate.createEndpointHandler({ services: [servers] }));
listener.listen(0, '127.0.0.1');
await once(listener, 'listening');
await answer(async () => undefined, listener.address().port);
process.exit(0);

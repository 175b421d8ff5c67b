import { DBOS } from '@dbos-inc/dbos-sdk';
import { answer } from './answer.mjs';

/*
 * A worker of DBOS in a process of its own: one workflow a server, three steps in it. Started from the folder in which the peers are installed, and told the
 * database, what each step records, and how many workflows may run at once.
 */
const [url, recorded, concurrency] = process.argv.slice(2);
const steps = Object.entries(JSON.parse(recorded));
const queueName = 'servers';

DBOS.setConfig({ name: 'peer', systemDatabaseUrl: url, systemDatabasePoolSize: 20, logLevel: 'error' });
const move = DBOS.registerWorkflow(
  async (server) => {
    for (const [name, said] of steps) await DBOS.runStep(async () => ({ server, ...said }), { name });
  },
  { name: 'move' },
);
await DBOS.launch();
await DBOS.registerQueue(queueName, { workerConcurrency: Number(concurrency), minPollingIntervalMs: 50 });

let begun = 0;
const nextServer = () => {
  begun += 1;
  return `server-${begun}`;
};

/** The two ways of its documentation; whoever asks takes the faster one. */
const ways = {
  queue: async (servers) => {
    const names = Array.from({ length: servers }, nextServer);
    const handles = await Promise.all(names.map((name) => DBOS.startWorkflow(move, { queueName })(name)));
    await Promise.all(handles.map((handle) => handle.getResult()));
  },
  direct: async (servers) => {
    let left = servers;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const handle = await DBOS.startWorkflow(move)(nextServer());
        await handle.getResult();
      }
    };
    await Promise.all(Array.from({ length: Math.min(Number(concurrency), servers) }, worker));
  },
};

await answer(({ way, servers }) => ways[way](servers));
await DBOS.shutdown();
process.exit(0);

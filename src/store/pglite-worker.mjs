// PostgreSQL compiled to WebAssembly blocks the thread it runs in (a large update froze Node for seconds when measured),
// so it gets a thread of its own. Plain JavaScript, because Node 20 cannot start a worker from TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { openPglite } from './pglite-session.mjs';

const port = parentPort;
if (port === null) throw new Error('pglite-worker.mjs only runs as a worker thread.');

function asMessage(error) {
  return {
    message: error instanceof Error ? error.message : String(error),
    code: error?.code,
    detail: error?.detail,
    constraint: error?.constraint,
  };
}

let database;
try {
  database = await openPglite(workerData.directory);
  port.postMessage({ kind: 'ready' });
} catch (error) {
  port.postMessage({ kind: 'failed', error: asMessage(error) });
  port.close();
}

port.on('message', async ({ id, sql, parameters }) => {
  try {
    if (sql === undefined) {
      await database.close();
      port.postMessage({ kind: 'answer', id, rows: [] });
      port.close();
      return;
    }
    const { rows, affectedRows } = await database.query(sql, parameters);
    port.postMessage({ kind: 'answer', id, rows, affectedRows });
  } catch (error) {
    port.postMessage({ kind: 'answer', id, error: asMessage(error) });
  }
});

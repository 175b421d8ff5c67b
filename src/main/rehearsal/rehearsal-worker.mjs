// Plays a rehearsal, or a part of its seeds, in a thread of its own: the engine, the database and the twin of a rehearsal keep a processor busy for as long as it lasts.
// Plain JavaScript, because Node 20 cannot start a worker from TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { ProblemError } from '../../domain/problem.ts';
import { seededIdentity } from '../../engine/identity.ts';
import { rehearse } from './rehearse.ts';

const port = parentPort;
if (port === null) throw new Error('rehearsal-worker.mjs only runs as a worker thread.');

try {
  const { server, part, ...order } = workerData;
  const rehearsal = await rehearse(order, {
    server,
    part,
    sha256: seededIdentity('rehearsal').sha256,
    onProgress: (progress) => port.postMessage({ kind: 'progress', progress }),
  });
  port.postMessage({ kind: 'done', rehearsal });
} catch (error) {
  const isOurs = error instanceof ProblemError;
  const problem = isOurs
    ? {
        code: error.code,
        detail: [error.message, ...(error.errors ?? []).map((one) => `${one.at}: ${one.message}`)].join(' '),
      }
    : { code: 'rehearsal-failed', detail: error instanceof Error ? error.message : String(error) };
  port.postMessage({ kind: 'failed', problem });
}

// Reads evidence in a thread of its own, so that a hostile file can at worst end this thread. Plain JavaScript, because Node 20 cannot start a
// worker from TypeScript.
import { parentPort } from 'node:worker_threads';
import { readEvidence } from '../evidence/read.ts';

const port = parentPort;
if (port === null) throw new Error('reading-worker.mjs only runs as a worker thread.');

/** Rows a message: a list of 100,000 hosts in one would stop the other side for as long as it takes to copy. */
const rowsAtOnce = 5_000;

let rows = [];
let rest;

port.on('message', async (request) => {
  if (request.bytes !== undefined) {
    const { rows: all, ...others } = await readEvidence(request.bytes, request.options);
    rows = all;
    rest = others;
  }
  const part = rows.slice(0, rowsAtOnce);
  rows = rows.slice(rowsAtOnce);
  port.postMessage({ rows: part, rest: rows.length === 0 ? rest : undefined });
});

// Builds the largest of a sample estate and asks its twin once, in a thread whose memory is bounded by who started it.
import { register } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

register('../support/typescript-hooks.mjs', import.meta.url);
const { sampleEstates } = await import('../../src/twin/sample-estates.ts');
const { aDesk, startAt } = await import('./client.ts');

const estate = sampleEstates[workerData].build({ hosts: 100_000, seed: 1, startAt });
const desk = await aDesk({ estate });
await desk.get('/beta/security/identities/sensorMigration');
parentPort.postMessage(estate.servers.length);

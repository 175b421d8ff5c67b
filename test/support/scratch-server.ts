import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startScratchServer } from '../../src/store/scratch.ts';
import { machineNow, testIdentity } from './identity.ts';
import { startPostgres } from './postgres.ts';
import { type DeskAnswers, deskVariable } from './run-desk.ts';

/** One server, with what is told of it. */
interface Told<Answer> {
  readonly answer: Answer;
  stop(): Promise<void>;
}

/** What is started for the first who asks for it. */
const starts: { readonly [Name in keyof DeskAnswers]: () => Promise<Told<DeskAnswers[Name]>> } = {
  scratch: async () => {
    const server = await startScratchServer({ identity: testIdentity, machineNow });
    return { answer: server?.address ?? null, stop: async () => server?.stop() };
  },
  server: async () => {
    // Nothing of a run outlives the machine: what a disk has to keep is tested on servers of its own.
    const server = await startPostgres(['fsync=off']);
    return { answer: server.urlOf('postgres'), stop: server.stop };
  },
};

/**
 * Before the first suite: a desk at which any process of the run asks for a PostgreSQL of the run, which is started for the first who does. What is
 * about starting, ending and killing one has its own.
 * @returns what ends all of them after the last suite.
 */
export async function openDesk(): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Told<unknown>>>();
  const desk = createServer(({ url = '' }, answer) => {
    const name = url.slice(1);
    const start = Object.entries(starts).find(([known]) => known === name)?.[1];
    if (start === undefined) return void answer.writeHead(404).end();
    const server = started.get(name) ?? start();
    started.set(name, server);
    server.then(
      (told) => answer.end(JSON.stringify(told.answer)),
      (error: unknown) => answer.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  process.env[deskVariable] = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
  return async () => {
    delete process.env[deskVariable];
    desk.close();
    desk.closeAllConnections();
    for (const server of started.values()) await (await server).stop();
  };
}

import { join } from 'node:path';
import { timed } from '../figure.ts';
import type { Installation } from './installation.ts';
import { startProgram } from './program.ts';
import { concurrency, type StepsWorker } from './steps-worker.ts';

/** Tries both ways of its documentation, the queue and workflows that are started at once, and takes the one that is faster here. */
export async function dbosSteps(
  { folder, node, programs }: Installation,
  url: string,
  given: { readonly recorded: string; readonly trial: number; readonly say: (line: string) => void },
): Promise<StepsWorker> {
  const program = await startProgram({
    ...{ folder, node, script: join(programs, 'dbos.mjs') },
    args: [url, given.recorded, String(concurrency)],
  });
  try {
    // The first run of a process is slower than any other: it is no part of the choice.
    await program.ask({ way: 'direct', servers: given.trial });
    const direct = await timed(() => program.ask({ way: 'direct', servers: given.trial }));
    const queue = await timed(() => program.ask({ way: 'queue', servers: given.trial }));
    const way = queue < direct ? 'queue' : 'direct';
    given.say(`DBOS is faster ${way === 'queue' ? 'through its queue' : 'with workflows started at once'}`);
    return {
      run: (servers) => program.ask({ way, servers }),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

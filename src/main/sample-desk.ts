import type { OpenSample } from '../api/twin-door.ts';
import { CliProblem } from '../cli/problem.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Application } from './application.ts';
import type { DataDirectory } from './data-directory.ts';
import { openSample, type Sample } from './sample.ts';

/** The sample estate of a server: the one that came with its start, or the first that somebody asked for since. */
export interface SampleDesk {
  readonly open: OpenSample;
  /** Nothing is brought up any more, and what there is ends. */
  close(): Promise<void>;
}

/** @param there the sample that came with the start. */
export function sampleDesk(app: Application, data: DataDirectory, there: Sample | undefined): SampleDesk {
  let sample = Promise.resolve(there);
  let isClosed = false;
  return {
    open: async (estate, actor) => {
      let isNew = false;
      // One after the other: of two that ask at once the second finds what the first made.
      const next = sample.then(async (known) => {
        if (known !== undefined || isClosed) return known;
        const made = await openSample(app, data, { estate, hosts: undefined, seed: undefined }, undefined, actor).catch(
          (error: unknown) => {
            // Another estate was here before, and its tenant is there.
            throw error instanceof CliProblem ? new ProblemError('sample-refused', error.message) : error;
          },
        );
        isNew = true;
        return made;
      });
      // What failed is tried anew by the next one who asks.
      sample = next.catch(() => undefined);
      const opened = await next;
      if (opened === undefined) throw new ProblemError('sample-refused', 'The server ends.');
      return { door: opened.door, isNew };
    },
    close: async () => {
      isClosed = true;
      await (await sample)?.close();
    },
  };
}

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { aSampleTerminal } from './support/sample-terminal.ts';
import { stepsOf, withOutputs } from './support/transcript.ts';

/*
 * docs/start/tour.md is typed here, command by command, against the real API, engine, store and twin; the README quotes it.
 * `npm run golden` writes what the commands print now into both. A week of the estate's time is turned in it.
 */
const tour = new URL('../../docs/start/tour.md', import.meta.url);
const readme = new URL('../../README.md', import.meta.url);

const transcriptTimeoutMs = 300_000;

/** What only looks: the README may leave it out and still come to the same end as the tour. */
const looking =
  /^(echo|changeguard (status|check|estate|plan|apply .*--dry-run|diagnose|verify|report|task (show|list)))\b/;

test(
  'S3-04 S3-05 S3-08 S3-10 the tour, and what the README quotes of it, is what the commands print',
  async () => {
    const text = await readFile(tour, 'utf8');
    const steps = stepsOf(text);
    const outputs: string[] = [];
    const refused: boolean[] = [];
    await using terminal = await aSampleTerminal();
    for (const { command } of steps) {
      outputs.push(await terminal.type(command));
      refused.push(terminal.exitCode() !== 0);
    }
    await expect.soft(withOutputs(text, steps, outputs)).toMatchFileSnapshot(tour.pathname);

    const page = await readFile(readme, 'utf8');
    const quoted = stepsOf(page);
    let from = 0;
    const found = quoted.map(({ command }) => {
      const at = steps.findIndex((step, index) => index >= from && step.command === command);
      if (at < 0)
        throw new Error(`The README types "${command}", which the tour does not, or not after what it typed before.`);
      const leftOut = steps.slice(from, at).filter((_, index) => refused[from + index] !== true);
      expect(leftOut.map((step) => step.command).filter((one) => !looking.test(one))).toEqual([]);
      from = at + 1;
      return outputs[at] ?? '';
    });
    await expect.soft(withOutputs(page, quoted, found)).toMatchFileSnapshot(readme.pathname);
  },
  transcriptTimeoutMs,
);

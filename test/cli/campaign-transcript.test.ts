import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { aSampleTerminal } from './support/sample-terminal.ts';
import { stepsOf, withOutputs } from './support/transcript.ts';

/*
 * docs/start/campaign.md is typed here, command by command, against the real API, engine, store and twin, and the rehearsal runs in its thread.
 * `npm run golden` writes what the commands print now into it.
 */
const page = new URL('../../docs/start/campaign.md', import.meta.url);

const transcriptTimeoutMs = 300_000;

/** What the page is there to show, in this order; and what is refused on the way, because it must be. */
const shown = [
  'plan',
  'rehearse',
  'approve',
  'apply',
  'status',
  'hold pause',
  'hold resume',
  'rollback',
  'report log',
  'report verify',
];
const refusals = ['changeguard approve berlin.plan.json --yes', 'changeguard apply berlin.plan.json --yes'];

test(
  'X-01 X-06 the campaign of two people is what the commands print, from the plan over rehearsal and approval to the rollback',
  async () => {
    const text = await readFile(page, 'utf8');
    const steps = stepsOf(text);
    const firsts = shown.map((verb) => steps.findIndex(({ command }) => command.startsWith(`changeguard ${verb}`)));
    expect(firsts).toEqual([...firsts].filter((at) => at >= 0).sort((a, b) => a - b));
    const outputs: string[] = [];
    const refused: string[] = [];
    await using terminal = await aSampleTerminal();
    for (const { command } of steps) {
      outputs.push(await terminal.type(command));
      if (terminal.exitCode() !== 0) refused.push(command);
    }
    expect.soft(refused).toEqual(refusals);
    await expect.soft(withOutputs(text, steps, outputs)).toMatchFileSnapshot(page.pathname);
  },
  transcriptTimeoutMs,
);

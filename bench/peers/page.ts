import type { Measured } from '../figure.ts';
import { document } from '../print.ts';
import type { DarkHostOutcome } from './dark-host.ts';

const lines = (one: DarkHostOutcome): readonly (readonly [string, string])[] => [
  ['Brakes', one.brakes],
  ['The dark host', one.darkHost],
  ['Second wave', one.isSecondWaveStarted ? 'STARTED' : 'not started'],
  ['In the end', one.end],
];

/** Both outcomes for a terminal, one beneath the other: they are sentences. */
export function outcomesInText(outcomes: readonly DarkHostOutcome[]): string {
  const block = (one: DarkHostOutcome) =>
    [one.who, ...lines(one).map(([head, text]) => `  ${head.padEnd(13)}  ${text}`)].map((line) => `${line}\n`).join('');
  return `A host of the first wave goes dark (Ansible #56265)\n${outcomes.map(block).join('')}`;
}

/** The page of the reference. */
export function page(
  measured: readonly Measured[],
  outcomes: readonly DarkHostOutcome[],
  surroundings: string,
): string {
  const [first] = outcomes;
  const rows = (first === undefined ? [] : lines(first)).map(
    ([head], row) => `| ${head} | ${outcomes.map((one) => lines(one)[row]?.[1] ?? '').join(' | ')} |`,
  );
  const table = [
    `|  | ${outcomes.map(({ who }) => who).join(' | ')} |`,
    `|${'---|'.repeat(outcomes.length + 1)}`,
    ...rows,
  ].join('\n');
  return document(measured, surroundings, {
    title: 'Peers',
    command: 'npm run peers -- --write',
    folder: 'bench/peers/',
    intro:
      'What others take for the same work on the same machine, measured in turns with ours; the limit of each figure is the peer. They are installed in a folder outside the project and are no part of it. Whatever comes out stands here; where the load is above the number of processors, somebody else was working too: then values mean little, and ratios are rough.',
    again:
      'Again: `npm run peers -- --ansible`, with `-- --quick` for smaller runs, `-- --dark-host` for the case below alone; `-- --help` says more.',
  }).concat(
    `\n## A host of the first wave goes dark\n\nThe case of Ansible #56265, with four hosts in two waves of two, played with both:\n\n${table}\n`,
  );
}

import type { HuntingQuery, HuntingRow, HuntingRun } from '../../contract/hunting-routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Screen } from '../screen.ts';
import type { Column } from '../table.ts';
import { durationInWords, type Times } from '../times.ts';
import { plainText, toned } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** How a query was run last, what is wrong with it, and what of its answer is kept. */
export function showRun(screen: Screen, { run, keeps, takenAs, id }: HuntingQuery, asOf: string): void {
  const { times } = screen;
  const state = stateCell(stateWords.run, run.standing);
  const read = run.readAt === null ? 'never succeeded' : `last succeeded ${times.due(run.readAt, asOf)}`;
  const next = run.dueAt === null ? '' : `; runs again by ${times.due(run.dueAt, asOf)}`;
  screen.prose(`Last run: ${toned(state.tone, state.text)}, ${read}${next}`, '  ');
  if (run.problem !== null) showProblem(screen, run, asOf);
  if (run.whyNot !== null) screen.prose(`Not run here: ${whyNotWords[run.whyNot]}`, '  ');
  if (run.whyNot !== null) screen.prose(`Its result: ${plainText(takenWords(takenAs, id))}`, '  ');
  screen.prose(`Rows: ${rowsText(run, times, asOf)}`, '  ');
  screen.prose(`Kept: ${plainText(keeps)}`, '  ');
  screen.prose(`Age: ${ageText(run)}`, '  ');
}

const whyNotWords = {
  'no-connection': 'no service is connected; run it in advanced hunting of the Defender portal.',
  archived: 'the tenant is archived, and nothing is read for it.',
} as const satisfies Record<NonNullable<HuntingRun['whyNot']>, string>;

function takenWords(takenAs: string | null, id: string): string {
  if (takenAs === null) return 'there is no way to bring it in; a connected service brings it by itself.';
  return `export it as CSV and import it as ${takenAs}: changeguard estate import ${id}.csv --observed-at TIME`;
}

function showProblem(screen: Screen, { problem, failsSince, failures }: HuntingRun, asOf: string): void {
  if (problem === null) return;
  const since = failsSince === null ? '' : ` since ${screen.times.due(failsSince, asOf)}`;
  const tries = failures === 0 ? '' : `, ${plural(failures, 'try', 'tries')} in a row`;
  screen.prose(plainText(`Problem${since}${tries}: ${problem.detail} (${problem.code})`), '  ');
  screen.prose(plainText(`→ ${problem.remedy}`), '    ');
}

function rowsText({ rows, current, oldestAt, newestAt }: HuntingRun, times: Times, asOf: string): string {
  if (rows === 0) return 'none kept';
  const said =
    current === null || current === rows
      ? ''
      : `, ${current} of them said by the last run and ${rows - current} before`;
  const span = `seen from ${times.at(oldestAt, asOf)} to ${times.at(newestAt, asOf)}`;
  return `${plural(rows, 'server')}${said}; ${span}`;
}

function ageText({ everyMinutes, believedForHours }: HuntingRun): string {
  const [busy, idle, believed] = [everyMinutes.busy, everyMinutes.idle, believedForHours * 60].map((minutes) =>
    durationInWords(minutes * 60_000),
  );
  return `runs every ${busy} while something moves, else every ${idle}; a row decides nothing when it is older than ${believed}.`;
}

/** What an answer said of each server. */
export function rowColumns(times: Times, asOf: string): readonly Column<HuntingRow>[] {
  return [
    { title: 'Server', cell: ({ server }) => server, min: 10 },
    { title: 'Said', cell: ({ facts }) => facts.map((fact) => factText(fact, times, asOf)).join('; '), min: 20 },
    {
      title: 'Seen',
      cell: ({ observedAt, freshUntil }) =>
        `${times.at(observedAt, asOf)}${Date.parse(freshUntil) < Date.parse(asOf) ? ' (too old)' : ''}`,
    },
    { title: 'Standing', cell: ({ standing }) => stateCell(stateWords.answerRow, standing), drop: 1 },
  ];
}

function factText({ title, value, at }: HuntingRow['facts'][number], times: Times, asOf: string): string {
  const text = at !== undefined ? times.at(at, asOf) : Array.isArray(value) ? value.join(', ') : String(value ?? '–');
  return `${title} ${text}`;
}

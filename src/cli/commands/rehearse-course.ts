import type { RehearsalCourse } from '../../contract/rehearsals.ts';
import { stateWords } from '../../contract/state-words.ts';
import { wholeOf } from '../../contract/whole-of.ts';
import type { Invocation } from '../command.ts';
import { plainText, toned } from '../tone.ts';
import { countsInWords, plural, stateCell } from '../words.ts';

type Stop = RehearsalCourse['stops'][number];

/** How the rehearsed campaign went on: a line for each stop at which its page would show something else. */
export function showCourse({ screen }: Pick<Invocation, 'screen'>, course: RehearsalCourse): void {
  const { planName, seed, stops } = course;
  const told = stops.filter((stop, at) => at === 0 || lineOf(stop) !== lineOf(stops[at - 1] as Stop));
  screen.line(`${toned('strong', plainText(planName))}  the course of seed ${seed}, ${plural(told.length, 'change')}`);
  screen.line(
    `  rehearsal ${course.digest.slice(0, 12)} · plan ${course.planDigest.slice(0, 12)} · nothing real was touched`,
  );
  screen.table<Stop>(
    [
      { title: 'Turned clock', cell: ({ at }) => screen.times.at(at) },
      { title: 'Campaign', cell: ({ state }) => stateCell(stateWords.campaign, state) },
      { title: 'Wave', cell: waveOf },
      { title: 'Attempts', cell: (stop) => attemptsOf(stop), min: 20 },
      { title: 'Held because', cell: ({ held }) => plainText(held?.because ?? ''), min: 10, drop: 1 },
    ],
    told,
  );
  screen.next(`changeguard rehearse ${course.planDigest.slice(0, 12)} --show`);
}

function lineOf(stop: Stop): string {
  return [stop.state, waveOf(stop), attemptsOf(stop), stop.held?.because].join('\n');
}

function waveOf({ waves }: Stop): string {
  const open = waves.findIndex((wave) => wave.isOpen);
  return open < 0 ? '' : `${open + 1}/${waves.length}`;
}

function attemptsOf({ waves }: Stop): string {
  return countsInWords(stateWords.move, wholeOf(waves.map(({ counts }) => counts)));
}

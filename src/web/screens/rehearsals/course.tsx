import type { RehearsalCourse } from '../../../contract/rehearsals.ts';
import { wholeOf } from '../../../contract/whole-of.ts';
import { StackedBar } from '../../parts/bar.tsx';
import { HeldBecause } from '../../parts/held-because.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { StatesDrawn } from '../../parts/states-drawn.tsx';
import { waitIn } from '../../parts/wait.tsx';
import { Waves } from '../../parts/waves.tsx';
import { useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { speeds, usePlayer } from './player.ts';

type Stop = RehearsalCourse['stops'][number];

/** The campaign at one stop of the turned clock, and the means to turn it. */
export function Course({ course }: { course: RehearsalCourse }) {
  const { say } = useSay();
  const { stops } = course;
  const player = usePlayer(stops.map(({ at }) => Date.parse(at)));
  const stop = stops[player.at];
  if (stop === undefined) return null;
  return (
    <>
      <Section title={say('played.course')} aside={say('played.seed', { seed: course.seed })}>
        <Clock stops={stops} stop={stop} player={player} />
        <Standing stop={stop} />
      </Section>
      <Waves waves={stop.waves} campaign={undefined} />
      <Section title={say('history.title')}>
        <StatesDrawn states={columnsOf(stops)} now={Date.parse(stop.at)} />
      </Section>
    </>
  );
}

/** Plays, stops, goes on by one change, and goes anywhere at once: by buttons, and by the keys of a slider. */
function Clock({ stops, stop, player }: { stops: readonly Stop[]; stop: Stop; player: ReturnType<typeof usePlayer> }) {
  const { say, stateWord } = useSay();
  const { absolute } = useTimes();
  const { at, isPlaying, speed } = player;
  const last = stops.length - 1;
  return (
    <>
      <div className="played-keys">
        <button type="button" className="small-button" onClick={isPlaying ? player.pause : player.play}>
          {say(isPlaying ? 'played.pause' : at === last ? 'played.again' : 'played.play')}
        </button>
        <button type="button" className="small-button" disabled={at === 0} onClick={() => player.go(at - 1)}>
          {say('played.before')}
        </button>
        <button type="button" className="small-button" disabled={at === last} onClick={() => player.go(at + 1)}>
          {say('played.after')}
        </button>
        <label>
          {say('played.speed')}{' '}
          <select value={speed} onChange={({ target }) => player.setSpeed(Number(target.value))}>
            {speeds.map((hours) => (
              <option key={hours} value={hours}>
                {hours < 24 ? say('played.hours', { count: hours }) : say('played.days', { count: hours / 24 })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <input
        type="range"
        className="played-slider"
        aria-label={say('played.slider')}
        aria-valuetext={`${absolute(stop.at)}, ${stateWord('campaign', stop.state)}`}
        min={0}
        max={last}
        value={at}
        onChange={({ target }) => player.go(Number(target.value))}
      />
      <p>
        {say('played.clock')} {/* Not how long until then: it is no time of ours. */}
        <time dateTime={stop.at}>{absolute(stop.at)}</time>
      </p>
    </>
  );
}

/** In the words of the page of a campaign, without ways to lists: nothing of it is stored. */
function Standing({ stop }: { stop: Stop }) {
  const spoken = useSay();
  const { say, number } = spoken;
  const { absolute } = useTimes();
  const { held, waits, waves, inFlight } = stop;
  const counts = wholeOf(waves.map((wave) => wave.counts));
  const servers = waves.reduce((sum, wave) => sum + wave.servers, 0);
  return (
    <>
      <p className="head-sentence">
        <State kind="campaign" state={stop.state} />{' '}
        {say('campaign.committed-of', { first: number(counts.committed ?? 0), second: number(servers) })}
        {' · '}
        {say('played.in-flight', { count: inFlight })}
      </p>
      {held === null ? null : (
        <p className="tone-warn">
          {say('campaign.held-by', { who: held.by })}: <HeldBecause of={held} /> ({absolute(held.since)})
          {held.servers.length === 0 ? null : <span> {held.servers.join(', ')}</span>}
        </p>
      )}
      <StackedBar kind="move" counts={counts} whole={servers} />
      {waits.length === 0 ? null : (
        <ul className="plain-list">
          {waits.map((wait) => (
            <li key={wait.reason}>
              {say('campaign.waits', { count: wait.moves })} {waitIn(spoken, wait)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const columns = 80;

/** The stops as evenly spaced columns: they are the further apart the longer nothing changed. */
function columnsOf(stops: readonly Stop[]): { at: string; counts: Record<string, number> }[] {
  const [first, last] = [stops[0], stops.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [Date.parse(first.at), Date.parse(last.at)];
  let at = 0;
  return Array.from({ length: columns }, (_, column) => {
    const instant = from + ((to - from) * column) / (columns - 1);
    while (Date.parse(stops[at + 1]?.at ?? '') <= instant) at += 1;
    return {
      at: new Date(instant).toISOString(),
      counts: wholeOf((stops[at] ?? first).waves.map((wave) => wave.counts)),
    };
  });
}

import type { Held, WaveStanding } from '../campaign/standing.ts';
import type { SteeringKind } from '../campaign/steering.ts';
import { type Instant, minuteMs } from '../time.ts';

/** How a rehearsed campaign stood at one stop of the turned clock. */
export interface CourseStop {
  readonly at: Instant;
  readonly state: SteeringKind;
  readonly held: Held | null;
  /** Moves that take a slot. */
  readonly inFlight: number;
  /** How many moves wait, by what they wait for. */
  readonly waits: Readonly<Record<string, number>>;
  readonly waves: readonly WaveStanding[];
}

/** One seed from its start to its end, to be looked at like a campaign. */
export interface Course {
  readonly seed: number;
  /** In order of time; the last one is how it ended. */
  readonly stops: readonly CourseStop[];
}

/** More are no better to look at, and the document of a rehearsal would become longer than its result. */
const mostStops = 240;
const closestMs = 10 * minuteMs;

/** A turning point of a campaign, which is kept where other stops are thinned out: it was held or went on, or another wave opened. */
function turnOf({ state, waves }: CourseStop): string {
  return `${state} ${waves.findIndex((wave) => wave.isOpen)}`;
}

/**
 * Keeps the course of a run in a bounded number of stops, whatever its length: turning points, and between them stops that are the further apart the longer
 * the run goes on.
 */
export class CourseRecorder {
  #stops: CourseStop[] = [];
  #apartMs = closestMs;
  #last: CourseStop | undefined;

  note(stop: CourseStop): void {
    const before = this.#stops.at(-1);
    this.#last = stop;
    if (before && turnOf(before) === turnOf(stop) && stop.at - before.at < this.#apartMs) return;
    this.#stops.push(stop);
    while (this.#stops.length > mostStops) this.#thin();
  }

  course(seed: number): Course {
    const last = this.#last;
    return { seed, stops: last === undefined || this.#stops.at(-1) === last ? this.#stops : [...this.#stops, last] };
  }

  #thin(): void {
    this.#apartMs *= 2;
    const kept: CourseStop[] = [];
    for (const stop of this.#stops) {
      const before = kept.at(-1);
      if (!before || turnOf(before) !== turnOf(stop) || stop.at - before.at >= this.#apartMs) kept.push(stop);
    }
    // A campaign that is held and goes on again and again has nothing but turning points.
    this.#stops = kept.length < this.#stops.length ? kept : kept.filter((_, at) => at % 2 === 0);
  }
}

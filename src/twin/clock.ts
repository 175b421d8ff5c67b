/** What a clock looks like in a snapshot. Instants are epoch milliseconds. */
export interface ClockState {
  readonly at: number;
  readonly rate: number;
  readonly wallAt: number;
}

interface ClockOptions {
  /** The twin's first instant. */
  readonly startAt: number;
  /** Twin seconds for one second of the wall; 1 by default, 60 for the sample estate, 0 stands still. */
  readonly rate?: number;
  /** The wall, injected so that tests own it. */
  readonly wallNow?: () => number;
}

export interface ClockRestoreOptions {
  /**
   * `runs`: the cloud went on while this process was down, as a real cloud does; the time never falls behind what a
   * client has already seen. `stands`: the twin resumes at the instant of its snapshot.
   */
  readonly downtime?: 'runs' | 'stands';
  /** The latest instant a client has recorded; the clock resumes no earlier, because time that runs back is a lie. */
  readonly notBeforeAt?: number;
}

/** The twin's own clock: it can be turned forward, run at a rate, or stopped. It never goes back. */
export class TwinClock {
  readonly #wallNow: () => number;
  #anchorAt: number;
  #anchorWallAt: number;
  #rate: number;
  #latestAt: number;

  constructor(options: ClockOptions) {
    this.#wallNow = options.wallNow ?? Date.now;
    this.#rate = checkedRate(options.rate ?? 1);
    this.#anchorAt = options.startAt;
    this.#anchorWallAt = this.#wallNow();
    this.#latestAt = options.startAt;
  }

  get rate(): number {
    return this.#rate;
  }

  now(): number {
    const at = Math.floor(this.#anchorAt + (this.#wallNow() - this.#anchorWallAt) * this.#rate);
    // A wall clock that is set back (time synchronisation) must not undo what the twin has already answered.
    if (at > this.#latestAt) this.#latestAt = at;
    return this.#latestAt;
  }

  /** @throws RangeError when the rate is negative or not a finite number. */
  setRate(rate: number): void {
    this.#anchorHere();
    this.#rate = checkedRate(rate);
  }

  /** Turns the clock forward. @throws RangeError when the instant lies in the past. */
  advanceTo(at: number): void {
    const now = this.now();
    if (!Number.isFinite(at) || at < now) throw new RangeError(`the twin's clock only goes forward: ${at} < ${now}`);
    this.#anchorAt = at;
    this.#anchorWallAt = this.#wallNow();
    this.#latestAt = at;
  }

  advanceBy(durationMs: number): void {
    this.advanceTo(this.now() + durationMs);
  }

  toJSON(): ClockState {
    return { at: this.now(), rate: this.#rate, wallAt: this.#wallNow() };
  }

  restore(state: ClockState, options: ClockRestoreOptions = {}): void {
    const wallAt = this.#wallNow();
    const missedMs = options.downtime === 'stands' ? 0 : Math.max(0, wallAt - state.wallAt) * state.rate;
    this.#rate = checkedRate(state.rate);
    this.#anchorAt = Math.max(Math.floor(state.at + missedMs), options.notBeforeAt ?? Number.NEGATIVE_INFINITY);
    this.#anchorWallAt = wallAt;
    this.#latestAt = this.#anchorAt;
  }

  #anchorHere(): void {
    this.#anchorAt = this.now();
    this.#anchorWallAt = this.#wallNow();
  }
}

function checkedRate(rate: number): number {
  if (!Number.isFinite(rate) || rate < 0) throw new RangeError(`a clock rate is a number of zero or more, not ${rate}`);
  return rate;
}

/** The machine's own clock, for the life of tokens: it is the same for everybody and cannot be turned. */
export const machineClock = (): number => Date.now();

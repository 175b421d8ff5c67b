export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Hours of the week in which changes are allowed, and periods in which they are not, in the time of one place. Denial beats allowance. */
export interface Calendar {
  readonly name: string;
  /** A zone of the IANA database, such as `Europe/Berlin`. An unknown one is refused at the door, never read as always open. */
  readonly zone: string;
  /** Empty: always open but for `closed`. */
  readonly open: readonly WeeklyWindow[];
  readonly closed: readonly ClosedPeriod[];
}

export interface WeeklyWindow {
  /** On which days it begins. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, on the clocks of the place. */
  readonly from: string;
  /** `HH:MM` up to `24:00`; not after `from`: it ends on the next day. */
  readonly to: string;
}

export interface ClosedPeriod {
  /** `YYYY-MM-DDTHH:MM` on the clocks of the place; the end is not part of it. */
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

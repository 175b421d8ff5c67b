export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export interface WindowRow {
  readonly days: readonly Day[];
  readonly from: string;
  readonly to: string;
}

export interface ClosedRow {
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

/** A calendar as it is typed: windows in which it is open, and periods in which it is closed, on the clocks of its zone. */
export interface CalendarRow {
  readonly name: string;
  readonly zone: string;
  readonly open: readonly WindowRow[];
  readonly closed: readonly ClosedRow[];
}

/** The browser knows the names of days in every language. 1 January 2024 was a Monday. */
export function dayNames(tag: string): (day: Day) => string {
  const format = new Intl.DateTimeFormat(tag, { weekday: 'short', timeZone: 'UTC' });
  return (day) => format.format(new Date(Date.UTC(2024, 0, 1 + days.indexOf(day))));
}

export const emptyCalendar: CalendarRow = {
  name: 'nights',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  open: [{ days: ['mon', 'tue', 'wed', 'thu'], from: '22:00', to: '05:00' }],
  closed: [],
};

/** As the API takes it; whether it can be kept is asked there. */
export function calendarOf({ name, zone, open, closed }: CalendarRow) {
  return {
    name: name.trim(),
    zone: zone.trim(),
    open: open.map((window) => ({ ...window, days: [...window.days] })),
    closed: closed.map((period) => ({ ...period })),
  };
}

import type { LocalTime } from '../domain/calendar/local-time.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Tue 24 Nov" */
export function dayInWords(local: LocalTime, hasYear: boolean): string {
  const date = new Date(local);
  const year = hasYear ? ` ${date.getUTCFullYear()}` : '';
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}${year}`;
}

/** "22:00" */
export function hourInWords(local: LocalTime): string {
  return new Date(local).toISOString().slice(11, 16);
}

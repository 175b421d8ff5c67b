const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;

/** Writes instants for people: the year stands there where it is another than now's, for nobody guesses that. */
export function instantFormat(
  tag: string,
  now: number,
  zone: { readonly timeZone?: string },
): { readonly full: (instant: string) => string; readonly day: (instant: string) => string } {
  // Making a format is dear, and most instants are of this year.
  const made = new Map<string, Intl.DateTimeFormat>();
  const format = (name: string, options: Intl.DateTimeFormatOptions) => {
    const known = made.get(name) ?? new Intl.DateTimeFormat(tag, { ...options, ...zone });
    made.set(name, known);
    return known;
  };
  const yearOf = (at: Date | number) => format('year', { year: 'numeric' }).format(at);
  const write = (name: 'full' | 'day', options: Intl.DateTimeFormatOptions) => (instant: string) => {
    const at = new Date(instant);
    const isOfNow = yearOf(at) === yearOf(now);
    const written = isOfNow ? format(name, options) : format(`${name} with year`, { ...options, year: 'numeric' });
    return written.format(at);
  };
  return { full: write('full', { ...day, ...hour }), day: write('day', day) };
}

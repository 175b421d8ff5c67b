/** The ways of writing numbers and times that go with a language. */
export function localeOf(tag: string): string {
  // A language of ours is not one that the browser knows numbers for.
  const spoken = tag === 'pseudo' ? 'en' : tag;
  // Of one language the browser may prefer the ways of a country: where the day stands before the month.
  return navigator.languages.find((one) => one.startsWith(spoken)) ?? spoken;
}

/** A browser reads what it knows of a locale when it first writes a number or a time: here while it waits for the server, and not in the first picture. */
export function readLocale(tag: string): void {
  const locale = localeOf(tag);
  new Intl.NumberFormat(locale).format(0);
  new Intl.DateTimeFormat(locale, { weekday: 'short', month: 'short', timeZoneName: 'short' }).format(0);
}

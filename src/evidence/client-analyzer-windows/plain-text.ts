/** A finding says what it has to say in far less; more is cut before anything looks at it. */
const longestText = 4_000;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", nbsp: ' ' };

/** What a person would see of HTML: no tags, no links, on one line. It is never rendered. */
export function textOfHtml(html: string): string {
  return cutAtWord(html, longestText)
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(lt|gt|quot|apos|#39|nbsp);/gi, (_, name: string) => entities[name.toLowerCase()] ?? ' ')
    .replaceAll('&amp;', '&')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/ ([.,:;])/g, '$1')
    .trim();
}

/** What belongs to a tenant or a person. Texts of the tool can hold any of it, since it puts the values of the host into its sentences. */
const privateThings: readonly RegExp[] = [
  // Ids of tenants, organisations and accounts.
  /\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?/gi,
  /\bS-1-\d{1,3}(-\d{1,10}){1,15}/gi,
  // Digests, signatures, certificates, packed data.
  /\b[0-9a-f]{32,}\b/gi,
  /[A-Za-z0-9+/=_-]{40,}/g,
  /[^\s@"'<>]{1,64}@[^\s@"'<>]{1,255}/g,
  /(?<=\\users\\)[^\\\s"'<>]{1,64}/gi,
  // DOMAIN\account; a path has a drive or another separator before it.
  /(?<![\\/:\w.-])[\w-]{1,15}\\[\w.$-]{1,64}(?![\\\w])/g,
];

/** The same text with `…` for what belongs to a tenant or a person. */
export function withoutPrivate(text: string): string {
  return privateThings.reduce((rest, thing) => rest.replace(thing, '…'), cutAtWord(text, longestText));
}

/** A piece of an id would no longer be known as one, so a cut takes the whole word. */
export function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const blank = cut.lastIndexOf(' ');
  return `${blank < 0 ? '' : cut.slice(0, blank)}…`;
}

/** What JSON can hold; the only values that enter the log, a plan or a digest. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON after RFC 8785: members sorted by UTF-16 code units, ECMAScript number form, no white space.
 * Equal values give equal bytes, so that a digest means the value and not its spelling.
 * Members whose value is undefined are left out, as JSON.stringify does.
 * @throws TypeError on NaN and infinities, which JSON cannot hold.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`A digest cannot contain the number ${value}.`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as Json)).join(',')}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  let text = '';
  for (const name of sortedNames(members)) {
    const member = members[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalText(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** The names of an object's members in canonical order. */
export function sortedNames(members: object): readonly string[] {
  const names = Object.keys(members);
  return isSorted(names) ? names : names.sort();
}

/** Most objects of the log have few members and are written in order; sorting those again costs as much as writing them. */
function isSorted(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at += 1) if ((names[at - 1] ?? '') > (names[at] ?? '')) return false;
  return true;
}

/** Printable ASCII without quotation mark and backslash: the same inside quotation marks as outside. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A text in canonical form. Nearly all of the log's are ids, words and names, for which quoting them here takes half the time of a batch's digest away. */
export function canonicalText(text: string): string {
  return text.length < 100 && plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text. Given from outside, because pure rooms have no crypto. */
export interface Sha256 {
  (text: string): string;
  /** The digest of several texts as if they were one, which need not be made: a long one costs more to put together than to digest. */
  readonly ofAll?: (texts: readonly string[]) => string;
}

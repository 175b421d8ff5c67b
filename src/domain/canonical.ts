/** What JSON can hold; the only values that enter the log, a plan or a digest. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON after RFC 8785: members sorted by UTF-16 code units, ECMAScript number form, no white space.
 * Equal values give equal bytes, so that a digest means the value and not its spelling.
 * Members whose value is undefined are left out, as JSON.stringify does.
 * @throws TypeError on NaN and infinities, which JSON cannot hold.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`A digest cannot contain the number ${value}.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as Json)).join(',')}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  const names = Object.keys(members).sort();
  const parts: string[] = [];
  for (const name of names) {
    const member = members[name];
    if (member !== undefined) parts.push(`${JSON.stringify(name)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}

/** Lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text. Given from outside, because pure rooms have no crypto. */
export type Sha256 = (text: string) => string;

import { createHash } from 'node:crypto';

/**
 * What is known of a tenant by the look of it: every name, reason and id that is made up for it holds a mark of its own, which is its stem and three signs that
 * count. No stem is part of any word or id that the product makes, so that one mark that is found anywhere says whose it is and which value it was.
 */
export interface Marks {
  readonly stem: string;
  next(): string;
}

export function marksOf(stem: string): Marks {
  let count = 0;
  return {
    stem,
    next: () => {
      count += 1;
      if (count >= 36 ** 3) throw new Error('The marks of a tenant have run out.');
      return `${stem}${count.toString(36).padStart(3, '0')}`;
    },
  };
}

/** Neither hexadecimal digits nor vowels, so that stems are in no id and in no word. */
export const stemLetters = [...'ghjkmnpqrtvwxz'];

/** Ids are UUIDs and digests; a shorter beginning of a digest is how people name plans. */
const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-z-])[0-9a-f]{8,64}(?![0-9a-z-])/gi;
const wholeIds =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-z-])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-z-])/gi;

/** Every id in a text. */
export function idsIn(text: string): readonly string[] {
  return (text.match(wholeIds) ?? []).map((one) => one.toLowerCase());
}

/** Every mark of a stem in a text. */
export function marksIn(text: string, stem: string): readonly string[] {
  return (text.match(new RegExp(`${stem}[0-9a-z]{3}`, 'gi')) ?? []).map((one) => one.toLowerCase());
}

/**
 * A value that looks the same and that nobody has: marks of the stem become marks of nobody's, ids others of the same length. The same value always
 * becomes the same one.
 * @param changed takes every part that was exchanged, with what it became
 */
export function unlike(value: string, stems: readonly string[], nobody: string, changed: Map<string, string>): string {
  const withoutMarks = value.replace(new RegExp(stems.join('|'), 'gi'), (found) => {
    const other = found === found.toUpperCase() ? nobody.toUpperCase() : nobody;
    changed.set(found, other);
    return other;
  });
  return withoutMarks.replace(ids, (found) => {
    const hash = createHash('sha256').update(`nobody's ${found.toLowerCase()}`).digest('hex');
    const [a, b, c, d, e] = [
      hash.slice(0, 8),
      hash.slice(8, 12),
      hash.slice(12, 15),
      hash.slice(15, 18),
      hash.slice(18, 30),
    ];
    const other = found.includes('-') ? `${a}-${b}-7${c}-8${d}-${e}` : hash.slice(0, found.length);
    changed.set(found, other);
    return other;
  });
}

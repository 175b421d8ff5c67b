import { Children, type ReactNode } from 'react';

const sign = '\u0001';

/** Stands in a message where something is shown that is no text: languages have it in another place. */
export function placeOf(name: string): string {
  return `${sign}${name}${sign}`;
}

/** A message with what belongs in its places. */
export function Filled({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  // What stands in it by its order alone is keyed by it: a message has no other.
  return Children.toArray(text.split(sign).map((part, at) => (at % 2 === 0 ? part : (parts[part] ?? part))));
}

import { Children, type ReactNode } from 'react';
import { piecesOf } from './places.ts';

/** A message with what belongs in its places. */
export function Filled({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  // What stands in it by its order alone is keyed by it: a message has no other.
  return Children.toArray(piecesOf(text).map((part, at) => (at % 2 === 0 ? part : (parts[part] ?? part))));
}

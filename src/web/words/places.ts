const sign = '\u0001';

/** Stands in a message where something is shown that is no text: languages have it in another place. */
export function placeOf(name: string): string {
  return `${sign}${name}${sign}`;
}

/** A message as its text and its places in turn: every second piece is the name of a place. */
export function piecesOf(text: string): readonly string[] {
  return text.split(sign);
}

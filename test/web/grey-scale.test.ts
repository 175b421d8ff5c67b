import { describe, expect, test } from 'vitest';
import { type StateWord, stateWords } from '../../src/contract/state-words.ts';
import { drawings, iconOfSign } from '../../src/web/parts/drawings.ts';
import { deStates } from '../../src/web/words/de-states.ts';

/* Whoever sees no colours, or prints a page in black, tells the states of a kind apart by two things, each of which is enough. */

const kinds = Object.keys(stateWords) as readonly (keyof typeof stateWords)[];

/** States that share what is said of them, as `a = b`. */
function shared(said: readonly (readonly [state: string, said: string])[]): readonly string[] {
  return said.flatMap(([state, text], at) =>
    said.slice(at + 1).flatMap(([other, same]) => (same === text ? [`${state} = ${other}`] : [])),
  );
}

describe.each(kinds)('portal 8.2 in grey the states of the kind %s', (kind) => {
  const rows: readonly (readonly [string, StateWord])[] = Object.entries(stateWords[kind]);
  const draw = (sign: string) => drawings[iconOfSign(sign)];

  test('differ by their sign where there are only letters', () => {
    // A kind of one state is there or is not, and has nothing to be told apart from.
    expect(rows.length).toBeGreaterThan(0);
    expect(shared(rows.map(([state, { icon }]) => [state, icon]))).toEqual([]);
  });

  test('differ by their drawing in the portal, which has one of its own for each sign', () => {
    expect(shared(rows.map(([state, { icon }]) => [state, draw(icon)]))).toEqual([]);
    // What has no drawing is drawn as a question, which is true of what is unknown alone.
    const asked = rows.filter(([, { icon }]) => icon !== '?' && draw(icon) === draw('?'));
    expect(asked.map(([state]) => state)).toEqual([]);
  });

  test('differ by their word, in English and in German', () => {
    const german = deStates[kind] ?? {};
    expect(shared(rows.map(([state, { word }]) => [state, word.toLowerCase()]))).toEqual([]);
    expect(shared(rows.map(([state, { word }]) => [state, (german[state] ?? word).toLowerCase()]))).toEqual([]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOfJson } from '../../src/evidence/json-lines.ts';

test('a member stands where its name stands, whatever ends the lines', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['', '{ "a": 1,', '"b": [', '{ "c": "x, y: {", ', '"d": {', '"e": null } } ] }'].join(end);
    const value = JSON.parse(text);
    const lineOf = linesOfJson(text, value);
    expect(['a', 'b', 'nothing'].map((name) => lineOf(value, name))).toEqual([2, 3, 2]);
    expect([lineOf(value), lineOf(value.b[0]), lineOf(value.b[0], 'd')]).toEqual([2, 4, 5]);
    expect([lineOf(value.b[0].d), lineOf(value.b[0].d, 'e')]).toEqual([5, 6]);
  }
});

test('of two members of one name the one that was kept is told, and escaped names are read', () => {
  const text = '{\n"a": { "x": 1 },\n"a": {\n"x": 2 },\n"\\u0062\\"": 3, "y":\n4 }';
  const value = JSON.parse(text);
  const lineOf = linesOfJson(text, value);
  expect([lineOf(value, 'a'), lineOf(value.a), lineOf(value.a, 'x'), lineOf(value, 'b"'), lineOf(value, 'y')]).toEqual([
    3, 3, 4, 5, 5,
  ]);
});

test('lines count from the beginning of the text, also where the document begins later', () => {
  const text = 'ATTENTION: {"\n{\n"a": 1 }';
  const value = JSON.parse(text.slice(14));
  expect(linesOfJson(text, value, 14)(value, 'a')).toBe(3);
});

/** Objects of any documents with each of their members, as paths. */
function holdersIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(holdersIn);
  return Array.isArray(value) ? inner : [value, ...inner];
}

test('of any document that is written a member a line, the line that is told begins with the name', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (drawn) => {
      const text = JSON.stringify(drawn, undefined, 1);
      const value: unknown = JSON.parse(text);
      const lines = text.split('\n');
      const lineOf = linesOfJson(text, value);
      for (const holder of holdersIn(value))
        for (const name of Object.keys(holder)) {
          const line = lineOf(holder, name) ?? 0;
          expect(lines[line - 1]?.trim().startsWith(`${JSON.stringify(name)}:`)).toBe(true);
        }
    }),
    { seed: 17, numRuns: 300 },
  );
});

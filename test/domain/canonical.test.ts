import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../src/domain/canonical.ts';

test('members are sorted by code units, and what is undefined is left out', () => {
  expect(canonicalJson({ b: 1, a: { z: null, y: undefined, 10: [], 9: true } })).toBe(
    '{"a":{"10":[],"9":true,"z":null},"b":1}',
  );
  expect(canonicalJson({ '€': 1, '\r': 2, '1': 3, '😂': 4, ö: 5, '\u0080': 6 })).toBe(
    '{"\\r":2,"1":3,"\u0080":6,"ö":5,"€":1,"😂":4}',
  );
});

test('numbers are written as ECMAScript writes them, and what JSON cannot hold is refused', () => {
  expect(canonicalJson([0, -0, 1e21, 1e-7, Number('333333333.33333329'), 4.5, 2 ** 53])).toBe(
    '[0,0,1e+21,1e-7,333333333.3333333,4.5,9007199254740992]',
  );
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('every text is written as JSON.stringify writes it, whatever it holds and however long it is', () => {
  const texts = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).concat([
    '\\',
    '"',
    '\u2028',
    '\ud800',
    '\u{1F600}',
    'a'.repeat(99),
    'a'.repeat(100),
    `${'a'.repeat(200)}"`,
  ]);
  for (const text of texts) {
    for (const value of [text, `x${text}`, { [text]: text }] satisfies Json[])
      expect(canonicalJson(value)).toBe(JSON.stringify(value));
  }
});

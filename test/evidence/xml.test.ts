import { expect, test } from 'vitest';
import { ProblemList } from '../../src/evidence/reading.ts';
import { readXml, visitXml } from '../../src/evidence/xml.ts';

function read(text: string) {
  const problems = new ProblemList();
  return { roots: readXml(text, problems), problems: problems.all() };
}

test('elements, attributes and text, each with its line; a declaration and a missing root do no harm', () => {
  const { roots, problems } = read('\uFEFF<?xml version="1.0"?>\n<a x="1">t<b>&lt;u&gt;</b></a>\n<c/>');
  expect(problems).toEqual([]);
  expect(roots).toEqual([
    {
      name: 'a',
      attributes: { x: '1' },
      text: 't',
      line: 2,
      children: [{ name: 'b', attributes: {}, text: '<u>', line: 2, children: [] }],
    },
    { name: 'c', attributes: {}, text: '', line: 3, children: [] },
  ]);
});

test('elements below the root are visited one by one', () => {
  const seen: string[] = [];
  const problems = new ProblemList();
  expect(visitXml('<Events><E>1</E><E>2</E></Events>', 1, problems, (one) => seen.push(one.text))).toBe(true);
  expect(seen).toEqual(['1', '2']);
});

test.each([
  ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
  ['an entity that nobody declared', '<a>&x;</a>'],
  ['what is cut off', '<a><b>'],
  ['what closes another element', '<a></b>'],
  ['what closes more than it opened', '<a/></document><b/>'],
  ['nesting without end', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
])('%s is refused', (_, text) => {
  const { roots, problems } = read(text);
  expect(roots).toBeUndefined();
  expect(problems.map((problem) => problem.code)).toEqual(['xml-refused']);
});

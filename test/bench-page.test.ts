import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { figure } from '../bench/figure.ts';
import { renewed } from '../bench/print.ts';

const page = { title: 'Benchmarks', command: 'c', folder: 'bench/', intro: 'Intro.', again: 'Again.' };
const order = ['fast', 'small'];
const one = (name: string, value: number) =>
  figure({
    name,
    value,
    limit: 100,
    unit: 'ms',
    kind: 'budget',
    better: 'lower',
    n: 3,
    demand: 1,
    how: `How ${name}.`,
  });
const on = (when: string) => ({ surroundings: 'a machine', when, order });
const first = renewed('', [one('fast', 50), one('small', 120)], on('2026-01-01'), page);

describe('the page of the benchmarks', () => {
  test('takes the figures of a run and leaves what was not measured as it was, with its own day', () => {
    const text = renewed(first, [one('small', 80)], on('2026-02-02'), page);
    expect(text).toContain('| fast | 50.0 | 100 (budget) | ms | 0.50 | <= 1 | 3 | 2026-01-01 |  |');
    expect(text).toContain('| small | 80.0 | 100 (budget) | ms | 0.80 | <= 1 | 3 | 2026-02-02 |  |');
    expect(text.split('\n').filter((line) => line.startsWith('| small |'))).toHaveLength(1);
    expect(text).toContain('- **fast** (budget): How fast.');
  });

  test('says what was missed, until it is measured again', () => {
    expect(first).toContain('| 2026-01-01 | MISSED |');
    expect(renewed(first, [one('small', 80)], on('2026-02-02'), page)).not.toContain('MISSED');
  });

  test('keeps the order of the benches, and drops a figure that there is no more', () => {
    const text = renewed(first, [one('new', 1)], { ...on('2026-02-02'), order: ['new', 'small'] }, page);
    expect([...text.matchAll(/^\| (\w+) \| \d/gm)].map(([, name]) => name)).toEqual(['new', 'small']);
  });

  test('of the project has the form that a run can renew', () => {
    const text = readFileSync(new URL('../docs/reference/benchmarks.md', import.meta.url), 'utf8');
    expect(text).toContain('| Figure | Value | Limit | Unit | Ratio | Demanded | Runs | Measured |  |');
  });
});

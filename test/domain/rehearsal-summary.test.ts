import { expect, test } from 'vitest';
import type { SeedRun, SiteLow } from '../../src/domain/rehearsal/result.ts';
import { rangeOf, summarise } from '../../src/domain/rehearsal/summary.ts';

test.each([
  ['one', [5], { least: 5, median: 5, most: 5 }],
  ['an odd number', [9, 1, 5], { least: 1, median: 5, most: 9 }],
  ['an even number, of which the later middle counts', [1, 9, 5, 7], { least: 1, median: 7, most: 9 }],
  ['some that never came', [null, 3, null], { least: 3, median: 3, most: 3 }],
  ['none', [null], null],
])('a range over %s', (_, values, range) => {
  expect(rangeOf(values)).toEqual(range);
});

test('the lowest coverage is that of the worst seed, and the lowest site stands first', () => {
  const summary = summarise([
    aRun({ sites: [aSite('A', 3), aSite('B', 2)] }),
    aRun({ sites: [aSite('A', 1), aSite('B', 2)] }),
  ]);
  expect(summary.sites.map((site) => [site.name, site.undisturbed])).toEqual([
    ['A', 1],
    ['B', 2],
  ]);
});

test('a fault is summed over all seeds, and each brake says in how many of them it stopped it', () => {
  const fault = { kind: 'high-load', fired: 2, servers: ['A'] };
  const summary = summarise([
    aRun({ faults: [{ ...fault, stoppedBy: ['deadline', 'failure-budget'] }] }),
    aRun({ faults: [{ ...fault, stoppedBy: ['deadline'] }] }),
  ]);
  expect(summary.faults).toEqual([
    {
      kind: 'high-load',
      fired: 4,
      stoppedBy: [
        { brake: 'deadline', seeds: 2 },
        { brake: 'failure-budget', seeds: 1 },
      ],
    },
  ]);
});

test('a seed in which nobody was asked counts as none asked', () => {
  const asked = { task: 'gate-question', asked: 3, choices: { yes: 3 }, firstAt: 0, servers: [] };
  expect(summarise([aRun({ decisions: [asked] }), aRun({})]).decisions).toEqual([
    { task: 'gate-question', asked: { least: 0, median: 3, most: 3 }, choices: ['yes'] },
  ]);
});

function aSite(name: string, undisturbed: number): SiteLow {
  return { name, servers: 4, protected: 4, undisturbed, at: 0 };
}

function aRun(more: Partial<SeedRun>): SeedRun {
  return {
    seed: 1,
    outcome: 'finished',
    because: null,
    startedAt: 0,
    switchedAt: 1,
    finishedAt: 2,
    waves: [],
    states: {},
    sites: [],
    unprotected: { seconds: 0, servers: 0, causes: [] },
    faults: [],
    brakes: [],
    decisions: [],
    log: { seq: 1, hash: '' },
    ...more,
  };
}

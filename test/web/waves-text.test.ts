import { expect, test } from 'vitest';
import { forecastOf } from '../../src/web/screens/new-plan/forecast.ts';
import { textOfWaves, wavesIn, withAnotherWave, withHostIn } from '../../src/web/screens/new-plan/waves-text.ts';

const two = [
  { name: 'Berlin first', hosts: ['BER-DC1', 'BER-DC2'] },
  { name: 'wave 2', hosts: ['MUC-DC1'] },
];

test('portal 4.4: waves are the same in lines and side by side, also an empty one and one whose name would end a line', () => {
  expect(wavesIn(textOfWaves(two))).toEqual(two);
  expect(wavesIn(textOfWaves(withAnotherWave(two)))).toEqual([...two, { name: 'wave 3', hosts: [] }]);
  expect(wavesIn(textOfWaves([{ name: 'a: b\nc', hosts: ['X'] }]))).toEqual([{ name: 'a  b c', hosts: ['X'] }]);
});

test('portal 4.4: a server goes into another wave and is in no other one; into a wave that there is not it does not go', () => {
  expect(withHostIn(two, 'BER-DC2', 1)).toEqual([
    { name: 'Berlin first', hosts: ['BER-DC1'] },
    { name: 'wave 2', hosts: ['MUC-DC1', 'BER-DC2'] },
  ]);
  expect(withHostIn(two, 'BER-DC2', 0)).toBe(two);
  expect(withHostIn(two, 'BER-DC2', 2)).toBe(two);
});

const none = { earliest: null, latest: null };
const site = (name: string, servers: number, lowest: number) => ({ name, servers, lowest, unknown: 0, needed: 0 });
const wave = { starts: none, ends: none, noReturn: none, allFinal: none, sites: [], domains: [], held: [] };

test('portal 4.4: the forecast has the first start, the last commit at its latest and the lowest site of all waves', () => {
  const first = { ...wave, starts: { earliest: 5, latest: 9 }, allFinal: { earliest: 50, latest: 60 } };
  const second = { ...wave, starts: { earliest: 20, latest: 90 }, allFinal: { earliest: 70, latest: 80 } };
  const told = forecastOf({
    waves: [
      { ...first, sites: [site('Berlin', 10, 9), site('empty', 0, 0)] },
      { ...second, sites: [site('Munich', 4, 3)], held: [{ reason: 'floor', hosts: 2, names: ['A', 'B'] }] },
    ],
  });
  expect(told).toEqual({
    firstAt: 5,
    lastFinalAt: 80,
    lowest: { name: 'Munich', servers: 4, lowest: 3 },
    held: 2,
  });
});

test('portal 4.4: what nobody can predict is no number', () => {
  const known = { ...wave, allFinal: { earliest: 1, latest: 2 } };
  expect(forecastOf({ waves: [known, wave] })).toEqual({ firstAt: null, lastFinalAt: null, lowest: null, held: 0 });
  expect(forecastOf({ waves: [] }).lastFinalAt).toBeNull();
});

import { describe, expect, test } from 'vitest';
import type { SampleWish } from '../../src/cli/io.ts';
import { chosenSample, estateOfChoice, sampleChoiceShape, sampleSeed } from '../../src/main/sample-choice.ts';
import { startAt } from '../twin/client.ts';

const nothing: SampleWish = { estate: undefined, hosts: undefined, seed: undefined };
const school = { estate: 'school', hosts: 500, seed: 7 } as const;

describe('which sample estate is brought up', () => {
  test.each([
    ['the bank when nobody names one', undefined, undefined, { estate: 'bank', hosts: 0, seed: sampleSeed }],
    [
      'a thousand hosts without a size',
      { estate: 'hospital' },
      undefined,
      { estate: 'hospital', hosts: 1_000, seed: sampleSeed },
    ],
    ['what is wished', school, undefined, school],
    ['the one that is there when nobody names one', undefined, school, school],
    ['the one that is there when it is named', { estate: 'school' }, school, school],
  ] as const)('is %s', (_what, wish, there, expected) => {
    expect(chosenSample(wish && { ...nothing, ...wish }, there)).toEqual(expected);
  });

  test.each([{ estate: 'hospital' }, { estate: 'bank' }, { hosts: 501 }, { seed: 8 }] as const)(
    'is never another one than the one that is there: %j',
    (wish) => {
      expect(() => chosenSample({ ...nothing, ...wish }, school)).toThrow(
        expect.objectContaining({
          code: 'usage',
          detail: expect.stringContaining('Ahornkreis Schools with 500 hosts'),
        }),
      );
    },
  );

  test('is the bank where the settings are older than the others', () => {
    expect(chosenSample(undefined, sampleChoiceShape.parse({}))).toEqual({
      estate: 'bank',
      hosts: 0,
      seed: sampleSeed,
    });
  });

  test('has the hosts of its size', () => {
    expect(estateOfChoice(school, startAt).servers).toHaveLength(500);
    expect(estateOfChoice(chosenSample(undefined, undefined), startAt).servers).toHaveLength(30);
  });
});

import { expect, test } from 'vitest';
import { failuresUnmutated, faultsOfMutants, tryToCatch } from './catch.ts';
import { mutants } from './mutants.ts';

/* The tests are tested: a suite that lets a safety bug through is a defect of the suite. `npm run power` tries all of them. */

test('there are at least forty bugs, and each of them can be put into the sources as they are', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(40);
  expect(new Set(mutants.map(({ file, text, instead }) => `${file}${text}${instead}`)).size).toBe(mutants.length);
  expect(faultsOfMutants()).toEqual([]);
});

/** One of each kind; which ones does not matter, and they are quick. */
const sample = mutants.filter(({ id }) => ['p02', 'p10', 'p18', 'p28', 'p37', 'p53'].includes(id));

test('I1 I2 I3 I6 I8 I11 six bugs of all are caught, each by the suite that passes without it', async () => {
  expect(sample).toHaveLength(6);
  expect(await failuresUnmutated(sample)).toEqual([]);
  for (const mutant of sample) expect((await tryToCatch(mutant)).test, `${mutant.id}: ${mutant.bug}`).not.toBeNull();
});

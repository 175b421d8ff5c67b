import { expect, test } from 'vitest';
import { explore, settings } from './explore.ts';

/* `npm run search` goes through a million states and more. */
const statesInCi = 20_000;

test.each(settings)('I1 I2 I6 I8 I13 hold in every state of a small campaign: $name', (setting) => {
  const explored = explore(setting, statesInCi / settings.length);
  expect(explored.violations).toEqual([]);
  expect(explored.states).toBeGreaterThanOrEqual(statesInCi / settings.length);
});

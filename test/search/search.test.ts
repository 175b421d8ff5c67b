import { expect, test } from 'vitest';
import { explore, settings } from './explore.ts';

/* `npm run search` goes through a million states and more. */
const statesEach = 6_000;
/** Deep enough in the smallest one for the whole of two waves. */
const statesOfFirst = 40_000;

test.each(settings)('I1 I2 I6 I8 I13 hold in every state of a small campaign: $name', (setting) => {
  const most = setting === settings[0] ? statesOfFirst : statesEach;
  const explored = explore(setting, most);
  expect(explored.violations).toEqual([]);
  expect(explored.states).toBeGreaterThanOrEqual(most);
});

test('the search comes to an attempt that somebody else began after another one, unseen', () => {
  const setting = settings.find(({ hasOthers, operators }) => hasOthers && operators === 0);
  if (setting === undefined) throw new Error('No setting has others and nobody who steers.');
  expect(explore(setting, statesEach).happened).toContain('started again by somebody else');
});

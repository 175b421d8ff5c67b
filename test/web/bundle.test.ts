import { expect, test } from 'vitest';
import { buildWeb, firstScreen } from '../../scripts/build-web.mjs';
import { alone } from '../../scripts/checkout.mjs';

/** What the first screen may take, packed as it travels. */
const budgetKilobytes = 250;

test(`the first screen takes at most ${budgetKilobytes} KB of JavaScript, and no other screen comes along with it`, async () => {
  await alone(buildWeb);
  const { kilobytes, files } = await firstScreen();
  expect(kilobytes).toBeLessThanOrEqual(budgetKilobytes);
  expect(files.filter((file) => file.startsWith('screens/') && !file.includes('overview'))).toEqual([]);
});

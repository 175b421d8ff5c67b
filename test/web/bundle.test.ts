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

/** The entry, what its helper needs, the program, the words of one language, the screen and what it shares with no other screen. */
const mostFiles = 6;

test(`a browser fetches at most ${mostFiles} files of JavaScript before the first screen stands`, async () => {
  await alone(buildWeb);
  const { files } = await firstScreen('screens/servers/servers.tsx');
  expect(files.length).toBeLessThanOrEqual(mostFiles);
  expect(files.filter((file) => file.startsWith('screens/') && !file.includes('servers'))).toEqual([]);
});

import { expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { allScreens, aStory, misfits, plainWords } from './support/screens.ts';

inBrowser((browser) => {
  const story = aStory(browser);

  test('nothing on any screen is said that no catalogue has, and longer words in the other direction still fit', async () => {
    await using window = await aWindow(browser(), { width: 1024, remembers: { language: 'pseudo' } });
    await story.portal().signIn(window.context, 'administrator');
    const found: string[] = [];
    for (const screen of allScreens) {
      await window.page.goto(story.portal().url + screen.path(story.told()));
      await window.page.locator('h1').waitFor();
      await window.page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
      await window.page.evaluate("document.documentElement.dir = 'rtl'");
      found.push(...(await misfits(window.page)).map((misfit) => `${screen.name}: ${misfit}`));
      found.push(...(await plainWords(window.page)).map((words) => `${screen.name}: "${words}"`));
    }
    expect(found).toEqual([]);
  });
});

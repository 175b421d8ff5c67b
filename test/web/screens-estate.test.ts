import { expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aStory, lookAtEach, openScreen, picture, screensOf, seriousFindings } from './support/screens.ts';

inBrowser((browser) => {
  const story = aStory(browser);
  lookAtEach(screensOf.estate, story);

  test('high contrast: axe finds nothing serious where most colours meet', async () => {
    await using window = await aWindow(browser(), { remembers: { theme: 'contrast' } });
    await story.portal().signIn(window.context, 'administrator');
    await openScreen(window.page, story, screensOf.estate[0]);
    await picture(window.page, 'overview-contrast');
    expect(await seriousFindings(window.page)).toEqual([]);
  });
});

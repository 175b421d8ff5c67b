import { expect, test } from 'vitest';
import { as, type CampaignId } from '../../src/domain/ids.ts';
import { aPage, inBrowser } from './support/browser.ts';
import { aStory, lookAtEach, screensOf } from './support/screens.ts';

inBrowser((browser) => {
  const story = aStory(browser);
  lookAtEach(screensOf.campaigns, story);

  test('how a campaign went is drawn, and a table behind it says the same to whoever does not see it', async () => {
    await using window = await aPage(story.memory());
    const { page } = window;
    await page.goto(`${story.portal().url}/campaigns/${story.told().campaign}`);
    await page.getByRole('heading', { name: 'How it went' }).waitFor();
    await page.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    const rows = page.locator('.history-plot ~ details').getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(1 + (await page.locator('.history-column').count()));
    const cells = await rows.last().getByRole('cell').allTextContents();
    const { store, tenantId } = story.portal();
    const steps = await store.moveSteps(tenantId, as<CampaignId>(story.told().campaign));
    const attempts = new Set(steps.map(({ moveId }) => moveId)).size;
    expect(cells.map(Number).reduce((sum, count) => sum + count, 0)).toBe(attempts);
  });
});

import { inBrowser } from './support/browser.ts';
import { aStory, lookAtEach, screensOf } from './support/screens.ts';

inBrowser((browser) => lookAtEach(screensOf.house, aStory(browser)));

import { runMain } from './run-main.mjs';

/* npm run keep-store: a store in the middle of a campaign, for every later version to open; the arguments are those of test/upgrade/main.ts. */
await runMain('upgrade');

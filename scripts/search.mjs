import { runMain } from './run-main.mjs';

/* npm run search: every interleaving of small campaigns; the arguments are those of test/search/main.ts. */
await runMain('search');

import { runMain } from './run-main.mjs';

/* npm run fuzz: changed evidence into every reader; the arguments are those of test/fuzz/main.ts. */
await runMain('fuzz');

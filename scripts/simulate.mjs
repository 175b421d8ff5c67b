import { runMain } from './run-main.mjs';

/* npm run simulate: seeded campaigns against the twin; the arguments are those of test/simulation/main.ts. */
await runMain('simulation');

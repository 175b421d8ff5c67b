import { runMain } from './run-main.mjs';

/* npm run simulate: seeded campaigns against the twin, and with --sweep one that is killed at every point; the arguments are those of test/simulation/main.ts. */
await runMain('simulation');

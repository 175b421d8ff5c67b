import { runMain } from './run-main.mjs';

/* npm run power: hand-made safety bugs against the tests; the arguments are those of test/power/main.ts. */
await runMain('power');

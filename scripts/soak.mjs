import { runMain } from './run-main.mjs';

/* npm run soak: a month of a large estate, and what the process holds each day; the arguments are those of test/soak/main.ts. */
await runMain('soak');

import { runMain } from './run-main.mjs';

/* npm run drill: members of a running installation are killed, and nobody may be able to tell; the arguments are those of test/drill/main.ts. */
await runMain('drill');

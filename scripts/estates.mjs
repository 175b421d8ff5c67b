import { runMain } from './run-main.mjs';

/* npm run estates: the largest sample estates, judged and planned, each host held against what its seed promises; the arguments are those of test/estates/main.ts. */
await runMain('estates');

import { runBench } from './run-bench.mjs';

/* npm run bench: figures, each beside its limit; the arguments are those of bench/main.ts. */
await runBench('main.js');

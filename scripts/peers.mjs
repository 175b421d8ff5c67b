import { runBench } from './run-bench.mjs';

/* npm run peers: others that do like work, measured in turns with ours; the arguments are those of bench/peers/arguments.ts. */
await runBench('peers/main.js');

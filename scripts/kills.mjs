import { build } from './build.mjs';
import { say } from './checkout.mjs';
import { runMain } from './run-main.mjs';

/* npm run kills: the built server is killed again and again; the arguments are those of test/kills/main.ts. */
try {
  await build();
  await runMain('kills');
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

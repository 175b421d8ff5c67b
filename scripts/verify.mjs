import { join } from 'node:path';
import { root, run, say } from './checkout.mjs';

/* npm run verify: every test, with nothing skipped whatever is missing here, and the full numbers of the suites that have more than CI runs. */
const steps = [
  ['scripts/test.mjs'],
  ['scripts/simulate.mjs', '--seeds', '160', '--json'],
  ['scripts/simulate.mjs', '--sweep', '--campaign', 'small', '--points', '60'],
  ['scripts/power.mjs'],
  ['scripts/search.mjs', '--states', '1000000'],
];
let failed = 0;
for (const [script, ...args] of steps) {
  say(`\n${script} ${args.join(' ')}`);
  const { code } = await run(process.execPath, [join(root, script), ...args], { env: { CI: 'true' } });
  if (code !== 0) failed += 1;
}
say(failed === 0 ? 'Verified.' : `${failed} of ${steps.length} steps failed.`);
process.exitCode = failed === 0 ? 0 : 1;

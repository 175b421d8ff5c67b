import { join } from 'node:path';
import { root, run } from './checkout.mjs';

/*
 * npm run verify: every test, with the full numbers instead of those that keep `npm test` short, and nothing skipped.
 * Suites read CHANGEGUARD_FULL through test/support/numbers.ts.
 */
const { code } = await run(process.execPath, [join(root, 'scripts', 'test.mjs')], {
  env: { CI: 'true', CHANGEGUARD_FULL: 'true' },
});
process.exitCode = code;

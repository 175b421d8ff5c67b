import { join } from 'node:path';
import { root, run } from './checkout.mjs';

/* npm run verify: every test, with nothing skipped whatever is missing here. Full numbers of longer suites belong here too. */
const { code } = await run(process.execPath, [join(root, 'scripts', 'test.mjs')], { env: { CI: 'true' } });
process.exitCode = code;

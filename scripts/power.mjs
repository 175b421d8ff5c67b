import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, say } from './checkout.mjs';
import { install } from './install.mjs';

/* npm run power: hand-made safety bugs against the tests; the arguments are those of test/power/main.ts. */
try {
  await install();
  const hook = pathToFileURL(join(root, 'test', 'support', 'run-typescript.mjs')).href;
  const { code } = await run(process.execPath, [
    '--import',
    hook,
    join(root, 'test', 'power', 'main.ts'),
    ...process.argv.slice(2),
  ]);
  process.exitCode = code;
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

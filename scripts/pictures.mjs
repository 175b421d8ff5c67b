import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, say } from './checkout.mjs';

/* npm run pictures: every screen of the portal, in light, dark and narrow, as files for docs/start/portal.md. They come from the tests that look at the screens. */
try {
  await build();
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { code } = await run(process.execPath, [vitest, 'run', 'test/web/screens-'], {
    env: { CHANGEGUARD_PICTURES: join('docs', 'start', 'pictures') },
  });
  process.exitCode = code;
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

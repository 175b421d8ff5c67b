import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, say } from './checkout.mjs';

/** Writes the golden files anew from what the product says today. A person reads the diff. */
async function rewriteGoldenFiles() {
  await build();
  const entries = await readdir(join(root, 'test'), { recursive: true });
  const files = [];
  for (const entry of entries.filter((path) => path.endsWith('.test.ts')).sort()) {
    const text = await readFile(join(root, 'test', entry), 'utf8');
    if (text.includes('toMatchFileSnapshot(')) files.push(join('test', entry));
  }
  if (files.length === 0) {
    say('No test keeps a golden file.');
    return 0;
  }
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { code } = await run(process.execPath, [vitest, 'run', ...files, '--update']);
  return code;
}

try {
  process.exitCode = await rewriteGoldenFiles();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

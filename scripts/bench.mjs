import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, say } from './checkout.mjs';

/* npm run bench: compiles the product and the benches, and runs them; the arguments are those of bench/main.ts. */
const out = join(root, 'bench', 'dist');

async function bench() {
  await build();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await rm(out, { recursive: true, force: true });
  const { code, output } = await run(process.execPath, [tsc, '-p', 'tsconfig.bench.json', '--noEmitOnError', 'true'], {
    quiet: true,
  });
  if (code !== 0) {
    say(output.trimEnd());
    throw new Error('The benches do not compile.');
  }
  const ended = await run(process.execPath, [join(out, 'bench', 'main.js'), ...process.argv.slice(2)]);
  return ended.code;
}

try {
  process.exitCode = await bench();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

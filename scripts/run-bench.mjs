import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, say } from './checkout.mjs';

const out = join(root, 'bench', 'dist');
/** As `npm start`, the unit and the image start a server. */
const serverRoom = '--max-semi-space-size=32';

/** Compiles the product and the benches, and runs one of their programs with the arguments of this process; ends with its exit code. */
export async function runBench(program) {
  try {
    await build();
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await rm(out, { recursive: true, force: true });
    const { code, output } = await run(
      process.execPath,
      [tsc, '-p', 'tsconfig.bench.json', '--noEmitOnError', 'true'],
      {
        quiet: true,
      },
    );
    if (code !== 0) {
      say(output.trimEnd());
      throw new Error('The benches do not compile.');
    }
    const ended = await run(process.execPath, [serverRoom, join(out, 'bench', program), ...process.argv.slice(2)]);
    process.exitCode = ended.code;
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}

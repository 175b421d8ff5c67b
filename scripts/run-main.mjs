import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, say } from './checkout.mjs';
import { install } from './install.mjs';

/** Runs `test/FOLDER/main.ts` from its sources with the arguments of this process, and ends with its exit code. */
export async function runMain(folder) {
  try {
    await install();
    const hook = pathToFileURL(join(root, 'test', 'support', 'run-typescript.mjs')).href;
    const main = join(root, 'test', folder, 'main.ts');
    const { code } = await run(process.execPath, ['--import', hook, main, ...process.argv.slice(2)]);
    process.exitCode = code;
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}

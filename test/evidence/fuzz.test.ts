import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const hook = new URL('../support/run-typescript.mjs', import.meta.url).href;
const fuzzer = fileURLToPath(new URL('../fuzz/main.ts', import.meta.url));

/** Where people wait, a tenth. `npm run fuzz -- --inputs 1000000` is the whole. */
const inputs = process.env.CI === 'true' ? 20_000 : 2_000;

test('no changed evidence crashes a reader, hangs it, or proves what the sound one does not', {
  timeout: 600_000,
}, async () => {
  // It ends with 1 on any fault, and then execFile throws with what it printed.
  const { stdout } = await run(process.execPath, ['--import', hook, fuzzer, '--inputs', String(inputs), '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(summary).toMatchObject({ inputs, faults: [] });
  expect(summary.samples).toBeGreaterThan(20);
});

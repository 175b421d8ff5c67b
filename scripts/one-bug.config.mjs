import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { mutants } from '../test/power/mutants.ts';

/* Runs a suite with one bug in the sources. The text is replaced as it is read: no file is touched, and nothing else differs. */
const id = process.env.CHANGEGUARD_MUTANT;
const mutant = mutants.find((one) => one.id === id);
if (id !== undefined && mutant === undefined) throw new Error(`There is no bug ${id}.`);
const root = fileURLToPath(new URL('..', import.meta.url));

const withBug = {
  name: 'one bug',
  enforce: 'pre',
  load(path) {
    if (mutant === undefined || path.split('?')[0] !== `${root}src/${mutant.file}`) return undefined;
    return readFileSync(`${root}src/${mutant.file}`, 'utf8').replace(mutant.text, () => mutant.instead);
  },
};

export default defineConfig({
  root,
  plugins: [withBug],
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});

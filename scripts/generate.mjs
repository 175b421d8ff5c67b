import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';

/*
 * npm run generate              writes every generated page anew
 * npm run generate -- --check   says which pages are out of date and changes nothing; exit code 1 when one is
 *
 * A generator is a file in scripts/generate with `path` and `render(load)`; `load('domain/problem')` gives a module of the sources.
 */
const load = (module) => import(pathToFileURL(join(root, 'src', `${module}.ts`)).href);

async function generate(isCheck) {
  await build();
  // The hook lets Node import TypeScript; it needs packages that may just have been installed.
  await import('../test/support/run-typescript.mjs');
  const outdated = [];
  for (const { path, render } of await generators()) {
    const text = await render(load);
    if (text === (await readFile(join(root, path), 'utf8').catch(() => ''))) continue;
    outdated.push(path);
    if (!isCheck) await writeFile(join(root, path), text);
  }
  for (const path of outdated) say(`${isCheck ? 'Out of date' : 'Written'}: ${path}`);
  if (!isCheck || outdated.length === 0) return 0;
  say('Run "npm run generate" and commit what it writes.');
  return 1;
}

async function generators() {
  const folder = join(root, 'scripts', 'generate');
  const files = (await readdir(folder)).filter((file) => !file.startsWith('markdown')).sort();
  return Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
}

try {
  process.exitCode = await generate(process.argv.includes('--check'));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

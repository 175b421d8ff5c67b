import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProgram } from './build-program.mjs';
import { buildWeb } from './build-web.mjs';
import { alone, root, run, say } from './checkout.mjs';
import { filesBelow } from './files.mjs';
import { install } from './install.mjs';

const dist = join(root, 'dist');
const stampFile = join(dist, '.stamp');

/** Installs, checks and bundles what is out of date; afterwards dist/main.js runs and `npx changeguard` finds it. */
export async function build() {
  await alone(async () => {
    await install();
    const stamp = await sourcesDigest();
    if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) {
      await compile();
      await writeFile(stampFile, stamp);
    }
    await buildWeb();
    // Not behind the stamp: a new installation empties node_modules.
    await linkCommand();
  });
}

async function compile() {
  const startedAt = Date.now();
  say('Building');
  await rm(stampFile, { force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await run(process.execPath, [tsc, '-p', 'tsconfig.server.json'], { quiet: true });
  if (code !== 0) {
    say(output.trimEnd());
    throw new Error('The sources do not compile.');
  }
  await removeEarlier();
  await buildProgram();
  say(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Until now each source was compiled to a file of its own; what lies there would only be mistaken for the program. */
async function removeEarlier() {
  const ours = new Set(['.lock', '.stamp', 'main.js', 'program', 'web']);
  for (const name of await readdir(dist)) if (!ours.has(name)) await rm(join(dist, name), { recursive: true });
}

async function sourcesDigest() {
  const digest = createHash('sha256').update(process.version);
  const paths = [
    'package-lock.json',
    join('scripts', 'build-program.mjs'),
    'tsconfig.base.json',
    'tsconfig.server.json',
    ...(await filesBelow('src')).filter((path) => !path.startsWith(join('src', 'web'))).sort(),
  ];
  for (const path of paths) digest.update(`\0${path}\0`).update(await readFile(join(root, path)));
  return digest.digest('hex');
}

/** npm links the commands of dependencies only, never those of the package itself. */
async function linkCommand() {
  const folder = join(root, 'node_modules', '.bin');
  await mkdir(folder, { recursive: true });
  const target = ['..', '..', 'dist', 'main.js'].join(sep);
  if (process.platform === 'win32') {
    await writeFile(join(folder, 'changeguard.cmd'), `@node "%~dp0\\${target}" %*\r\n`);
    return;
  }
  const link = join(folder, 'changeguard');
  await symlink(target, link).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** True for the script that node was asked to run, false when another script imports it. */
export function isMain(meta) {
  return process.argv[1] !== undefined && meta.url === pathToFileURL(process.argv[1]).href;
}

if (isMain(import.meta)) {
  await build().catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}

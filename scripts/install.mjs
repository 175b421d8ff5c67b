import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run, say } from './checkout.mjs';

/**
 * Installs the packages of package-lock.json when they are not there yet.
 *
 * npm writes node_modules/.package-lock.json as its last act, so that file is the proof of a finished installation: no stamp of ours that
 * `npm install` by hand would leave behind outdated.
 */
export async function install() {
  if (await isInstalled()) return;
  const startedAt = Date.now();
  say('Installing packages (npm ci)');
  const [npm, ...before] = npmCommand();
  const { code, output } = await run(npm, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    quiet: true,
  });
  if (code !== 0) {
    say(output.trimEnd());
    throw new Error(
      'The packages could not be installed. Check the network and the npm registry, then run the command again.',
    );
  }
  say(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

async function isInstalled() {
  const wanted = await packagesOf(join(root, 'package-lock.json'));
  const found = await packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or unreadable. Restore it from git.');
  if (found === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const present = found[path];
    // Optional packages are those of other systems; npm leaves them out and does not list them.
    if (
      present === undefined
        ? !entry.optional
        : present.version !== entry.version || present.integrity !== entry.integrity
    ) {
      return false;
    }
  }
  return true;
}

async function packagesOf(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return [process.execPath, cli];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

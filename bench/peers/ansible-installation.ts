import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from './refusal.ts';
import { ansiblePackage } from './versions.ts';

const execute = promisify(execFile);
const longestMs = 5 * 60_000;
const python = '/usr/bin/python3';

/** How Ansible is called here. */
export interface Ansible {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** As it names itself. */
  readonly version: string;
}

/**
 * The installed one, or where that is asked for Debian's, which is fetched with what it needs and only unpacked below the folder: the machine keeps its packages
 * as they are. undefined: there is none, and none was asked for.
 */
export async function findAnsible(
  folder: string,
  isAsked: boolean,
  say: (line: string) => void,
): Promise<Ansible | undefined> {
  const home = join(folder, 'ansible-home');
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, ANSIBLE_HOME: home, ANSIBLE_LOCAL_TEMP: join(home, 'tmp'), ANSIBLE_NOCOLOR: '1' };
  const installed = (process.env.PATH ?? '')
    .split(delimiter)
    .map((place) => join(place, 'ansible-playbook'))
    .find((file) => existsSync(file));
  if (installed !== undefined) return withVersion({ command: installed, args: [], env });
  if (!isAsked) return undefined;
  const root = join(folder, 'ansible');
  const script = join(root, 'usr', 'bin', 'ansible-playbook');
  if (!existsSync(script)) await unpack(folder, root, say);
  const packages = join(root, 'usr', 'lib', 'python3', 'dist-packages');
  return withVersion({ command: python, args: [script], env: { ...env, PYTHONPATH: packages } });
}

async function unpack(folder: string, root: string, say: (line: string) => void): Promise<void> {
  const archives = join(folder, 'debian');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  say(`fetching ${ansiblePackage} from Debian`);
  const options = [
    '-o',
    `Dir::Cache::archives=${archives}`,
    '-o',
    'APT::Sandbox::User=root',
    '-o',
    'Debug::NoLocking=1',
  ];
  const args = ['install', '--download-only', '--yes', '--no-install-recommends', ...options, ansiblePackage];
  try {
    await execute('apt-get', args, { timeout: longestMs, env: { ...process.env, LC_ALL: 'C' } });
    mkdirSync(root, { recursive: true });
    const files = readdirSync(archives).filter((file) => file.endsWith('.deb'));
    for (const file of files) await execute('dpkg-deb', ['-x', join(archives, file), root], { timeout: longestMs });
  } catch (error) {
    throw debianRefusal(error);
  }
}

/** Says what apt-get said, and what to do about it. */
export function debianRefusal(error: unknown): Refusal {
  const { code, stderr, message } = error as { readonly code?: unknown; readonly stderr?: string; message?: string };
  if (code === 'ENOENT')
    return new Refusal(
      'There is no apt-get here: only Debian’s Ansible is fetched.',
      `Install ${ansiblePackage} in your system’s way; an ansible-playbook on the PATH is used as it is.`,
    );
  const said = (stderr?.trim() || message || String(error)).split('\n').slice(0, 4).join('\n  ');
  return new Refusal(
    `${ansiblePackage} could not be fetched from Debian:\n  ${said}`,
    `Run "apt-get update" and the command again, or install ${ansiblePackage} yourself: an ansible-playbook on the PATH is used as it is.`,
  );
}

async function withVersion(ansible: Omit<Ansible, 'version'>): Promise<Ansible> {
  const { command, args, env } = ansible;
  try {
    const { stdout } = await execute(command, [...args, '--version'], { env: { ...process.env, ...env } });
    const version = /^ansible-playbook \[core ([^\]]+)\]/.exec(stdout)?.[1];
    if (version === undefined) throw new Error(stdout.slice(0, 200));
    return { ...ansible, version };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `Ansible does not start: ${said.split('\n').slice(0, 3).join(' ')}`,
      `Install ${ansiblePackage} in your system’s way and run the command again.`,
    );
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ansible } from './ansible-installation.ts';

/** The steps that do nothing: one that a worker runs for every host, and one that the controller itself passes over. */
export const noOps = {
  debug: ['ansible.builtin.debug:', '  msg: ok'],
  meta: ['ansible.builtin.meta: noop'],
} as const;

interface Play {
  /** Lines of an inventory: a host each, with its variables. */
  readonly hosts: readonly string[];
  /** Hosts a batch, which is what Ansible calls a wave. */
  readonly serial: number;
  /** More keywords of the play. */
  readonly keywords: readonly string[];
  readonly step: readonly string[];
}

/** A playbook as a person would write it: hosts in batches, one step, nothing gathered. */
export function playbook({ serial, keywords, step }: Pick<Play, 'serial' | 'keywords' | 'step'>): string {
  const head = ['- hosts: servers', '  gather_facts: false', `  serial: ${serial}`];
  const lines = [...head, ...keywords.map((line) => `  ${line}`), '  tasks:', '    - name: step'];
  return [...lines, ...step.map((line) => `      ${line}`)].map((line) => `${line}\n`).join('');
}

export function inventory(hosts: readonly string[]): string {
  return ['[servers]', ...hosts].map((line) => `${line}\n`).join('');
}

interface PlayOutcome {
  readonly exitCode: number;
  /** What it says of each host at the end. */
  readonly recap: ReadonlyMap<string, HostRecap>;
  readonly output: string;
}

interface HostRecap {
  readonly ok: number;
  readonly unreachable: number;
  readonly failed: number;
}

/** A host that no batch came to is not in the recap. */
export function recapOf(output: string): ReadonlyMap<string, HostRecap> {
  const lines = output.matchAll(/^(\S+)\s+: ok=(\d+)\s.*?unreachable=(\d+)\s+failed=(\d+)/gm);
  return new Map(
    [...lines].map(([, host = '', ok, unreachable, failed]) => [
      host,
      { ok: Number(ok), unreachable: Number(unreachable), failed: Number(failed) },
    ]),
  );
}

/** Lets it play to its end; `onOutput` gets each piece as it comes. */
export async function play(
  { command, args, env }: Ansible,
  folder: string,
  given: Play & { readonly forks: number; readonly onOutput?: (text: string) => void },
): Promise<PlayOutcome> {
  const place = join(folder, 'play');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'inventory.ini'), inventory(given.hosts));
  writeFileSync(join(place, 'playbook.yml'), playbook(given));
  const more = ['-i', 'inventory.ini', '--forks', String(given.forks), 'playbook.yml'];
  // A host that does not answer is told after two seconds; what stands in a person's own settings is no part of this.
  const own = {
    ANSIBLE_CONFIG: join(place, 'none.cfg'),
    ANSIBLE_TIMEOUT: '2',
    ANSIBLE_SSH_RETRIES: '0',
    LC_ALL: 'C.UTF-8',
  };
  writeFileSync(own.ANSIBLE_CONFIG, '');
  const child = spawn(command, [...args, ...more], {
    cwd: place,
    env: { ...process.env, ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string) => {
    output += text;
    given.onOutput?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const end = () => child.kill();
  process.once('exit', end);
  const [code] = await once(child, 'close');
  process.off('exit', end);
  return { exitCode: code ?? -1, recap: recapOf(output), output };
}

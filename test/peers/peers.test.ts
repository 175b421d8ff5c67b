import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { figure, isMet, toFigure } from '../../bench/figure.ts';
import { inventory, noOps, playbook, recapOf } from '../../bench/peers/ansible.ts';
import { debianRefusal, findAnsible } from '../../bench/peers/ansible-installation.ts';
import { claimFolder, installPeers, refusePlatform, registryRefusal } from '../../bench/peers/installation.ts';
import { outcomesInText, page } from '../../bench/peers/page.ts';
import { Refusal } from '../../bench/peers/refusal.ts';
import { peerVersions } from '../../bench/peers/versions.ts';
import { table } from '../../bench/print.ts';
import { readText, root } from '../support/modules.ts';

/* What of "npm run peers" can be judged without a network and without the peers. */

const folders: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cg-peers-test-'));
  folders.push(folder);
  return folder;
}

test('each peer is measured in one exact version, and none of them is a dependency of the project', () => {
  const own = `${readText('package.json')}${readText('package-lock.json')}`;
  for (const [name, version] of Object.entries(peerVersions)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(own, name).not.toContain(name);
  }
});

const given = {
  name: 'durable-steps-nobody',
  unit: 'steps/s',
  kind: 'peer',
  better: 'higher',
  demand: 5,
  n: 3,
  how: 'Counted.',
} as const;

test.each([
  [1_000, 200, 5, true],
  [999, 200, 4.995, false],
  [100, 200, 0.5, false],
])(
  'ours of %d beside theirs of %d is a ratio of %d: met is %s, and what is missed says so',
  (value, limit, ratio, met) => {
    const one = figure({ ...given, value, limit });
    expect({ ratio: one.ratio, met: isMet(one) }).toEqual({ ratio, met });
    expect(table([one]).includes('MISSED')).toBe(!met);
  },
);

test('JSON has the members of every other figure and no more', () => {
  const { name, unit, kind, better, n } = given;
  const figures = [toFigure(figure({ ...given, value: 10, limit: 4 }))];
  expect(figures).toEqual([{ name, value: 10, unit, limit: 4, ratio: 2.5, kind, better, n }]);
});

test('the playbook has the batches, the brakes and the one step', () => {
  expect(playbook({ serial: 200, keywords: ['any_errors_fatal: true'], step: noOps.debug })).toBe(
    [
      ...['- hosts: servers', '  gather_facts: false', '  serial: 200', '  any_errors_fatal: true', '  tasks:'],
      ...['    - name: step', '      ansible.builtin.debug:', '        msg: ok', ''],
    ].join('\n'),
  );
  expect(inventory(['a x=1', 'b'])).toBe('[servers]\na x=1\nb\n');
});

test('the recap is read host by host, and a host that no batch came to is in none', () => {
  const output = [
    'PLAY RECAP *********',
    'wave1-dark                 : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0   ',
    'wave2-a                    : ok=1    changed=1    unreachable=0    failed=2    skipped=0    rescued=0    ignored=0   ',
  ].join('\n');
  expect([...recapOf(output)]).toEqual([
    ['wave1-dark', { ok: 0, unreachable: 1, failed: 0 }],
    ['wave2-a', { ok: 1, unreachable: 0, failed: 2 }],
  ]);
  expect(recapOf('ERROR! no hosts').size).toBe(0);
});

test.each([
  ['a registry that does not answer', registryRefusal({ stderr: 'npm error network ETIMEDOUT' }), 'npm ping'],
  ['Debian that does not answer', debianRefusal({ code: 100, stderr: 'E: Unable to locate' }), 'apt-get update'],
  ['a machine without apt-get', debianRefusal({ code: 'ENOENT' }), 'on the PATH is used'],
])('%s is told with a way out', (_what, refusal, remedy) => {
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.message.split('\n  → ')[1]).toContain(remedy);
});

test('without npm nothing is installed, and without apt-get nothing fetched: both say what to do', async () => {
  const folder = aFolder();
  vi.stubEnv('PATH', folder);
  await expect(installPeers(folder, () => undefined)).rejects.toThrow(Refusal);
  await expect(findAnsible(folder, true, () => undefined)).rejects.toThrow('There is no apt-get here');
  expect(await findAnsible(folder, false, () => undefined)).toBeUndefined();
});

test('another platform than the one that the versions are for is refused', () => {
  expect(() => refusePlatform('linux', 'x64')).not.toThrow();
  expect(() => refusePlatform('linux', 'arm64')).toThrow(Refusal);
  expect(() => refusePlatform('darwin', 'x64')).toThrow(Refusal);
});

test('a folder in the project or with other things in it is left as it is', () => {
  const folder = aFolder();
  expect(() => claimFolder(root, root)).toThrow('lies in the project');
  expect(() => claimFolder(join(root, 'peers'), root)).toThrow('lies in the project');
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  writeFileSync(join(taken, 'package.json'), '{"name": "mine"}');
  expect(() => claimFolder(taken, root)).toThrow('holds other things');
  expect(readFileSync(join(taken, 'package.json'), 'utf8')).toBe('{"name": "mine"}');
  const ours = join(folder, 'ours');
  claimFolder(ours, root);
  claimFolder(ours, root);
  expect(JSON.parse(readFileSync(join(ours, 'package.json'), 'utf8'))).toMatchObject({ dependencies: peerVersions });
});

test('both outcomes of the dark host stand side by side, on the page and in the terminal', () => {
  const outcomes = [
    { who: 'them', brakes: 'on', darkHost: 'unreachable', isSecondWaveStarted: true, end: 'ended with 4' },
    { who: 'us', brakes: 'shipped', darkHost: 'reverted', isSecondWaveStarted: false, end: 'held' },
  ];
  const written = page([figure({ ...given, value: 10, limit: 4 })], outcomes, 'today');
  expect(written).toContain('| Second wave | STARTED | not started |');
  expect(written).toContain('| durable-steps-nobody | 10.0 | 4.00 | steps/s | 2.50 | >= 5 | 3 | MISSED |');
  expect(outcomesInText(outcomes)).toMatch(/them\n.*STARTED\n.*us\n.*not started\n/s);
});

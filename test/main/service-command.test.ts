import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readText, root } from '../support/modules.ts';

describe('the command beside the unit for systemd', () => {
  const unit = readText('deploy/changeguard.service');
  const shipped = readText('deploy/changeguard');
  const folder = mkdtempSync(join(tmpdir(), 'cg-command-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The command with its places in a folder of this test, and with whoever runs the test in place of the user of the service. */
  function command(settings: string): string {
    const [data, environment] = [join(folder, 'data'), join(folder, 'environment')];
    mkdirSync(data, { recursive: true });
    writeFileSync(environment, settings);
    writeFileSync(
      join(folder, 'main.js'),
      'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() }));',
    );
    const script = join(folder, 'changeguard');
    const places = { '/etc/changeguard/environment': environment, '/opt/changeguard/dist': folder } as const;
    let text = shipped.replace('data=/var/lib/changeguard', `data=${data}`).replace('/usr/bin/node', process.execPath);
    for (const [there, here] of Object.entries(places)) text = text.replace(there, here);
    writeFileSync(script, text.replace('runuser -u changeguard --', 'env'));
    return script;
  }

  test('runs the same program on the same data, as the same user and with the same settings', () => {
    for (const [ofUnit, ofCommand] of [
      ['/opt/changeguard/dist/main.js', '/opt/changeguard/dist/main.js'],
      ['User=changeguard', 'runuser -u changeguard --'],
      ['--data /var/lib/changeguard', 'data=/var/lib/changeguard'],
      ['EnvironmentFile=-/etc/changeguard/environment', 'settings=/etc/changeguard/environment'],
    ] as const)
      expect([unit, shipped]).toEqual([expect.stringContaining(ofUnit), expect.stringContaining(ofCommand)]);
    expect(statSync(join(root, 'deploy/changeguard')).mode & 0o111).toBe(0o111);
  });

  test('hands every word on as it was given, and takes settings as they stand, whatever signs are in them', () => {
    const address = 'postgres://guard@db.bank.example/changeguard?a=1&b=$(touch x)';
    const script = command(
      `# a comment\nCHANGEGUARD_STORE=${address}\nHTTPS_PROXY="http://p:8080"\nno setting\nLAST='1'`,
    );
    const { status, stdout } = spawnSync('sh', [script, 'task', 'done', 'a b', '--because', '$HOME'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    const { args, env, cwd } = JSON.parse(stdout) as { args: string[]; env: Record<string, string>; cwd: string };
    expect(args).toEqual(['task', 'done', 'a b', '--because', '$HOME']);
    expect(env).toMatchObject({ CHANGEGUARD_STORE: address, HTTPS_PROXY: 'http://p:8080', LAST: '1' });
    expect([env.HOME, env.CHANGEGUARD_DATA]).toEqual(Array(2).fill(join(folder, 'data')));
    expect(cwd).toBe(folder);
  });

  test('where the user of the service may not enter the folder, it is the folder of the data', () => {
    const script = command('');
    const text = readFileSync(script, 'utf8');
    writeFileSync(script, text.replace('$as test -x .', '$as test -x ./not-here'));
    const { stdout } = spawnSync('sh', [script], { cwd: folder, env: { PATH: process.env.PATH }, encoding: 'utf8' });
    expect(JSON.parse(stdout).cwd).toBe(join(folder, 'data'));
  });
});

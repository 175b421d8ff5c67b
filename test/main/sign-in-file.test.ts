import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSignIn } from '../../src/main/sign-in-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-sign-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = {
  issuer: 'https://login.microsoftonline.com/1f0e/v2.0',
  clientId: '7c2a',
  secretRef: 'env:CHANGEGUARD_SIGN_IN_SECRET',
  roles: [
    { group: 'g-1', role: 'operator', tenant: 'Nordbank', hosts: 'site:Berlin' },
    { appRole: 'Guard.Approve', role: 'approver' },
  ],
};

const read = (text: string) => {
  const path = join(folder, 'sign-in.json');
  writeFileSync(path, text);
  return readSignIn(path, {}, { machineNow: () => 0, newId: () => 'id' });
};

test('the file says who the provider is and who has which role, in its order', async () => {
  expect((await read(JSON.stringify(good))).rows).toEqual(good.roles);
});

const role = (more: object) => ({ roles: [{ group: 'g', role: 'viewer', ...more }] });
test.each<[string, object, RegExp]>([
  ['an issuer without TLS', { issuer: 'http://login.example/v2.0' }, /issuer: must begin with https/],
  ['a secret where its place belongs', { secretRef: 'Xy8~secret' }, /secretRef: must be env:NAME or file:PATH/],
  ['nobody with a role', { roles: [] }, /roles: names nobody/],
  ['a role that there is not', role({ role: 'boss' }), /roles\.0\.role/],
  ['a row without a group and without an app role', { roles: [{ role: 'viewer' }] }, /needs a group or an appRole/],
  ['a row with both', role({ appRole: 'a' }), /needs a group or an appRole/],
  ['hosts that are no selector', role({ hosts: 'town:Berlin' }), /takes names, site:/],
  ['hosts for an administrator', role({ role: 'administrator', hosts: 'all' }), /sees every host/],
  // A word that was mistyped must not silently widen what a row gives.
  ['a word that is not known', role({ host: 'site:Berlin' }), /host/],
])('X-09 %s is refused at the start, and the fault named', async (_what, more, detail) => {
  await expect(read(JSON.stringify({ ...good, ...more }))).rejects.toThrow(detail);
});

test('a file that is not there, and one that is no JSON, are told apart', async () => {
  await expect(read('{')).rejects.toThrow(/no JSON/);
  const none = readSignIn(join(folder, 'none.json'), {}, { machineNow: () => 0, newId: () => 'id' });
  await expect(none).rejects.toThrow(/cannot be read \(ENOENT\)/);
});

test('X-09 a secret that was written into the file is not repeated', async () => {
  const refused = read(JSON.stringify({ ...good, secretRef: 'Xy8~secret' })).catch((error: Error) => error.message);
  expect(await refused).not.toContain('Xy8~secret');
});

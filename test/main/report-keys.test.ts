import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { as, type TenantId } from '../../src/domain/ids.ts';
import { fingerprintOf, isSigned, reportKeys } from '../../src/main/report-keys.ts';
import { expectedKey } from '../../src/main/verify-pack.ts';

const bank = as<TenantId>('bank');
const other = as<TenantId>('other');
const text = new TextEncoder().encode('what is signed');
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'changeguard-keys-')), 'keys');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

test('X-08 the first use makes a key that only its owner can read; each tenant has its own, and it stays', async () => {
  const keys = reportKeys(folder);
  expect(await keys.held(bank)).toBeUndefined();
  const key = await keys.current(bank);
  expect((await stat(join(folder, 'bank.pem'))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await reportKeys(folder).current(bank)).toEqual(key);
  expect((await keys.current(other)).fingerprint).not.toBe(key.fingerprint);
  expect(key.publicKey).not.toContain('PRIVATE');
  const signature = await keys.sign(bank, key.fingerprint, text);
  expect(isSigned(text, signature, key.publicKey)).toBe(true);
  expect(isSigned(new TextEncoder().encode('what is singed'), signature, key.publicKey)).toBe(false);
});

test('two who make the first key at once have the same one', async () => {
  const made = await Promise.all([1, 2, 3].map(() => reportKeys(folder).current(bank)));
  expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test('a new key takes the place of the old one, whose packs stay verifiable and under which nothing is signed any more', async () => {
  const keys = reportKeys(folder);
  const old = await keys.current(bank);
  const signature = await keys.sign(bank, old.fingerprint, text);
  const renewed = await keys.renew(bank);
  expect(renewed.fingerprint).not.toBe(old.fingerprint);
  expect(isSigned(text, signature, old.publicKey)).toBe(true);
  await expect(keys.sign(bank, old.fingerprint, text)).rejects.toMatchObject({ code: 'report-key-unusable' });
});

test.each<[string, (path: string) => Promise<void>]>([
  ['that others can read', (path) => chmod(path, 0o644)],
  ['that holds something else', (path) => writeFile(path, 'no key', { mode: 0o600 })],
  ['of a size that no key has', (path) => writeFile(path, 'x'.repeat(10_000), { mode: 0o600 })],
])('a key file %s is refused, and not repaired unasked', async (_name, spoil) => {
  const keys = reportKeys(folder);
  await keys.current(bank);
  const path = join(folder, 'bank.pem');
  await spoil(path);
  const before = await readFile(path);
  await expect(keys.current(bank)).rejects.toMatchObject({ code: 'report-key-unusable' });
  expect(await readFile(path)).toEqual(before);
});

test('a key to verify with is a fingerprint or a public key; a private one is refused', async () => {
  const { fingerprint, publicKey } = await reportKeys(folder).current(bank);
  expect(expectedKey(` ${fingerprint.toUpperCase()}\n`)).toBe(fingerprint);
  expect(expectedKey(publicKey)).toBe(fingerprint);
  const secret = await readFile(join(folder, 'bank.pem'), 'utf8');
  expect(fingerprintOf(secret)).toBeUndefined();
  for (const bad of ['', 'abc', secret, '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----'])
    expect(() => expectedKey(bad)).toThrow(expect.objectContaining({ code: 'pack-key-unreadable' }));
});

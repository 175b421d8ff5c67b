import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signerOf } from '../../src/api/report-keys.ts';
import { as, type TenantId } from '../../src/domain/ids.ts';
import type { Signer } from '../../src/engine/ports/log-archive.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
import { openStore } from '../../src/store/open.ts';
import { signedEnd } from '../../src/store/transfer/signed-end.ts';
import { machineNow, newId, testIdentity } from '../support/identity.ts';
import { aTenant } from '../support/stores.ts';
import { anEvent } from './estate.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-tenant-export-'));
let store: Store;
beforeAll(async () => {
  store = await openStore({ kind: 'memory' }, { identity: testIdentity, machineNow });
  await store.migrate();
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const silent = () => undefined;
const keys = reportKeys(join(folder, 'keys'));
const signing = async (tenantId: TenantId): Promise<Signer> => signerOf(keys, tenantId, await keys.current(tenantId));

async function anExport(): Promise<{ tenantId: TenantId; path: string; lines: string[]; key: Signer['key'] }> {
  const tenantId = await aTenant(store);
  for (const at of [2, 3, 4])
    await store.commit({
      tenantId,
      at,
      events: [anEvent('reading-changed', 'tenant', 'sensors', { at, mark: 'amber' })],
    });
  const path = join(folder, `${tenantId}.jsonl.gz`);
  const signer = await signing(tenantId);
  await store.exportTenant(tenantId, path, signer);
  return { tenantId, path, lines: gunzipSync(readFileSync(path)).toString().trimEnd().split('\n'), key: signer.key };
}

const rewritten = (lines: readonly string[], key?: string) => {
  const path = join(folder, `${newId()}.gz`);
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
  return verifyExport(path, { key }, silent);
};
const sha = (lines: readonly string[]) => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
};
/** The last line, with every digest made to fit what the lines before it say now. */
const fitting = (lines: readonly string[]) => {
  const { end, signature } = JSON.parse(lines.at(-1) ?? '');
  const digests: Record<string, string> = {};
  let [table, rows]: [string, string[]] = ['', []];
  const all = lines.slice(1, -1);
  for (const line of [...all, '{"table":""}']) {
    if (line.startsWith('[')) {
      rows.push(line);
      continue;
    }
    if (table !== '') digests[table] = sha(rows);
    [table, rows] = [JSON.parse(line).table, []];
  }
  return { end: { ...end, digests, sha256: sha(lines.slice(0, -1)) }, signature };
};

test('it is signed with the key of its tenant, which is told whose it is and whether it is the one that was asked for', async () => {
  const { tenantId, path, key } = await anExport();
  const { fingerprint } = key;
  const found = await verifyExport(path, { key: fingerprint }, silent);
  expect(found).toMatchObject({
    isSound: true,
    signature: { isGood: true, tenantId, fingerprint, isExpected: true, inLogSince: null },
  });
  const other = await verifyExport(path, { key: 'f'.repeat(64) }, silent);
  expect(other).toMatchObject({ isSound: false, signature: { isGood: true, isExpected: false } });
  expect(other.differences).toEqual([`It was signed with the key ${fingerprint}, not with ${'f'.repeat(64)}.`]);
});

test('the log in it says since when it knows the key', async () => {
  const tenantId = await aTenant(store);
  const signer = await signing(tenantId);
  const { fingerprint, publicKey } = signer.key;
  const events = [anEvent('report-key-made', 'tenant', tenantId, { fingerprint, publicKey })];
  await store.commit({ tenantId, at: 86_400_000, events });
  const path = join(folder, `${tenantId}.jsonl.gz`);
  await store.exportTenant(tenantId, path, signer);
  expect((await verifyExport(path, {}, silent)).signature?.inLogSince).toBe('1970-01-02T00:00:00.000Z');
});

test('whoever makes every digest fit what he changed has no signature for it', async () => {
  const { lines } = await anExport();
  const at = lines.findIndex((line) => line.startsWith('[') && line.includes('Bank of Tests'));
  const changed = lines.with(at, (lines[at] ?? '').replace('Bank', 'Bonk'));
  const forged = changed.with(-1, JSON.stringify(fitting(changed)));
  expect((await rewritten(lines)).differences).toEqual([]);
  // Nothing else shows it: only the signature stands between this file and a sound one.
  expect(await rewritten(forged)).toMatchObject({
    isSound: false,
    signature: { isGood: false },
    differences: ['It was not signed with the key that it names: it is not as its tenant signed it.'],
  });
});

test('whoever signs it anew with another key passes only where nobody says which key it must be', async () => {
  const { lines, key } = await anExport();
  const forger = await signing(as<TenantId>(newId()));
  const end = { ...fitting(lines).end, key: forger.key };
  const forged = lines.with(-1, JSON.stringify(await signedEnd(end, forger)));
  expect(await rewritten(forged)).toMatchObject({ isSound: true, signature: { isGood: true, isExpected: null } });
  expect(await rewritten(forged, key.fingerprint)).toMatchObject({
    isSound: false,
    signature: { isExpected: false },
  });
});

test('one byte changed anywhere in the lines, or in the file, is not sound', async () => {
  const { path, lines } = await anExport();
  const whole = Buffer.from(`${lines.join('\n')}\n`);
  const isSound = async (bytes: Buffer) => {
    const other = join(folder, 'flipped.gz');
    writeFileSync(other, bytes);
    return verifyExport(other, {}, silent).then(
      (found) => found.isSound || found.differences.length === 0,
      (error: { code?: string }) => error.code !== 'export-unreadable',
    );
  };
  const flipped = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  for (let at = 3; at < whole.length; at += Math.ceil(whole.length / 150))
    expect([at, await isSound(gzipSync(flipped(whole, at)))]).toEqual([at, false]);
  const packed = readFileSync(path);
  for (let at = 20; at < packed.length; at += Math.ceil(packed.length / 20))
    expect([at, await isSound(flipped(packed, at))]).toEqual([at, false]);
  expect(gunzipSync(packed).equals(whole)).toBe(true);
});

test('what an earlier version wrote is verified, says that it is not signed, and is not what was asked for where a key was', async () => {
  const { lines } = await anExport();
  const first = JSON.stringify({ ...JSON.parse(lines[0] ?? ''), format: 'changeguard.tenant/1' });
  const before = [first, ...lines.slice(1, -1)];
  const { rows, digests } = fitting(lines).end;
  const old = [...before, JSON.stringify({ end: rows, digests, sha256: sha(before) })];
  expect(await rewritten(old)).toMatchObject({ isSound: true, signature: null, differences: [] });
  const key = 'a'.repeat(64);
  expect(await rewritten(old, key)).toMatchObject({
    isSound: false,
    differences: [`It is not signed, and the key ${key} was to have signed it.`],
  });
  // A signature cannot be left out of the new form, nor the form of the old one be claimed for a signed end.
  const { end } = JSON.parse(lines.at(-1) ?? '');
  const bare = JSON.stringify({ end: end.rows, digests: end.digests, sha256: end.sha256 });
  for (const other of [lines.with(-1, bare), lines.with(-1, JSON.stringify({ end })), lines.with(0, first)])
    await expect(rewritten(other)).rejects.toMatchObject({ code: 'export-unreadable' });
});

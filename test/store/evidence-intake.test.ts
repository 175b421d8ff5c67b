import { expect, test } from 'vitest';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import { evidenceIntake } from '../../src/store/migrations/0003-evidence-intake.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStore, onLocal } from '../support/stores.ts';
import { aDocument, aHost } from './estate.ts';

const hex = (digit: string) => digit.repeat(40);

function anUploadToken(tenantId: TenantId, more: { readonly expiresAt?: number } = {}) {
  return {
    tenantId,
    tokenId: newId<string>(),
    secretHash: sha256(newId<string>()),
    host: 'ber-dc1.bank.example',
    createdAt: 1,
    createdBy: 'os:tester',
    expiresAt: 1_000,
    revokedAt: null,
    usedAt: null,
    usedDigest: null,
    refusals: 0,
    ...more,
  } as const;
}

forEveryStore((under) => {
  test('an upload token comes back by its hash, is spent for one file, and again for the same file only', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const token = anUploadToken(tenantId);
    await store.putUploadToken(token);
    expect(await store.uploadTokenByHash(token.secretHash)).toEqual(token);
    expect(await store.uploadTokenByHash(sha256('another'))).toBeUndefined();
    const spend = (digest: string, at: number) => store.spendUploadToken(tenantId, token.tokenId, digest, at);
    expect((await Promise.all([spend('a', 5), spend('b', 5), spend('b', 5)])).filter(Boolean).length).toBeGreaterThan(
      0,
    );
    const [used] = await store.uploadTokens(tenantId);
    expect(used?.usedAt).toBe(5);
    expect(await spend(used?.usedDigest ?? '', 7)).toBe(true);
    expect(await spend('c', 7)).toBe(false);
    expect((await store.uploadTokens(tenantId))[0]).toEqual(used);
  });

  test('an upload token that expired, was revoked or wore out is not spent', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [expired, revoked, worn] = [anUploadToken(tenantId), anUploadToken(tenantId), anUploadToken(tenantId)];
    for (const token of [expired, revoked, worn]) await store.putUploadToken(token);
    expect(await store.spendUploadToken(tenantId, expired.tokenId, 'a', 1_000)).toBe(false);
    expect(await store.revokeUploadToken(tenantId, revoked.tokenId, 8)).toBe(true);
    expect(await store.revokeUploadToken(tenantId, revoked.tokenId, 9)).toBe(false);
    expect(await store.spendUploadToken(tenantId, revoked.tokenId, 'a', 10)).toBe(false);
    expect(await store.countUploadRefusal(tenantId, worn.tokenId, 2, 5)).toBe(1);
    expect(await store.spendUploadToken(tenantId, worn.tokenId, 'a', 6)).toBe(true);
    expect(await store.countUploadRefusal(tenantId, worn.tokenId, 2, 7)).toBe(2);
    expect(await store.spendUploadToken(tenantId, worn.tokenId, 'a', 8)).toBe(false);
  });

  test('only tokens that expired before are swept', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [old, young] = [anUploadToken(tenantId, { expiresAt: 10 }), anUploadToken(tenantId, { expiresAt: 20 })];
    for (const token of [old, young]) await store.putUploadToken(token);
    expect(await store.sweepUploadTokens(20)).toBeGreaterThanOrEqual(1);
    expect((await store.uploadTokens(tenantId)).map((token) => token.tokenId)).toEqual([young.tokenId]);
  });

  test('a device id leads to the hosts whose current documents hold it, in any case and with braces', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [first, second] = [aHost(), aHost()];
    const guid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    await store.commit({
      tenantId,
      at: 2_000,
      hosts: [first, second],
      facts: [
        aDocument(first.host.hostId, { 'device.id': hex('A'), odd: 'nul \u0000' }),
        aDocument(
          second.host.hostId,
          { 'device.records': [hex('b'), hex('A')] },
          { source: 'hunting-device-identity' },
        ),
        aDocument(second.host.hostId, { 'device.id': `{${guid.toUpperCase()}}` }),
        aDocument(first.host.hostId, { 'device.id': '0'.repeat(40) }, { source: 'client-analyzer' }),
      ],
    });
    const owners = async (...ids: string[]) =>
      (await store.deviceOwners(tenantId, ids)).map(({ deviceId, hostId, source }) => [deviceId, hostId, source]);
    expect(await owners(hex('a'))).toEqual(
      [
        [hex('a'), first.host.hostId, 'host-facts'],
        [hex('a'), second.host.hostId, 'hunting-device-identity'],
      ].sort((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1)),
    );
    expect(await owners(guid)).toEqual([[guid, second.host.hostId, 'host-facts']]);
    expect(await owners('0'.repeat(40), hex('f'))).toEqual([]);
    expect((await store.deviceOwners(tenantId, [guid]))[0]?.fqdn).toBe(second.host.fqdn);

    const later = { observedAt: 1_900 };
    await store.commit({
      tenantId,
      at: 3_000,
      facts: [aDocument(first.host.hostId, { 'device.id': hex('c') }, later)],
    });
    expect((await owners(hex('a'))).map(([, hostId]) => hostId)).toEqual([second.host.hostId]);
  });

  test('a new host is judged on the basis that a later look finds, so that its verdict stands', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost();
    await store.commit({ tenantId, at: 2_000, hosts: [host], facts: [aDocument(host.host.hostId, { a: 1 })] });
    const [due] = await store.hostsToEvaluate(tenantId, null, 9);
    // Writing the host again computes its basis anew; equal ones leave it as it is.
    await store.commit({ tenantId, at: 2_001, hosts: [{ ...host, events: [] }] });
    const [again] = await store.hostsToEvaluate(tenantId, null, 9);
    expect(again?.factsDigest).toBe(due?.factsDigest);
    expect(due?.factsDigest).toMatch(/^[0-9a-f]{64}$/);
  });
});

onLocal((under) => {
  test('the step fills in the device ids of documents that were there before it', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = [aHost(), aHost()];
    const [first, second] = hosts.map(({ host }) => host.hostId) as [HostId, HostId];
    await store.commit({
      tenantId,
      at: 2_000,
      hosts,
      facts: [
        aDocument(first, { 'device.id': `{${hex('D')}}`, odd: 'nul \u0000 "device.id":"x"' }),
        aDocument(second, { 'device.records': [hex('E'), hex('d')] }, { source: 'hunting-device-identity' }),
        aDocument(second, { 'device.id': null }),
      ],
    });
    await under.tamper('DROP TABLE host_device', 'DROP TABLE upload_token', ...evidenceIntake.statements);
    const found = await under.store().deviceOwners(tenantId, [hex('d'), hex('e')]);
    expect(found.map(({ deviceId, hostId }) => `${deviceId} ${hostId}`).sort()).toEqual(
      [`${hex('d')} ${first}`, `${hex('d')} ${second}`, `${hex('e')} ${second}`].sort(),
    );
  });
});

import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installationLog, type TenantId } from '../../src/domain/ids.ts';
import { dayMs } from '../../src/domain/time.ts';
import { createAuditForwarder } from '../../src/engine/audit-forwarder.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { AuditCollector, Store } from '../../src/engine/ports/store.ts';
import { sealLog } from '../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../src/main/log-archive/keeper.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { readSiem, siemFindings } from '../../src/main/siem-file.ts';
import { anEvent } from '../store/estate.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { testIdentity } from '../support/identity.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aTenant } from '../support/stores.ts';
import { aSyslogDesk, type SyslogDesk } from '../support/syslog-desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-siem-'));
const authority = anAuthority('The bank’s own root');
const certificate = issued(authority, { names: ['localhost'] });
const limits = { connectMs: 10_000, closeMs: 10_000, messageBytes: 8_192 };
const caPath = join(folder, 'root.pem');
let store: Store;
let now = 1_000_000;

beforeAll(async () => {
  writeFileSync(caPath, authority.certificate.toString());
  store = await openPlayedStore(testIdentity, () => now);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
async function collectorsOf(...collectors: object[]): Promise<readonly AuditCollector[]> {
  files += 1;
  const path = join(folder, `siem-${files}.json`);
  writeFileSync(path, JSON.stringify({ collectors }));
  return readSiem(path, limits);
}

const toDesk = (desk: Pick<SyslogDesk, 'port'>, name: string, more: object = {}) => ({
  name,
  kind: 'syslog',
  host: 'localhost',
  port: desk.port,
  ca: caPath,
  hostname: 'guard',
  ...more,
});

function forwarderOf(collectors: readonly AuditCollector[], worker = 'w', gone: readonly string[] = []) {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clocks = { machineNow: () => now, tenantNow: () => now };
  const goneWorkers = () => gone;
  return createAuditForwarder({ store, clocks, worker, goneWorkers, log } as unknown as EngineContext, collectors);
}

async function links(tenantId: TenantId, count: number, events = 1): Promise<void> {
  for (let link = 0; link < count; link += 1)
    await store.commit({
      tenantId,
      at: 2_000 + link,
      events: Array.from({ length: events }, () => anEvent('reading-changed', 'tenant', 'sensors', { link })),
    });
}

/** The entries that came of a tenant, as `seq`, in the order in which they came. */
const seqsOf = (messages: readonly string[], tenantId: TenantId) =>
  messages.flatMap((text) => {
    const [, tenant, seq] = / tenant="([^"]+)".* seq="(\d+)"/.exec(text) ?? [];
    return tenant === tenantId ? [Number(seq)] : [];
  });
const firstTimes = (seqs: readonly number[]) => [...new Set(seqs)];
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

test('every entry of every log arrives once and in order, and what comes later is sent from there', async () => {
  await using desk = await aSyslogDesk(certificate);
  const [a, b] = [await aTenant(store), await aTenant(store)];
  await links(a, 5);
  await links(b, 3, 2);
  await store.recordInstallation(1, [anEvent('access-changed', 'token', 'token-made')]);
  const forwarder = forwarderOf(await collectorsOf(toDesk(desk, 'every')));
  await forwarder.look();
  expect(seqsOf(desk.messages, a)).toEqual(upTo(6));
  expect(seqsOf(desk.messages, b)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  expect(seqsOf(desk.messages, installationLog)).toEqual([1]);
  await links(a, 2);
  await forwarder.look();
  // Another start goes on where this one stopped.
  const again = forwarderOf(await collectorsOf(toDesk(desk, 'every')), 'another');
  await links(a, 1);
  await again.look();
  expect(seqsOf(desk.messages, a)).toEqual(upTo(9));
  expect(again.state()).toEqual([{ name: 'every', lag: 0, problem: undefined }]);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  '%s: a connection that breaks off in the middle of a message loses nothing and turns nothing round',
  async (maxVersion) => {
    await using desk = await aSyslogDesk({ ...certificate, maxVersion });
    const tenantId = await aTenant(store);
    await links(tenantId, 40);
    desk.breakAfter(1, 700, 5_003, 9_999);
    const collectors = await collectorsOf(toDesk(desk, `breaking-${maxVersion.slice(-1)}`, { tenants: [tenantId] }));
    const forwarder = forwarderOf(collectors);
    for (let tries = 0; tries < 4; tries += 1) {
      await forwarder.look();
      expect(forwarder.state()[0]).toMatchObject({
        lag: 41,
        problem: expect.stringContaining('did not get the audit'),
      });
      now += 3_600_000;
    }
    await forwarder.look();
    expect(forwarder.state()[0]).toMatchObject({ lag: 0, problem: undefined });
    expect(firstTimes(seqsOf(desk.messages, tenantId))).toEqual(upTo(41));
    expect(seqsOf(desk.messages, tenantId).slice(-41)).toEqual(upTo(41));
  },
);

test('while a collector is away it is asked less and less often, and gets everything when it is back', async () => {
  const tenantId = await aTenant(store);
  const desk = await aSyslogDesk(certificate);
  const { port } = desk;
  await desk[Symbol.asyncDispose]();
  let tries = 0;
  const [away] = await collectorsOf(toDesk({ port }, 'away', { tenants: [tenantId] }));
  if (away === undefined) throw new Error('no collector');
  const counted: AuditCollector = {
    ...away,
    send: (records, stopped) => {
      tries += 1;
      return away.send(records, stopped);
    },
  };
  const forwarder = forwarderOf([counted]);
  for (let second = 0; second < 60; second += 1) {
    await forwarder.look();
    now += 1_000;
  }
  // After 1, 2, 4, 8, 16 and 32 seconds.
  expect(tries).toBe(6);
  await using back = await aSyslogDesk(certificate);
  now += 3_600_000;
  const later = forwarderOf(await collectorsOf(toDesk(back, 'away', { tenants: [tenantId] })));
  await later.look();
  expect(seqsOf(back.messages, tenantId)).toEqual([1]);
});

test('a collector that does not say that it read to the end is not believed, unless its settings say so', async () => {
  await using desk = await aSyslogDesk(certificate);
  desk.keepOpen();
  const tenantId = await aTenant(store);
  const asked = toDesk(desk, 'silent', { tenants: [tenantId] });
  const path = join(folder, 'silent.json');
  writeFileSync(path, JSON.stringify({ collectors: [asked] }));
  const strict = forwarderOf(await readSiem(path, { ...limits, closeMs: 20 }));
  await strict.look();
  expect(strict.state()[0]?.problem).toContain('may not have read everything');
  now += 3_600_000;
  const trusting = forwarderOf(await collectorsOf({ ...asked, confirms: false }));
  await trusting.look();
  expect(trusting.state()[0]).toMatchObject({ lag: 0, problem: undefined });
});

test('a certificate of another root, or for another name, gets nothing', async () => {
  const tenantId = await aTenant(store);
  const stranger = issued(anAuthority('Somebody else'), { names: ['localhost'] });
  const misnamed = issued(authority, { names: ['siem.bank.example'] });
  for (const [name, wrong] of [
    ['stranger', stranger],
    ['misnamed', misnamed],
  ] as const) {
    await using desk = await aSyslogDesk(wrong);
    const forwarder = forwarderOf(await collectorsOf(toDesk(desk, name, { tenants: [tenantId] })));
    await forwarder.look();
    expect(forwarder.state()[0]).toMatchObject({ lag: 1, problem: expect.stringContaining('did not get the audit') });
    expect(desk.messages).toEqual([]);
    const at = join(folder, `siem-${files}.json`);
    expect(await siemFindings(at, limits)).toMatchObject([{ verdict: 'fail' }]);
  }
  await using desk = await aSyslogDesk(certificate);
  await collectorsOf(toDesk(desk, 'good'));
  expect(await siemFindings(join(folder, `siem-${files}.json`), limits)).toMatchObject([{ verdict: 'pass' }]);
});

test('of two workers one sends a log, and the other goes on where it fell silent', async () => {
  await using desk = await aSyslogDesk(certificate);
  const tenantId = await aTenant(store);
  await links(tenantId, 3);
  const collectors = await collectorsOf(toDesk(desk, 'shared', { tenants: [tenantId] }));
  const claim = await store.claimAudit({
    tenantId,
    collector: 'shared',
    worker: 'dead',
    machineNow: now,
    leaseMs: 60_000,
  });
  const forwarder = forwarderOf(collectors, 'alive');
  await forwarder.look();
  expect(desk.messages).toEqual([]);
  expect(forwarder.state()[0]?.lag).toBe(4);
  now += 60_001;
  await forwarder.look();
  expect(seqsOf(desk.messages, tenantId)).toEqual(upTo(4));
  if (claim === undefined) throw new Error('no claim');
  expect(await store.moveAudit(claim, 1, now)).toBe(false);
});

test('a log whose worker is known to be gone is sent at once, and not when its lease is over', async () => {
  await using desk = await aSyslogDesk(certificate);
  const tenantId = await aTenant(store);
  await links(tenantId, 2);
  const collectors = await collectorsOf(toDesk(desk, 'left', { tenants: [tenantId] }));
  await store.claimAudit({ tenantId, collector: 'left', worker: 'dead', machineNow: now, leaseMs: 60_000 });
  await forwarderOf(collectors, 'alive', ['somebody']).look();
  expect(desk.messages).toEqual([]);
  await forwarderOf(collectors, 'alive', ['dead']).look();
  expect(seqsOf(desk.messages, tenantId)).toEqual(upTo(3));
});

test('of a log with a sealed part a collector has got everything before, a new one gets what is left, and both go on', async () => {
  await using desk = await aSyslogDesk(certificate);
  const tenantId = await aTenant(store);
  for (const day of [10, 20, 30])
    await store.commit({ tenantId, at: day * dayMs, events: [anEvent('signed-in', 'user', 'anna', { day })] });
  const early = await collectorsOf(toDesk(desk, 'early', { tenants: [tenantId] }));
  await forwarderOf(early).look();
  expect(seqsOf(desk.messages, tenantId)).toEqual(upTo(4));
  const context = {
    store,
    identity: testIdentity,
    clocks: systemClocks(() => 1_000 * dayMs),
    onCommit: () => undefined,
  };
  const keeper = archiveKeeper(join(folder, 'archives'), reportKeys(join(folder, 'keys')));
  expect(await sealLog(context, tenantId, 400, keeper)).toMatchObject({ sealedEvents: 3, lastSeq: 4 });
  // The key and the seal themselves are entries; nothing that was sent is sent again.
  await forwarderOf(early).look();
  expect(seqsOf(desk.messages, tenantId)).toEqual(upTo(6));
  const before = desk.messages.length;
  const late = forwarderOf(await collectorsOf(toDesk(desk, 'late', { tenants: [tenantId] })));
  await late.look();
  expect(seqsOf(desk.messages.slice(before), tenantId)).toEqual([1, 5, 6]);
  expect(late.state()).toEqual([{ name: 'late', lag: 0, problem: undefined }]);
});

test('a file has a line for each entry, survives a torn line and rotation, and holds no names where none are wanted', async () => {
  const tenantId = await aTenant(store);
  const path = join(folder, 'audit.jsonl');
  const asked = { name: 'file', kind: 'file', path, tenants: [tenantId], names: false };
  const forwarder = forwarderOf(await collectorsOf(asked));
  await forwarder.look();
  appendFileSync(path, '{"id":"cut o');
  await links(tenantId, 2);
  await forwarder.look();
  const written = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(written).toHaveLength(4);
  const entries = [0, 2, 3].map((at) => JSON.parse(written[at] ?? ''));
  expect(entries.map(({ id }) => id)).toEqual([1, 2, 3].map((seq) => `${tenantId}.${seq}.0`));
  expect(entries[1]).toMatchObject({ actor: '[private]', personal: { actor: '[private]' }, kind: 'reading-changed' });
  expect(written.join('')).not.toContain('os:tester');
  renameSync(path, `${path}.1`);
  await links(tenantId, 1);
  await forwarder.look();
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  ['no JSON', '{'],
  ['nobody', { collectors: [] }],
  ['tcp to elsewhere', { collectors: [{ name: 'a', kind: 'syslog', host: 'siem.bank.example', transport: 'tcp' }] }],
  ['half a certificate', { collectors: [{ name: 'a', kind: 'syslog', host: 'siem', cert: 'x' }] }],
  ['two of a name', { collectors: ['x', 'y'].map((path) => ({ name: 'a', kind: 'file', path })) }],
  ['a word that is not known', { collectors: [{ name: 'a', kind: 'file', path: 'x', secret: 'y' }] }],
  ['a certificate that is not there', { collectors: [{ name: 'a', kind: 'syslog', host: 'siem', ca: '/nowhere' }] }],
])('settings with %s are refused at the start', async (what, document) => {
  const path = join(folder, `refused-${what.replaceAll(' ', '-')}.json`);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  await expect(readSiem(path)).rejects.toMatchObject({ code: 'usage' });
});

import { expect, test } from 'vitest';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aConnection, aDocument, aHost, aMove, anEffect, anEvent, aTask, aVerdict, seen } from './estate.ts';

const ids = {
  host: newId<HostId>(),
  campaign: aCampaign(newId<TenantId>()).campaign.campaignId,
  move: aMove(null, newId<HostId>()).moveId,
  task: aTask(newId<TenantId>()).task.taskId,
  effect: anEffect(aCampaign(newId<TenantId>()).campaign.campaignId, []).effectId,
};

/** Fills a tenant with rows whose ids are the same in every tenant and whose texts say whose they are. */
async function filled(store: Store, mark: string): Promise<TenantId> {
  const tenantId = await aTenant(store);
  const facts = [aDocument(ids.host, { mark, 'device.id': 'd'.repeat(40) })];
  const host = aHost(
    { hostId: ids.host, name: 'DC1', site: mark, sensorId: 's1' },
    { seen: seen('readyForMigration') },
  );
  await store.commit({ tenantId, at: 1_000, hosts: [host], facts });
  const [due] = await store.hostsToEvaluate(tenantId, 1_000, 9);
  const campaign = aCampaign(tenantId, { campaignId: ids.campaign, name: mark });
  const reading = {
    tenantId,
    resource: 'sensors',
    readAt: 1,
    dueAt: 9_000,
    problem: { code: 'x', detail: mark },
    failures: 0,
  };
  await store.commit({
    tenantId,
    at: 2_000,
    eligibilities: [aVerdict(ids.host, due?.factsDigest ?? '', { reasons: [mark] })],
    pins: facts.map(({ hostId, digest }) => ({ hostId, digest })),
    campaigns: [campaign],
    moves: [
      aMove(ids.campaign, ids.host, 'requested', {
        moveId: ids.move,
        state: { kind: mark },
        waitingFor: mark,
        slotDelta: 1,
      }),
    ],
    tasks: [aTask(tenantId, { taskId: ids.task, key: 'k', title: mark })],
    effects: [anEffect(ids.campaign, [ids.move], { effectId: ids.effect, key: mark })],
    readings: [reading],
    events: [anEvent('reading-changed', 'tenant', 'sensors', { mark })],
    connections: [aConnection(tenantId, { directoryId: mark })],
  });
  await store.putToken({
    tokenId: newId<string>(),
    name: mark,
    secretHash: sha256(newId<string>()),
    role: 'viewer',
    tenantId,
    createdAt: 1,
    createdBy: mark,
    expiresAt: 9,
    revokedAt: null,
    lastUsedAt: null,
  });
  await store.putUploadToken({
    tenantId,
    tokenId: 'same-everywhere',
    secretHash: sha256(newId<string>()),
    host: mark,
    createdAt: 1,
    createdBy: mark,
    expiresAt: 9,
    revokedAt: null,
    usedAt: null,
    usedDigest: null,
    refusals: 0,
  });
  return tenantId;
}

/** Everything that any reading method gives for a tenant, by the name of the method. */
async function everything(store: Store, tenantId: TenantId): Promise<Record<string, unknown>> {
  const page = { top: 200 };
  const links = [];
  for await (const link of store.links(tenantId, 0)) links.push(link);
  const digests = (await store.documents(tenantId, [ids.host])).map((document) => document.digest);
  return {
    tenant: await store.tenant(tenantId),
    hosts: await store.hosts(tenantId, { search: 'dc1' }, page),
    host: await store.host(tenantId, ids.host),
    hostsByKeys: await store.hostsByKeys(tenantId, { sensorIds: ['s1'], fqdns: ['dc1.bank.example'], names: ['DC1'] }),
    hostsById: await store.hostsById(tenantId, [ids.host]),
    hostCounts: await store.hostCounts(tenantId),
    hostIndex: await store.hostIndex(tenantId),
    eligibility: await store.eligibility(tenantId, [ids.host], 'sensor-v3'),
    reasonCounts: await store.reasonCounts(tenantId),
    documents: await store.documents(tenantId, [ids.host]),
    deviceOwners: await store.deviceOwners(tenantId, ['d'.repeat(40)]),
    pinnedDocuments: await store.pinnedDocuments(tenantId, digests),
    hostsToEvaluate: await store.hostsToEvaluate(tenantId, 1_000_000, 99),
    hostsInTurn: await store.hostsInTurn(tenantId, 1_000_000, 99),
    moves: await store.moves(tenantId, {}, page),
    move: await store.move(tenantId, ids.move),
    movesById: await store.movesById(tenantId, [ids.move]),
    attempts: [...(await store.attempts(tenantId, [ids.host]))],
    activeMoves: await store.activeMoves(tenantId, [ids.host]),
    dueMoves: await store.dueMoves(tenantId, 1_000_000, 99),
    nextDueAt: await store.nextDueAt(tenantId),
    startable: await store.startable(tenantId, ids.campaign, 1),
    queuedWaits: await store.queuedWaits(tenantId, ids.campaign, 1, null, 99),
    moveCounts: await store.moveCounts(tenantId, ids.campaign),
    waitCounts: await store.waitCounts(tenantId, ids.campaign),
    campaigns: await store.campaigns(tenantId),
    campaign: await store.campaign(tenantId, ids.campaign),
    tasks: await store.tasks(tenantId, {}, page),
    task: await store.task(tenantId, ids.task),
    logHead: await store.logHead(tenantId),
    events: await store.events(tenantId, {}, 999),
    links,
    views: await store.views(tenantId),
    connection: await store.connection(tenantId),
    readings: await store.readings(tenantId),
    tokens: await store.tokens(tenantId),
    uploadTokens: await store.uploadTokens(tenantId),
  };
}

/** What these answer is the same for every tenant with the same rows. */
const namesNobody = [
  ...['tenant', 'hostCounts', 'hostIndex', 'startable', 'queuedWaits', 'attempts', 'nextDueAt', 'logHead'],
  'deviceOwners',
  // Nobody waits there; a test of its own follows.
  'hostsInTurn',
];

forEveryStore((under) => {
  test('I18 two tenants with the same ids each see their own rows and nothing of the other, by every method', async () => {
    const store = under.store();
    const amber = await filled(store, 'amber');
    const before = await everything(store, amber);
    const azure = await filled(store, 'azure');
    const after = await everything(store, amber);
    expect(after).toEqual(before);
    expect(JSON.stringify(after).includes('azure')).toBe(false);
    expect(JSON.stringify(await everything(store, azure)).includes('amber')).toBe(false);
    for (const [method, answer] of Object.entries(before))
      if (!namesNobody.includes(method)) expect(`${method} ${JSON.stringify(answer)}`).toContain('amber');
  });

  test('I18 of two tenants with the same ids each is given its own servers whose turn may come', async () => {
    const store = under.store();
    const tenants = [];
    for (const mark of ['amber', 'azure']) {
      const tenantId = await aTenant(store);
      const host = aHost({ hostId: ids.host, name: 'DC1', site: mark });
      await store.commit({ tenantId, at: 1_000, hosts: [host], facts: [aDocument(ids.host, { mark })] });
      const [due] = await store.hostsToEvaluate(tenantId, 1_000, 9);
      const verdict = aVerdict(ids.host, due?.factsDigest ?? '', { validUntil: 5_000 });
      const campaigns = [aCampaign(tenantId, { campaignId: ids.campaign })];
      const moves = [aMove(ids.campaign, ids.host, 'queued', { moveId: ids.move })];
      await store.commit({ tenantId, at: 2_000, eligibilities: [verdict], campaigns, moves });
      tenants.push({ tenantId, mark });
    }
    for (const { tenantId, mark } of tenants) {
      const inTurn = await store.hostsInTurn(tenantId, 6_000, 9);
      expect(inTurn).toMatchObject([{ host: { site: mark }, documents: [{ facts: { mark } }] }]);
    }
  });

  test('I18 a write for one tenant never touches the same id of another', async () => {
    const store = under.store();
    const amber = await filled(store, 'amber');
    const azure = await filled(store, 'azure');
    const before = await everything(store, azure);
    const claim = { tenantId: amber, worker: 'w', tenantNow: 9_000, machineNow: 1, leaseMs: 10, limit: 9 };
    const [effect] = await store.claimEffects(claim);
    expect(await store.markSending(amber, ids.effect, effect?.fence ?? 0, 2, 10)).toBe(true);
    const move = await store.move(amber, ids.move);
    if (!move) throw new Error('no move');
    await store.commit({
      tenantId: amber,
      at: 5_000,
      hosts: [aHost({ hostId: ids.host, name: 'DC1', site: 'moved' })],
      facts: [aDocument(ids.host, { mark: 'new' })],
      moves: [aMove(ids.campaign, ids.host, 'ended', { moveId: ids.move, expectedVersion: 1, slotDelta: -1 })],
      settled: [{ effectId: ids.effect, fence: effect?.fence ?? 0, state: 'done' }],
    });
    expect(await store.spendUploadToken(amber, 'same-everywhere', 'digest', 2)).toBe(true);
    expect(await store.countUploadRefusal(amber, 'same-everywhere', 1, 2)).toBe(1);
    expect(await everything(store, azure)).toEqual(before);
    expect((await store.claimEffects({ ...claim, tenantId: azure })).map((other) => other.key)).toEqual(['azure']);
    expect(await everything(store, newId<TenantId>())).toMatchObject({
      hosts: { value: [] },
      events: [],
      links: [],
      moves: { value: [] },
      views: { hosts: [], campaigns: [], moves: [], tasks: [] },
    });
  });
});

import { expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import { isComplete, type ProofVerdict } from '../../src/domain/proof.ts';
import { hourMs } from '../../src/domain/time.ts';
import type { MoveRow, StartLimit, Store } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion, onServer } from '../support/stores.ts';
import { aCampaign, aHost, aMove, changed, seen } from './estate.ts';

/** Hosts of these sites, each with a queued move of one campaign. */
async function aQueue(store: Store, sites: readonly string[]) {
  const tenantId = await aTenant(store);
  const campaign = aCampaign(tenantId, { cap: 1_000 });
  const { campaignId } = campaign.campaign;
  const hosts = sites.map((site) => aHost({ site }, { seen: seen('readyForMigration', 2_000) }));
  const moves = hosts.map(({ host }) => aMove(campaignId, host.hostId));
  await store.commit({ tenantId, at: 3_000, hosts, campaigns: [campaign], moves });
  const rows = await store.movesById(
    tenantId,
    moves.map((move) => move.moveId),
  );
  const byHost = new Map(rows.map((row) => [row.hostId, row]));
  const queue = hosts.flatMap(({ host }) => byHost.get(host.hostId) ?? []);
  return { tenantId, campaignId, queue };
}

const start = (move: MoveRow, at = 4_000) => changed(move, 'requested', { slotDelta: 1, grantedAt: at });
const ofSite = (name: string, most: number): StartLimit => ({ kind: 'site', name, most });

forEveryStoreAndVersion((under) => {
  test('I1 a commit whose starts are more than a site may spare writes no move of it', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, ['Berlin', 'Berlin', 'Munich']);
    const moves = queue.map((move) => start(move));
    const limits = [ofSite('Berlin', 1), ofSite('Munich', 1)];
    expect(await store.commit({ tenantId, at: 4_000, moves, limits })).toMatchObject({ capExceeded: true, lost: [] });
    expect(await store.moveCounts(tenantId, campaignId)).toEqual({ queued: 3 });
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 0 });
    const fewer = moves.slice(1);
    expect(await store.commit({ tenantId, at: 4_000, moves: fewer, limits })).toMatchObject({ capExceeded: false });
  });

  test('I1 a way back is counted as a start is, and what goes back keeps a start of its site', async () => {
    const store = under.store();
    const { tenantId, queue } = await aQueue(store, ['Berlin', 'Berlin', 'Berlin']);
    const observed = queue.slice(0, 2).map((move) => changed(move, 'observing', { grantedAt: 3_500 }));
    await store.commit({ tenantId, at: 3_500, moves: observed });
    const rows = await store.movesById(
      tenantId,
      observed.map(({ moveId }) => moveId),
    );
    const [one, two] = rows.map((row) =>
      changed(row, 'observing', { slotDelta: 1, grantedAt: undefined, schedule: { ...row.schedule, inFlight: true } }),
    );
    const [, , left] = queue;
    if (!one || !two || !left) throw new Error('no moves');
    const limits = [ofSite('Berlin', 1)];
    expect(await store.commit({ tenantId, at: 4_000, moves: [one, two], limits })).toMatchObject({ capExceeded: true });
    expect(await store.commit({ tenantId, at: 4_000, moves: [one], limits })).toMatchObject({ capExceeded: false });
    expect(await store.commit({ tenantId, at: 4_000, moves: [two], limits })).toMatchObject({ capExceeded: true });
    expect(await store.commit({ tenantId, at: 4_000, moves: [start(left)], limits })).toMatchObject({
      capExceeded: true,
    });
  });

  test('I1 what somebody else started counts against a site and a domain too', async () => {
    const store = under.store();
    const { tenantId, queue } = await aQueue(store, ['Berlin', 'Munich']);
    const host = aHost({ site: 'Berlin', domain: 'bank.example' });
    const external = aMove(null, host.host.hostId, 'requested', { origin: 'external' });
    await store.commit({ tenantId, at: 3_500, hosts: [host], moves: [external] });
    const [berlin, munich] = queue.map((move) => start(move));
    if (!berlin || !munich) throw new Error('no moves');
    expect(await store.commit({ tenantId, at: 4_000, moves: [berlin], limits: [ofSite('Berlin', 1)] })).toMatchObject({
      capExceeded: true,
    });
    const domain: StartLimit = { kind: 'domain', name: 'bank.example', most: 1 };
    expect(await store.commit({ tenantId, at: 4_000, moves: [munich], limits: [domain] })).toMatchObject({
      capExceeded: true,
    });
    expect(await store.commit({ tenantId, at: 4_000, moves: [munich], limits: [ofSite('Munich', 1)] })).toMatchObject({
      capExceeded: false,
    });
  });

  test('X-02 starts of one day and hosts that are neither as before nor committed are counted for their own campaign', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, ['Berlin', 'Berlin', 'Berlin']);
    const [first, second, third] = queue;
    if (!first || !second || !third) throw new Error('no moves');
    const day = (most: number): StartLimit => ({ kind: 'day', campaignId, since: 5_000, most });
    const uncommitted = (most: number): StartLimit => ({ kind: 'uncommitted', campaignId, most });
    const asked = { since: 5_000, commits: { from: 0, to: 1 } };
    // The day before.
    await store.commit({ tenantId, at: 4_000, moves: [start(first, 4_000)], limits: [day(1), uncommitted(1)] });
    expect(await store.exposure(tenantId, campaignId, asked)).toEqual({ granted: 0, uncommitted: 1, commits: 1 });
    expect(
      await store.commit({ tenantId, at: 6_000, moves: [start(second, 6_000)], limits: [day(1), uncommitted(1)] }),
    ).toMatchObject({ capExceeded: true });
    expect(
      await store.commit({ tenantId, at: 6_000, moves: [start(second, 6_000)], limits: [day(1), uncommitted(2)] }),
    ).toMatchObject({ capExceeded: false });
    expect(await store.commit({ tenantId, at: 7_000, moves: [start(third, 7_000)], limits: [day(1)] })).toMatchObject({
      capExceeded: true,
    });
    expect(await store.exposure(tenantId, campaignId, asked)).toEqual({ granted: 1, uncommitted: 2, commits: 2 });
    expect(await store.lastStarts(tenantId, campaignId, 5_000)).toEqual(new Map([['Berlin', 6_000]]));
  });

  test('X-03 what is in flight and what protects is counted by where it stands', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, ['Berlin', 'Berlin', 'Munich']);
    const [first] = queue;
    if (!first) throw new Error('no move');
    const silent = aHost({ hostId: newId<HostId>(), site: 'Berlin' });
    await store.commit({ tenantId, at: 4_000, hosts: [silent], moves: [start(first)] });
    expect(await store.inFlight(tenantId, 2_000)).toMatchObject([
      { hostId: first.hostId, campaignId, site: 'Berlin', domain: 'bank.example', grantedAt: 4_000 },
    ]);
    const said = { domain: 'bank.example', serviceStatus: 'running', healthStatus: 'healthy' };
    // A host that the service does not know has no sensor to count.
    expect(await store.protection(tenantId, 2_000)).toEqual([
      { site: 'Berlin', ...said, isFresh: true, hosts: 2 },
      { site: 'Munich', ...said, isFresh: true, hosts: 1 },
    ]);
    expect(await store.protection(tenantId, 2_001)).toMatchObject([{ isFresh: false }, { isFresh: false }]);
  });

  test('observations are counted by the hour in which they end, those of other states not', async () => {
    const store = under.store();
    const { tenantId, queue } = await aQueue(store, ['Berlin', 'Berlin', 'Munich', 'Munich']);
    const [first, second, third, fourth] = queue;
    if (!first || !second || !third || !fourth) throw new Error('no moves');
    const observed = (move: MoveRow, deadlineAt: number) =>
      changed(move, 'ended', {
        schedule: { lookAt: null, deadlineAt, phase: 'observing', inFlight: false, isActive: true },
      });
    await store.commit({ tenantId, at: 4_000, moves: [observed(first, 7 * hourMs), observed(second, 8 * hourMs - 1)] });
    await store.commit({ tenantId, at: 4_000, moves: [observed(third, 8 * hourMs), start(fourth)] });
    expect(await store.commitHours(tenantId)).toEqual([
      { from: 7 * hourMs, moves: 2, proven: 0 },
      { from: 8 * hourMs, moves: 1, proven: 0 },
    ]);
    const { campaignId } = first;
    if (campaignId === null) throw new Error('no campaign');
    expect(await store.nextCommitAt(tenantId, campaignId, 7 * hourMs - 1)).toBe(7 * hourMs);
    expect(await store.nextCommitAt(tenantId, campaignId, 7 * hourMs)).toBe(8 * hourMs - 1);
    expect(await store.nextCommitAt(tenantId, campaignId, 8 * hourMs)).toBeNull();
  });

  test('portal 3.4 an observation counts as proven where every required proof holds, as each move by itself does', async () => {
    const store = under.store();
    const proof = (verdict: ProofVerdict['verdict'], isRequired: boolean, at: number): ProofVerdict => ({
      ...{
        proof: `proof-${at}`,
        title: 'One',
        verdict,
        isRequired,
        reason: '',
        summary: '',
        evidence: [],
        judgedAt: 1,
      },
    });
    const proofs = [
      [],
      [proof('pass', false, 1)],
      [proof('pass', true, 1)],
      [proof('pass', true, 1), proof('notApplicable', true, 2), proof('fail', false, 3)],
      [proof('pass', true, 1), proof('unknown', true, 2)],
      [proof('fail', true, 1), proof('pass', true, 2)],
    ];
    const { tenantId, queue } = await aQueue(
      store,
      proofs.map(() => 'Berlin'),
    );
    const schedule = { lookAt: null, phase: 'observing', inFlight: false, isActive: true } as const;
    const moves = queue.map((move, at) =>
      changed(move, 'ended', { schedule: { ...schedule, deadlineAt: at * hourMs }, proofs: proofs[at] ?? [] }),
    );
    await store.commit({ tenantId, at: 4_000, moves });
    const counted = await store.commitHours(tenantId);
    expect(counted).toEqual(proofs.map((of, at) => ({ from: at * hourMs, moves: 1, proven: isComplete(of) ? 1 : 0 })));
    expect(counted.map(({ proven }) => proven)).toEqual([0, 0, 1, 1, 0, 0]);
  });
});

onServer((under) => {
  test('I1 sixteen writers at once never take more of a site than it may spare', async () => {
    const store = under.store();
    const { tenantId, queue } = await aQueue(
      store,
      Array.from({ length: 16 }, () => 'Berlin'),
    );
    const outcomes = await Promise.all(
      queue.map((move) => store.commit({ tenantId, at: 4_000, moves: [start(move)], limits: [ofSite('Berlin', 3)] })),
    );
    expect(outcomes.filter((outcome) => !outcome.capExceeded)).toHaveLength(3);
    expect(await store.inFlight(tenantId, 0)).toHaveLength(3);
  });
});

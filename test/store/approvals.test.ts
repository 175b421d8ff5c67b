import { expect, test } from 'vitest';
import type { Approval } from '../../src/domain/campaign/approval.ts';
import type { ApprovalId, TenantId } from '../../src/domain/ids.ts';
import type { ApprovalWrite, PlanRow, PlanWrite, Store } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, anEvent } from './estate.ts';

let plans = 0;
function aPlan(tenantId: TenantId, more: Partial<PlanRow> = {}): PlanWrite {
  plans += 1;
  const digest = more.digest ?? sha256(`plan ${plans}`);
  const { plan } = aCampaign(tenantId).campaign;
  const row: PlanRow = {
    tenantId,
    digest,
    name: plan.name,
    author: 'user:anna',
    createdAt: 1_000,
    savedBy: 'user:anna',
    savedAt: 2_000 + plans,
    servers: 3,
    waves: 2,
    demand: { people: 1, perWave: false, validMs: 60_000 },
    ...more,
  };
  return {
    row,
    plan: { ...plan, digest, name: 'Größe "Ω" \\ \u2028' },
    events: [anEvent('plan-saved', 'plan', digest, {})],
  };
}

function anApproval(tenantId: TenantId, digest: string, more: Partial<Approval> = {}): ApprovalWrite {
  const approval: Approval = {
    tenantId,
    approvalId: newId<ApprovalId>(),
    digest,
    wave: 0,
    person: 'user:ben',
    decision: 'approve',
    comment: 'seen',
    ticket: 'CHG0001',
    decidedAt: 3_000,
    expiresAt: 63_000,
    withdrawn: null,
    ...more,
  };
  return { approval, events: [anEvent('approval-given', 'plan', digest, {})] };
}

async function saved(store: Store, tenantId: TenantId, more: Partial<PlanRow> = {}) {
  const write = aPlan(tenantId, more);
  await store.commit({ tenantId, at: write.row.savedAt, plans: [write] });
  return write;
}

forEveryStore((under) => {
  test('X-09 a plan is kept to the byte, and the first who saves it is who saved it', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const { row, plan } = await saved(store, tenantId);
    const again = aPlan(tenantId, { digest: row.digest, savedBy: 'user:mallory' });
    expect(await store.commit({ tenantId, at: 9_000, plans: [again] })).toMatchObject({
      seq: null,
      lost: [row.digest],
    });
    expect(await store.planRow(tenantId, row.digest)).toEqual(row);
    expect(JSON.stringify(await store.planDocument(tenantId, row.digest))).toBe(JSON.stringify(plan));
  });

  test('X-09 plans come newest first, in pages, and by what they demand', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const rows: PlanRow[] = [];
    for (const people of [1, 0, 2])
      rows.unshift((await saved(store, tenantId, { demand: { people, perWave: true, validMs: 1 } })).row);
    const first = await store.planRows(tenantId, {}, { top: 2 });
    const second = await store.planRows(tenantId, {}, { top: 2, after: first.after });
    expect([...first.value, ...second.value]).toEqual(rows);
    expect(second.after).toBeUndefined();
    const demanding = await store.planRows(tenantId, { isDemanding: true }, { top: 5 });
    expect(demanding.value.map((row) => row.demand.people)).toEqual([2, 1]);
    const since = await store.planRows(tenantId, { savedSince: rows[0]?.savedAt ?? 0 }, { top: 5 });
    expect(since.value).toEqual(rows.slice(0, 1));
  });

  test('X-09 the beginning of a digest finds the plans that begin so, and no others', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const digests = ['aaaaaaaa0', 'aaaaaaaaf', 'aaaaaaab0'].map((start) => start.padEnd(64, '0'));
    for (const digest of digests) await saved(store, tenantId, { digest });
    expect(await store.digestsLike(tenantId, 'aaaaaaaa')).toEqual(digests.slice(0, 2));
    expect(await store.digestsLike(tenantId, digests[2] ?? '')).toEqual([digests[2]]);
    expect(await store.digestsLike(tenantId, 'bbbbbbbb')).toEqual([]);
  });

  test('X-09 a decision is kept as it was made, and withdrawn once: the second withdrawal is lost with its event', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const { row } = await saved(store, tenantId);
    const write = anApproval(tenantId, row.digest);
    const refusal = anApproval(tenantId, row.digest, {
      decision: 'refuse',
      expiresAt: null,
      ticket: null,
      comment: null,
      decidedAt: 3_001,
    });
    await store.commit({ tenantId, at: 3_000, approvals: [write, refusal] });
    expect(await store.approvals(tenantId, [row.digest])).toEqual([write.approval, refusal.approval]);
    const taken = (by: string): ApprovalWrite => ({
      ...write,
      approval: { ...write.approval, withdrawn: { at: 4_000, by, because: 'moved' } },
    });
    expect(await store.commit({ tenantId, at: 4_000, approvals: [taken('user:ben')] })).toMatchObject({ lost: [] });
    expect(await store.commit({ tenantId, at: 4_001, approvals: [taken('user:mallory')] })).toMatchObject({
      seq: null,
      lost: [write.approval.approvalId],
    });
    expect((await store.approvals(tenantId, [row.digest]))[0]).toEqual(taken('user:ben').approval);
  });

  test('I18 no plan and no decision of one tenant is seen by another', async () => {
    const store = under.store();
    const [tenantId, other] = [await aTenant(store), await aTenant(store)];
    const { row } = await saved(store, tenantId);
    await store.commit({ tenantId, at: 3_000, approvals: [anApproval(tenantId, row.digest)] });
    expect(await store.planRow(other, row.digest)).toBeUndefined();
    expect(await store.planDocument(other, row.digest)).toBeUndefined();
    expect(await store.digestsLike(other, row.digest)).toEqual([]);
    expect(await store.approvals(other, [row.digest])).toEqual([]);
    expect((await store.planRows(other, {}, { top: 5 })).value).toEqual([]);
    expect(await store.views(other)).toMatchObject({ plans: [], approvals: [] });
  });
});

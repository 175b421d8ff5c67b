import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Commit, EffectDraft } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

/** Puts requests into the outbox. A move that lost its race leaves its request; a request without moves is none. A known key is not put again. */
export async function writeEffects(
  db: Db,
  tenantId: TenantId,
  effects: readonly EffectDraft[],
  lostMoves: ReadonlySet<string>,
): Promise<void> {
  const rows = effects
    .map((effect) => ({
      effect_id: effect.effectId,
      kind: effect.kind,
      move_ids: effect.moveIds.filter((moveId) => !lostMoves.has(moveId)),
      campaign_id: effect.campaignId,
      key: effect.key,
      due_at: effect.dueAt,
    }))
    .filter((effect) => effect.move_ids.length > 0);
  if (rows.length === 0) return;
  await sql`INSERT INTO outbox (tenant_id, effect_id, kind, move_ids, campaign_id, key, state, due_at, tries, fence,
      worker, lease_until)
    SELECT w.tenant_id, w.effect_id, w.kind, w.move_ids, w.campaign_id, w.key, 'pending', w.due_at, 0, 0, '', 0
    FROM ${recordset(tenantId, rows, 'effect_id text, kind text, move_ids text[], campaign_id text, key text, due_at bigint')}
    ON CONFLICT DO NOTHING`.execute(db);
}

/** Rolls the transaction back: another worker has taken one of these effects over, so that nothing of the answer may be written. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
  readonly effectIds: readonly string[];
  constructor(effectIds: readonly string[]) {
    super('Another worker has these effects.');
    this.effectIds = effectIds;
  }
}

/** Records answers. A worker whose fence is old has lost the effect: what it says is not written. @throws FenceLost */
export async function settleEffects(
  db: Db,
  tenantId: TenantId,
  settled: NonNullable<Commit['settled']>,
): Promise<void> {
  if (settled.length === 0) return;
  const answers = settled.map((answer) => ({
    effect_id: answer.effectId,
    fence: answer.fence,
    state: answer.state,
  }));
  const { rows } = await sql<{ effect_id: string }>`UPDATE outbox o SET state = w.state, lease_until = 0
    FROM ${recordset(tenantId, answers, 'effect_id text, fence integer, state text')}
    WHERE o.tenant_id = w.tenant_id AND o.effect_id = w.effect_id AND o.fence = w.fence
      AND o.state IN ('pending', 'sending')
    RETURNING o.effect_id`.execute(db);
  const stored = new Set(rows.map((row) => row.effect_id));
  const lost = answers.map((answer) => answer.effect_id).filter((id) => !stored.has(id));
  if (lost.length > 0) throw new FenceLost(lost);
}

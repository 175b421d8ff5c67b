import { canonicalJson, type Json } from '../src/domain/canonical.ts';
import type { Host } from '../src/domain/host.ts';
import { as, type CampaignId, type TenantId } from '../src/domain/ids.ts';
import type { Journey } from '../src/domain/journey.ts';
import { type Campaign, type PlanBody, planDigest } from '../src/domain/plan.ts';
import type { EngineContext } from '../src/engine/context.ts';
import { campaignEvent, tenantEvent } from '../src/engine/events.ts';
import { beginMove } from '../src/engine/moves.ts';
import type { FactWrite, MoveRow, MoveWrite, Tenant } from '../src/engine/ports/store.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { documentsOf, hostOf, tenantFacts } from './estate.ts';

const journey = sensorV3 as unknown as Journey;
/** Rows a transaction while filling; no bench measures this. */
const seedBatch = 4_000;

export async function aTenant(context: EngineContext, name: string): Promise<TenantId> {
  const tenantId = as<TenantId>(context.identity.newId());
  const createdAt = context.clocks.tenantNow(tenantId);
  const tenant: Tenant = {
    tenantId,
    name,
    edition: '2026-03',
    overrides: [],
    facts: tenantFacts,
    createdAt,
    version: 1,
  };
  const events = [tenantEvent(context.identity, 'user:bench', 'tenant-created', tenant)];
  await context.store.commit({ tenantId, at: createdAt, tenant: { tenant, expectedVersion: 0 }, events });
  return tenantId;
}

export async function aRunningCampaign(context: EngineContext, tenantId: TenantId, cap: number): Promise<Campaign> {
  const campaignId = as<CampaignId>(context.identity.newId());
  const createdAt = context.clocks.tenantNow(tenantId);
  const [name, edition, createdBy] = ['bench', '2026-03', 'user:bench'] as const;
  const body: PlanBody = {
    ...{ schema: 'changeguard.plan/1', tenantId, journey: 'sensor-v3', edition, name, author: createdBy, createdAt },
    ...{ selector: 'all', waves: [], excluded: [], cap, channel: 'graph', demand: 'service' },
  };
  const campaign: Campaign = {
    ...{ tenantId, campaignId, name, journey: 'sensor-v3', edition, state: 'running', cap, inFlight: 0 },
    ...{ plan: { ...body, digest: planDigest(body, context.identity.sha256) }, version: 1, createdAt, createdBy },
  };
  const events = [campaignEvent(context.identity, createdBy, 'campaign-created', campaign)];
  await context.store.commit({ tenantId, at: createdAt, campaigns: [{ campaign, expectedVersion: 0, events }] });
  return campaign;
}

/** Queues a move for each of so many hosts; gives the rows of those that are wanted. */
export async function seedMoves(
  context: EngineContext,
  campaign: Campaign,
  count: number,
  isWanted: (index: number) => boolean,
): Promise<readonly MoveRow[]> {
  const { tenantId, campaignId } = campaign;
  const at = context.clocks.tenantNow(tenantId);
  const rows: MoveRow[] = [];
  for (let first = 0; first < count; first += seedBatch) {
    const moves: MoveWrite[] = [];
    for (let index = first; index < Math.min(count, first + seedBatch); index += 1) {
      const given = { campaignId, attempt: 1, origin: 'campaign', wave: 1, actor: 'user:bench' } as const;
      const move = beginMove(context, journey, { host: hostOf(index), state: journey.queued(at), ...given }, at);
      moves.push(move);
      if (isWanted(index)) rows.push({ ...move, tenantId, version: 1, changedAt: at });
    }
    const outcome = await context.store.commit({ tenantId, at, moves });
    if (outcome.lost.length > 0) throw new Error('A move could not be queued.');
  }
  return rows;
}

/** Every document of a host as a collector and the service would have brought it, in the form in which it is stored. */
export function factWrites(context: EngineContext, host: Host, index: number, at: number): readonly FactWrite[] {
  return documentsOf(host, index, at).map((document) => {
    const { source, facts } = document;
    return { ...document, digest: context.identity.sha256(canonicalJson({ facts: facts as Json, source })) };
  });
}

import { beginning, type Campaign } from '../src/domain/campaign/campaign.ts';
import { defaultRules } from '../src/domain/campaign/default-rules.ts';
import { canonicalJson, type Json } from '../src/domain/canonical.ts';
import type { Host } from '../src/domain/host.ts';
import { as, type CampaignId, type TenantId } from '../src/domain/ids.ts';
import type { Journey } from '../src/domain/journey.ts';
import { type PlanBody, planDigest } from '../src/domain/plan/document.ts';
import { sourceOf } from '../src/domain/source.ts';
import { type EngineContext, tenantOf } from '../src/engine/context.ts';
import { campaignEvent, hostEvent, tenantEvent } from '../src/engine/events.ts';
import { beginMove } from '../src/engine/moves.ts';
import type { FactWrite, HostWrite, MoveRow, MoveWrite, Tenant } from '../src/engine/ports/store.ts';
import { evaluateAll } from '../src/engine/tick.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { documentsOf, hostOf, sensorReadingOf, tenantFacts } from './estate.ts';

const journey = sensorV3 as unknown as Journey;
/** Rows a transaction while filling; no bench measures this. */
const seedBatch = 4_000;
const hostBatch = 1_000;

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

export async function aRunningCampaign(
  context: EngineContext,
  tenantId: TenantId,
  cap: number,
  waves: PlanBody['waves'] = [],
): Promise<Campaign> {
  const campaignId = as<CampaignId>(context.identity.newId());
  const createdAt = context.clocks.tenantNow(tenantId);
  const [name, edition, createdBy] = ['bench', '2026-03', 'user:bench'] as const;
  const body: PlanBody = {
    ...{ schema: 'changeguard.plan/2', tenantId, journey: 'sensor-v3', edition, name, author: createdBy, createdAt },
    ...{ selector: 'all', waves, excluded: [], strata: [], channel: 'graph', demand: 'service' },
    rules: { ...defaultRules, caps: { ...defaultRules.caps, inFlight: cap } },
    prediction: { asOf: createdAt, waves: [] },
  };
  const plan = { ...body, digest: planDigest(body, context.identity.sha256) };
  const campaign: Campaign = {
    ...{ tenantId, campaignId, name, journey: 'sensor-v3', edition, state: 'running', cap, inFlight: 0 },
    ...{ plan, late: [], version: 1, createdAt, createdBy },
    progress: beginning(plan, { kind: 'running', since: createdAt, accepted: [] }, createdAt),
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

/** Registers hosts with the documents of all sources, and judges them: the whole way that real ones go, in larger batches. */
export async function seedHosts(context: EngineContext, tenantId: TenantId, count: number): Promise<void> {
  const at = context.clocks.tenantNow(tenantId);
  const tenant = await tenantOf(context, tenantId);
  for (let first = 0; first < count; first += hostBatch) {
    const indexes = Array.from({ length: Math.min(hostBatch, count - first) }, (_, index) => first + index);
    const hosts = indexes.map((index) => sighted(context, index, at));
    const facts = indexes.flatMap((index) => factWrites(context, hostOf(index), index, at));
    await context.store.commit({ tenantId, at, hosts, facts });
  }
  await evaluateAll(context, tenant);
}

function sighted(context: EngineContext, index: number, at: number): HostWrite {
  const host = hostOf(index);
  const { sensorType, version, healthStatus, serviceStatus, migrationState } = sensorReadingOf(index, {
    migrationState: index % 10 === 9 ? 'notReadyForMigration' : 'readyForMigration',
    healthStatus: 'healthy',
  });
  const seen = { migrationState, sensorVersion: version, sensorType, healthStatus, serviceStatus };
  return {
    host,
    seen: { ...seen, seenAt: at, stateFrom: null, stateSince: at },
    events: [hostEvent(context.identity, 'user:bench', 'host-registered', host)],
  };
}

/** Every document of a host as a collector and the service would have brought it, in the form in which it is stored. */
export function factWrites(context: EngineContext, host: Host, index: number, at: number): readonly FactWrite[] {
  return documentsOf(host, index, at).map((document) => {
    const { source, facts } = document;
    const { maxAgeMs } = sourceOf(source);
    return { ...document, maxAgeMs, digest: context.identity.sha256(canonicalJson({ facts: facts as Json, source })) };
  });
}

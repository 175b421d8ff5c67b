import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '../../../src/api/server.ts';
import type { CampaignId } from '../../../src/domain/ids.ts';
import type { Store } from '../../../src/engine/ports/store.ts';
import { checkCatalogue } from '../../../src/main/check-catalogue.ts';
import { reportKeys } from '../../../src/main/report-keys.ts';
import { estateOf } from '../../../src/twin/generated-estate.ts';
import { aPrincipal } from '../../api/world.ts';
import { aWorld, type World } from '../../support/world.ts';

/** A campaign that was approved, started wave by wave behind a gate, and observed; with the API over it and keys in a folder of its own. */
export interface PackedWorld extends AsyncDisposable {
  readonly world: World;
  readonly app: FastifyInstance;
  readonly campaignId: CampaignId;
  /** A file as a caller gets it. */
  download(
    path: string,
  ): Promise<{ readonly status: number; readonly bytes: Buffer; readonly type: string; readonly disposition: string }>;
}

export async function aPackedWorld(given: { seed: number; store?: Store; hosts?: number }): Promise<PackedWorld> {
  const estate = estateOf({ hosts: given.hosts ?? 3, seed: 5, troubledShare: 0 });
  const world = await aWorld({ seed: given.seed, estate, ...(given.store ? { store: given.store } : {}) });
  const { control, tenantId, context } = world;
  const campaignId = await playCampaign(world);
  const keys = await mkdtemp(join(tmpdir(), 'changeguard-keys-'));
  const app = await buildApi({
    control,
    clocks: context.clocks,
    identity: context.identity,
    catalogue: checkCatalogue,
    version: '0.0.0-test',
    reportKeys: reportKeys(keys),
    trust: () => aPrincipal({ actor: 'user:olga' }),
  });
  return {
    world,
    app,
    campaignId,
    download: async (path) => {
      const answer = await app.inject({
        method: 'GET',
        url: `/api/v1${path}`,
        headers: { 'changeguard-tenant': tenantId, host: '127.0.0.1' },
      });
      const { statusCode: status, rawPayload: bytes, headers } = answer;
      return {
        status,
        bytes,
        type: String(headers['content-type']),
        disposition: String(headers['content-disposition']),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await world[Symbol.asyncDispose]();
      await rm(keys, { recursive: true });
    },
  };
}

async function playCampaign(world: World): Promise<CampaignId> {
  const { control, tenantId } = world;
  const plan = await control.makePlan('user:anna', tenantId, {
    selector: 'all',
    name: 'nord',
    demand: 'service',
    rules: {
      approval: { people: 1 },
      gate: [{ kind: 'health' }, { kind: 'detection' }],
      budget: { failures: 9 },
      floor: { waivers: await waivers(world) },
    },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
  });
  await control.decideOnPlan(
    'user:ben',
    tenantId,
    plan.digest,
    { decision: 'approve', comment: 'Ask Clara first' },
    false,
  );
  const { campaign } = await control.apply('user:anna', tenantId, plan, false);
  if (!campaign) throw new Error('Nothing was started.');
  const servers = world.twin.estate().map((server) => server.host);
  await world.turn({ hours: 4 });
  await world.collect(...servers);
  await control.verify('user:test', tenantId, 'all', true);
  await world.turn({ hours: 4 });
  await world.collect(...servers);
  await control.verify('user:test', tenantId, 'all', true);
  await world.turn({ hours: 2 });
  return campaign.campaignId;
}

async function waivers({ store, tenantId, context }: World) {
  const expiresAt = context.clocks.tenantNow(tenantId) + 30 * 24 * 3_600_000;
  const groups = await store.protection(tenantId, 0);
  const names = (of: 'site' | 'domain') => [...new Set(groups.map((group) => group[of]))];
  return (['site', 'domain'] as const).flatMap((of) =>
    names(of).map((name) => ({ of, name, because: 'The test is not about floors.', expiresAt })),
  );
}

import type { CampaignId, TenantId } from '../../src/domain/ids.ts';
import type { Journey } from '../../src/domain/journey.ts';
import { minuteMs } from '../../src/domain/time.ts';
import type { SensorReading } from '../../src/engine/ports/service.ts';
import { tick } from '../../src/engine/tick.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { aConnectedTenant, collectHostFacts } from '../connected-tenant.ts';
import { type Engine, engineOn } from '../engine.ts';
import { timed } from '../figure.ts';
import { memoryService } from '../memory-service.ts';
import { settle } from '../settle.ts';

const startAt = Date.parse('2026-06-01T08:00:00Z');
/** A campaign of a step that does nothing needs a few minutes a wave; one that needs more stands still. */
const longestMinutesPerWave = 60;

/**
 * The journey sensor-v3 with all that it judges, grants and records. Its step is nothing here, so that of its proofs only the one that it was done is left:
 * the others are about a sensor that nobody installed.
 */
const noOp: Journey = {
  ...(sensorV3 as unknown as Journey),
  proofs: (given) => (sensorV3 as unknown as Journey).proofs(given).filter((one) => one.proof === 'v3-running'),
};

interface WavesRun {
  readonly ms: number;
  /** How many servers were seen to have done their step. */
  readonly done: number;
  readonly waves: number;
}

/** A campaign in so many waves with a gate after each, from the order to start it until every server was seen to have done its step. */
export async function ourWaves(url: string, servers: number, waves: number): Promise<WavesRun> {
  const clock = { at: startAt };
  const engine = await engineOn(url, () => clock.at, memoryService(servers, moved).service, noOp);
  try {
    const size = Math.ceil(servers / waves);
    const tenantId = await aReadyTenant(engine);
    const plan = await engine.control.makePlan('user:bench', tenantId, {
      selector: 'all',
      demand: 'service',
      waves: { canary: false, strata: [], order: { kind: 'count', hosts: size } },
      rules: { caps: { inFlight: size } },
    });
    await settle(url);
    let campaignId: CampaignId | undefined;
    const ms = await timed(async () => {
      const outcome = await engine.control.apply('user:bench', tenantId, plan, false);
      campaignId = outcome.campaign?.campaignId;
      await untilDone(engine, tenantId, { campaignId, clock, servers, waves });
    });
    return { ms, done: await observing(engine, tenantId, campaignId), waves: plan.waves.length };
  } finally {
    await engine.close();
  }
}

/** Everything that is known before anybody orders a start, as Ansible knows its inventory. */
async function aReadyTenant(engine: Engine): Promise<TenantId> {
  const tenantId = await aConnectedTenant(engine);
  await engine.control.check('user:bench', tenantId, 'all', true);
  await collectHostFacts(engine, tenantId, startAt);
  await engine.control.check('user:bench', tenantId, 'all', false);
  return tenantId;
}

async function untilDone(
  engine: Engine,
  tenantId: TenantId,
  given: {
    readonly campaignId: CampaignId | undefined;
    readonly clock: { at: number };
    readonly servers: number;
    readonly waves: number;
  },
): Promise<void> {
  const { campaignId, clock, servers, waves } = given;
  for (let minutes = 0; minutes < longestMinutesPerWave * waves; minutes += 1) {
    for (let isQuiet = false; !isQuiet; ) isQuiet = await tick(engine.context, tenantId);
    if ((await observing(engine, tenantId, campaignId)) === servers) return;
    clock.at += minuteMs;
  }
  const { store } = engine.context;
  const why = JSON.stringify(campaignId && (await store.waitCounts(tenantId, campaignId)));
  throw new Error(`The campaign stands still: ${await observing(engine, tenantId, campaignId)} of ${servers}; ${why}.`);
}

async function observing(engine: Engine, tenantId: TenantId, campaignId: CampaignId | undefined): Promise<number> {
  if (campaignId === undefined) throw new Error('No campaign was started.');
  const counts = await engine.context.store.moveCounts(tenantId, campaignId);
  return counts.observing ?? 0;
}

function moved(reading: SensorReading): SensorReading {
  const { 'mdi.v2.version': _gone, ...facts } = reading.facts;
  return {
    ...reading,
    migrationState: 'upToDate',
    version: '3.0.5.141',
    generation: 'v3',
    facts: { ...facts, 'mdi.v3.version': '3.0.5.141', 'mdi.migrationState': 'upToDate' },
  };
}

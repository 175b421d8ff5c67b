import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginning, type Campaign } from '../../src/domain/campaign/campaign.ts';
import type { CampaignRules } from '../../src/domain/campaign/rules.ts';
import { as, type CampaignId } from '../../src/domain/ids.ts';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import type { FirstForm } from '../../src/domain/plan/first-form.ts';
import { dayMs } from '../../src/domain/time.ts';
import type { PlanRequest } from '../../src/engine/control.ts';
import { campaignEvent } from '../../src/engine/events.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { beginMove } from '../../src/engine/moves.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { aDocument } from '../store/estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* What may stand in a plan, whom it chooses, and what becomes of plans that were made before there were rules. */
let store: Store;
let worlds = 200;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('plans'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = () => newWorld({ seed: ++worlds, store, onStop: expectInvariantsNow });

const request: PlanRequest = { selector: 'BER-DC1 BER-DC2', demand: 'service' };
const making = (world: World, more: Partial<PlanRequest>) =>
  world.control.makePlan('user:test', world.tenantId, { ...request, ...more });

describe('the rules of a plan', () => {
  test('every fault is named with its place, and no plan comes of it', async () => {
    await using world = await aWorld();
    const wrong = making(world, {
      rules: {
        caps: { inFlight: 0, perSite: 1.5, spreadMs: -1 },
        floor: { share: 2 },
        budget: { failures: Number.NaN },
        gate: [
          { kind: 'success-share', atLeast: 0 },
          { kind: 'soak', ms: 1_000 },
        ],
        calendars: [{ name: 'nights', zone: 'Europe/Atlantis', open: [], closed: [] }],
        commitGuard: { alarmHours: [6, 24] },
      },
    });
    const refused = await wrong.then(
      () => undefined,
      (error: { code: string; errors: readonly { at: string }[] }) => error,
    );
    expect(refused?.code).toBe('rules-invalid');
    expect(refused?.errors.map(({ at }) => at).sort()).toEqual([
      'budget.failures',
      'calendars.0.zone',
      'caps.inFlight',
      'caps.perSite',
      'caps.spreadMs',
      'commitGuard.alarmHours',
      'floor.share',
      'gate[0].atLeast',
      'gate[1].ms',
    ]);
  });

  test('what nobody says is the safer side of each, and what is said takes the place of that alone', async () => {
    await using world = await aWorld();
    const { rules } = await making(world, { rules: { caps: { perSite: 1 }, gate: [{ kind: 'health' }] } });
    expect(rules).toMatchObject({
      caps: { inFlight: 10, perSite: 1, blastRadius: null },
      floor: { servers: 1, share: 0, waivers: [] },
      budget: { failures: 0 },
      gate: [{ kind: 'health' }],
      commitGuard: { whenNobodyDecides: 'ask-for-rollback' },
    });
  });

  test.each<readonly [string, (rules: CampaignRules) => unknown]>([
    ['a cap that is no number', (rules) => ({ ...rules, caps: { ...rules.caps, inFlight: 'ten' } })],
    ['a budget of not-a-number', (rules) => ({ ...rules, budget: { ...rules.budget, failures: null } })],
    ['a share above one', (rules) => ({ ...rules, floor: { ...rules.floor, share: 50 } })],
    ['a condition that nobody knows', (rules) => ({ ...rules, gate: [{ kind: 'luck' }] })],
    ['no alarm before a commit', (rules) => ({ ...rules, commitGuard: { ...rules.commitGuard, alarmHours: [] } })],
  ])('a plan written by hand with %s is refused at apply, though its digest fits', async (_, spoil) => {
    await using world = await aWorld();
    const made = await making(world, {});
    const spoilt = { ...made, rules: spoil(made.rules) } as Plan;
    const plan = { ...spoilt, digest: planDigest(spoilt, world.context.identity.sha256) };
    for (const isDry of [true, false])
      await expect(world.control.apply('user:test', world.tenantId, plan, isDry)).rejects.toMatchObject({
        code: 'rules-invalid',
      });
    expect(await store.campaigns(world.tenantId)).toEqual([]);
  });
});

describe('whom a plan chooses', () => {
  test('a role, a system and a check choose the servers of which the facts say so', async () => {
    await using world = await aWorld();
    const names = (await store.hosts(world.tenantId, {}, { top: 200 })).value.map((host) => host.name);
    await world.collect(...names);
    const chosen = async (selector: string) =>
      (await world.control.check('user:test', world.tenantId, selector, false)).hosts
        .map(({ host }) => host.name)
        .sort();
    expect(await chosen('role:adcs,adfs')).toEqual(['BER-CA1', 'BER-FS1']);
    expect(await chosen('role:adcs role:adfs os:2022 BER-CA1')).toEqual(['BER-CA1']);
    expect(await chosen('os:windows-server-2025 HAM-DC8,BER-DC1')).toEqual(['HAM-DC8']);
    expect(await chosen('os:26100 HAM-DC8,BER-DC1')).toEqual(['HAM-DC8']);
    expect(await chosen('check:cumulative-update BER-DC1,BER-DC6')).toEqual(['BER-DC6']);
  });

  test('servers are chosen by their tags in Defender for Endpoint, each as a whole, and the plan says by which', async () => {
    await using world = await aWorld();
    const csv = [
      'Device Name,Device ID,Tags',
      `ber-dc1.nordufer.example,${'a'.repeat(40)},"Tier 0, Ring A"`,
      `ber-dc2.nordufer.example,${'b'.repeat(40)},Tier 0`,
    ].join('\n');
    const file = { bytes: new TextEncoder().encode(csv), fileName: 'devices.csv', observedAt: worldStartAt };
    await world.control.importEvidence('user:test', world.tenantId, { ...file, dryRun: false });
    const plan = await making(world, { selector: 'tag:tier-0' });
    expect(selectedBy(plan)).toEqual(['BER-DC1', 'BER-DC2']);
    expect(plan.selector).toBe('tag:tier-0');
    expect(selectedBy(await making(world, { selector: 'tag:tier-0 tag:ring-a BER-DC1' }))).toEqual(['BER-DC1']);
    await expect(making(world, { selector: 'tag:tier' })).rejects.toMatchObject({ code: 'plan-empty' });
  });

  test('what another source says of it, and is not believed, chooses nobody', async () => {
    await using world = await aWorld();
    await world.collect('BER-DC1', 'BER-DC2');
    const { hostId } = await world.host('BER-DC1');
    await store.commit({
      tenantId: world.tenantId,
      at: world.context.clocks.tenantNow(world.tenantId),
      facts: [
        aDocument(
          hostId,
          { 'os.productName': 'Windows Server 2012 R2' },
          { source: 'csv-ad-computers', observedAt: worldStartAt, maxAgeMs: dayMs },
        ),
      ],
    });
    await expect(making(world, { selector: 'os:2012' })).rejects.toMatchObject({ code: 'plan-empty' });
    expect(selectedBy(await making(world, { selector: 'os:windows BER-DC1' }))).toEqual(['BER-DC1']);
  });

  test.each([
    ['role:pdc', 'is no role'],
    ['check:sense', 'is no check'],
    ['rolle:adfs', 'is no condition'],
    ['os:', 'names no value'],
  ])('"%s" is a typing error and never "all"', async (selector, says) => {
    await using world = await aWorld();
    await expect(making(world, { selector })).rejects.toThrow(says);
  });
});

function selectedBy(plan: Plan): readonly string[] {
  return [...plan.waves.flatMap((wave) => wave.hosts), ...plan.excluded].map((host) => host.name).sort();
}

describe('plans of the first form', () => {
  test('a campaign that was begun with one goes on, within the cap that it had', async () => {
    await using world = await aWorld();
    const campaignId = await begunWithFirstForm(world);
    await world.turn({ hours: 3 });
    for (const name of ['BER-DC1', 'BER-DC2'])
      expect(await world.newestMove(name)).toMatchObject({ campaignId, state: { kind: 'observing' } });
    const campaign = (await store.campaigns(world.tenantId)).find((one) => one.campaignId === campaignId);
    expect(campaign?.plan).toMatchObject({ schema: 'changeguard.plan/2', rules: { caps: { inFlight: 1 } } });
    await expectInvariantsAtTheEnd(world);
  });
});

/** As an earlier version would have left it in the store. */
async function begunWithFirstForm(world: World): Promise<CampaignId> {
  const { context, tenantId } = world;
  const plan = await making(world, {});
  const { rules: _rules, prediction: _prediction, strata: _strata, ...rest } = plan;
  const first = { ...rest, schema: 'changeguard.plan/1', cap: 1 } as unknown as FirstForm;
  const now = context.clocks.tenantNow(tenantId);
  const campaignId = as<CampaignId>(context.identity.newId());
  const campaign: Campaign = {
    tenantId,
    campaignId,
    name: plan.name,
    journey: plan.journey,
    edition: plan.edition,
    state: 'running',
    plan: first as unknown as Plan,
    late: [],
    cap: 1,
    inFlight: 0,
    progress: beginning(plan, { kind: 'running', since: now, accepted: [] }, now),
    version: 1,
    createdAt: now,
    createdBy: 'user:test',
  };
  const moves = plan.waves
    .flatMap((wave) => wave.hosts)
    .map((host) =>
      beginMove(
        context,
        sensorV3 as never,
        {
          host,
          campaignId,
          attempt: 1,
          origin: 'campaign',
          wave: 1,
          state: sensorV3.queued(now),
          actor: 'user:test',
          waitingFor: 'its-turn',
        },
        now,
      ),
    );
  const events = [campaignEvent(context.identity, 'user:test', 'campaign-created', campaign)];
  await store.commit({ tenantId, at: now, campaigns: [{ campaign, expectedVersion: 0, events }], moves });
  return campaignId;
}

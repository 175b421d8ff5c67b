import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CloudId, clouds } from '../../src/domain/cloud.ts';
import { planDigest } from '../../src/domain/plan/document.ts';
import { problems } from '../../src/domain/problem-catalogue.ts';
import type { Connection } from '../../src/engine/ports/store.ts';
import { aWorld, type World } from '../support/world.ts';

/* A start through Graph is refused wherever somebody could come to rely on it, in every cloud that has no such call, and nowhere else. */

const lacking = (Object.keys(clouds) as CloudId[]).filter((cloud) => clouds[cloud].features.migration === 'no');
const others = (Object.keys(clouds) as CloudId[]).filter((cloud) => !lacking.includes(cloud));
const user = 'user:test';

let world: World;
beforeAll(async () => {
  world = await aWorld({ isArmed: false });
});
afterAll(() => world[Symbol.asyncDispose]());

async function connected(cloud: CloudId, channel?: Connection['channel']): Promise<Connection> {
  const { tenantId } = await world.control.makeTenant(user, `${cloud} ${channel} ${world.context.identity.newId()}`);
  const named = { cloud, directoryId: 'directory', clientId: 'client-1', secretRef: 'env:GRAPH_SECRET', channel };
  const own = cloud === 'custom' ? { loginUrl: 'https://login.example', graphUrl: 'https://graph.example' } : {};
  return world.control.connect(user, tenantId, { ...named, ...own });
}

/** The connection of the world as one of this cloud, and what it was before. */
async function inCloud<T>(cloud: CloudId, channel: Connection['channel'], work: () => Promise<T>): Promise<T> {
  const { store, tenantId, context } = world;
  const before = await store.connection(tenantId);
  if (before === undefined) throw new Error('The world has no connection.');
  const save = async (connection: Connection) => {
    const now = await store.connection(tenantId);
    const version = (now?.version ?? 0) + 1;
    await store.commit({
      tenantId,
      at: context.clocks.tenantNow(tenantId),
      connections: [{ ...connection, version }],
      events: [],
    });
  };
  await save({ ...before, cloud, channel });
  try {
    return await work();
  } finally {
    await save(before);
  }
}

const refused = (cloud: CloudId) => ({
  code: 'cloud-lacks-feature',
  message: expect.stringContaining(`The cloud ${clouds[cloud].title} has no call for sensor migration`),
});
const request = { selector: 'BER-DC1', name: 'one', demand: 'service' } as const;

test('the remedy says what to do instead', () => {
  expect(problems['cloud-lacks-feature'].remedy).toMatch(/--channel portal.*estate import/);
  expect(lacking).toEqual(['gcc-high', 'dod', 'china']);
});

describe.each(lacking)('in the cloud %s, which starts nothing through Graph,', (cloud) => {
  test('a connection with the channel graph is refused, and one without a word about it gets the portal', async () => {
    await expect(connected(cloud, 'graph')).rejects.toMatchObject(refused(cloud));
    expect((await connected(cloud)).channel).toBe('portal');
    expect((await connected(cloud, 'portal')).channel).toBe('portal');
  });

  test('a connection of before that has the channel graph is not armed, and one of the portal is', async () => {
    const { control, tenantId } = world;
    const arm = () => control.setArmed(user, tenantId, true, 'The test arms it.');
    await expect(inCloud(cloud, 'graph', arm)).rejects.toMatchObject(refused(cloud));
    expect((await world.store.connection(tenantId))?.isArmed).toBe(false);
    expect((await inCloud(cloud, 'portal', arm)).isArmed).toBe(true);
  });

  test('a plan by Graph is neither made nor handed in nor applied, and one by the portal is', async () => {
    const { control, tenantId, context } = world;
    const made = await control.draftPlan(user, tenantId, request);
    expect(made.channel).toBe('graph');
    for (const attempt of [
      () => control.draftPlan(user, tenantId, request),
      () => control.makePlan(user, tenantId, { ...request, channel: 'graph' }),
      () => control.handInPlan(user, tenantId, made),
      () => control.apply(user, tenantId, made, false),
      () => control.apply(user, tenantId, made, true),
    ])
      await expect(inCloud<unknown>(cloud, 'graph', attempt)).rejects.toMatchObject(refused(cloud));
    expect(await world.store.campaigns(tenantId)).toEqual([]);
    const byPortal = await inCloud(cloud, 'portal', () => control.draftPlan(user, tenantId, request));
    expect(byPortal.channel).toBe('portal');
    expect(planDigest(byPortal, context.identity.sha256)).toBe(byPortal.digest);
  });
});

test.each(others)(
  'in the cloud %s, which has the call or of which no page says it, Graph may be chosen',
  async (cloud) => {
    expect((await connected(cloud)).channel).toBe('graph');
    expect((await connected(cloud, 'graph')).channel).toBe('graph');
    const { control, tenantId } = world;
    expect((await inCloud(cloud, 'graph', () => control.draftPlan(user, tenantId, request))).channel).toBe('graph');
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Commit, Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

/*
 * What a person decides has several parts: a task is closed, a move or a campaign goes on. The engine writes moves at every look, also in between; a task that was
 * closed while its move stayed as it was left the server waiting for an answer that nobody was asked for any more (found by the drill of 1,000 servers).
 */

let store: Store;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('whole answers'), () => worldStartAt);
});
afterAll(() => store.close());

const server = 'S0001-DC1';
const because = 'The cause is addressed.';

/** A campaign of which one server failed, and the task that asks what is to become of it. */
async function aFailure(seed: number) {
  const world = await aWorld({ store, seed, estate: estateOf({ hosts: 3, seed: 1, troubledShare: 0 }) });
  world.twin.inject({ kind: 'partial-failure', hosts: [server], count: 1 });
  await world.start(server);
  await world.turn({ hours: 1 });
  const task = await openTask(world, 'acknowledge-failure');
  return { world, task };
}

async function openTask({ tenantId }: World, kind: string) {
  const { value } = await store.tasks(tenantId, { state: ['open'], kind: [kind] }, { top: 5 });
  const [task] = value;
  if (!task) throw new Error(`No task ${kind} is open.`);
  return task;
}

/** Somebody else is faster so often: before a commit that closes a task, `meanwhile` is written. */
function interrupt({ context }: World, times: number, meanwhile: () => Promise<Partial<Commit>>): void {
  let left = times;
  const commit: Store['commit'] = async (request) => {
    const closes = request.tasks?.some(({ task }) => task.state !== 'open') === true;
    if (closes && left > 0) {
      left -= 1;
      await store.commit({ tenantId: request.tenantId, at: request.at, ...(await meanwhile()) });
    }
    return store.commit(request);
  };
  Object.assign(context, { store: { ...store, commit } });
}

/** The engine looks at the failed attempt once more: its version is another one, and nothing else. */
function look({ tenantId }: World, hostId: HostId | undefined) {
  return async (): Promise<Partial<Commit>> => {
    const { value } = await store.moves(tenantId, hostId ? { hostIds: [hostId] } : {}, { top: 5 });
    const [move] = value;
    if (!move) throw new Error('There is no move.');
    return { moves: [{ ...move, expectedVersion: move.version, slotDelta: 0, isLook: true, events: [] }] };
  };
}

async function attemptsOf({ tenantId }: World) {
  const { value } = await store.moves(tenantId, {}, { top: 9 });
  return value.map(({ attempt, state }) => `${attempt} ${state.kind}`).sort();
}

test('I14 an answer that meets a look of the engine at its move is given all the same: the task is closed, and another attempt queued', async () => {
  const { world, task } = await aFailure(811);
  await using _ = world;
  interrupt(world, 2, look(world, task.hostId));
  await world.control.completeTask('user:test', world.tenantId, task.taskId, { choice: 'retry', because });
  expect(await store.task(world.tenantId, task.taskId)).toMatchObject({ state: 'done', choice: 'retry' });
  expect(await attemptsOf(world)).toEqual(['1 failed', '2 queued']);
  await world.turn({ days: 8 });
  await world.collect(server);
  await expectInvariantsAtTheEnd(world);
});

test('I14 an answer that others forestall every time changes nothing: the task stays open, and it can be given again', async () => {
  const { world, task } = await aFailure(812);
  await using _ = world;
  const before = await store.logHead(world.tenantId);
  interrupt(world, 5, look(world, task.hostId));
  const answer = { choice: 'retry', because };
  await expect(world.control.completeTask('user:test', world.tenantId, task.taskId, answer)).rejects.toMatchObject({
    code: 'version-outdated',
  });
  expect(await store.task(world.tenantId, task.taskId)).toMatchObject({ state: 'open', version: 1 });
  expect(await attemptsOf(world)).toEqual(['1 failed']);
  expect(await store.logHead(world.tenantId)).toEqual(before);
  await world.control.completeTask('user:test', world.tenantId, task.taskId, answer);
  expect(await attemptsOf(world)).toEqual(['1 failed', '2 queued']);
});

test('I14 a held campaign that somebody changes in the moment of an order is not left held with nobody asked', async () => {
  const { world } = await aFailure(813);
  await using _ = world;
  const { tenantId } = world;
  const task = await openTask(world, 'campaign-tripped');
  const [held] = await store.campaigns(tenantId);
  if (!held) throw new Error('There is no campaign.');
  const other = async (): Promise<Partial<Commit>> => {
    const [campaign] = await store.campaigns(tenantId);
    if (!campaign) throw new Error('There is no campaign.');
    return {
      campaigns: [
        { campaign: { ...campaign, version: campaign.version + 1 }, expectedVersion: campaign.version, events: [] },
      ],
    };
  };
  interrupt(world, 1, other);
  const order = { verb: 'resume', because, accepts: [server] } as const;
  await expect(world.control.hold('user:test', tenantId, held.campaignId, order, false)).rejects.toMatchObject({
    code: 'version-outdated',
  });
  expect(await store.campaign(tenantId, held.campaignId)).toMatchObject({ state: 'tripped' });
  expect(await store.task(tenantId, task.taskId)).toMatchObject({ state: 'open' });
});

import { expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { Control } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { aWorld, type World } from '../support/world.ts';

/** Pages until there are no more. */
async function whole<T>(
  ask: (after: string | undefined) => Promise<{ value: readonly T[]; after?: string | undefined }>,
) {
  const rows: T[] = [];
  let after: string | undefined;
  do {
    const page = await ask(after);
    rows.push(...page.value);
    after = page.after;
  } while (after !== undefined);
  return rows;
}

/** Everything that somebody who is let into one tenant can read of it. */
async function readable(
  store: Store,
  control: Control,
  tenantId: TenantId,
): Promise<Readonly<Record<string, unknown>>> {
  const hosts = await whole((after) => store.hosts(tenantId, {}, { top: 200, after }));
  const hostIds = hosts.map((host) => host.hostId);
  const events = [];
  for await (const batch of store.links(tenantId, 0)) events.push(batch);
  const campaigns = await store.campaigns(tenantId);
  return {
    tenant: await store.tenant(tenantId),
    hosts,
    index: await store.hostIndex(tenantId),
    counts: await store.hostCounts(tenantId),
    views: await store.views(tenantId),
    documents: await store.documents(tenantId, hostIds),
    eligibility: await store.eligibility(tenantId, hostIds, 'sensor-v3'),
    moves: await whole((after) => store.moves(tenantId, {}, { top: 200, after })),
    tasks: await whole((after) => store.tasks(tenantId, {}, { top: 200, after })),
    readings: await store.readings(tenantId),
    connection: await store.connection(tenantId),
    tokens: await store.tokens(tenantId),
    events,
    campaigns,
    counted: await Promise.all(campaigns.map((campaign) => store.moveCounts(tenantId, campaign.campaignId))),
    status: await control.status(tenantId),
    coverage: await control.coverage(tenantId),
    log: await control.verifyLog(tenantId),
    check: await control.check('user:test', tenantId, 'all', false),
    facts: await Promise.all(hostIds.map((hostId) => control.facts(tenantId, hostId))),
    diagnoses: await Promise.all(hostIds.map((hostId) => control.diagnose(tenantId, hostId))),
  };
}

/** Every name and id by which a tenant, its servers and its doings could be recognised. */
async function marksOf({ store, tenantId, twin }: World): Promise<ReadonlySet<string>> {
  const { hosts, moves, tasks, campaigns } = await store.views(tenantId);
  const connection = await store.connection(tenantId);
  const marks = new Set<string>([tenantId, (await store.tenant(tenantId))?.name ?? '', connection?.connectionId ?? '']);
  for (const host of hosts) {
    for (const mark of [host.hostId, host.name, host.fqdn, host.domain, host.site, host.sensorId])
      marks.add(mark ?? '');
  }
  for (const server of twin.ledger().servers) marks.add(server.sensorId);
  for (const move of moves) marks.add(move.moveId);
  for (const task of tasks) marks.add(task.taskId);
  for (const campaign of campaigns) for (const mark of [campaign.campaignId, campaign.name]) marks.add(mark);
  marks.delete('');
  return marks;
}

function found(marks: ReadonlySet<string>, inside: unknown): readonly string[] {
  const text = JSON.stringify(inside).toLowerCase();
  return [...marks].filter((mark) => text.includes(mark.toLowerCase()));
}

/** One engine that serves both tenants, each with its own cloud, and the list of whom it told of a change. */
function oneEngine(bank: World, other: World) {
  const told: TenantId[] = [];
  const warnings: unknown[] = [];
  const context: EngineContext = {
    ...bank.context,
    services: (connection) => (connection.tenantId === bank.tenantId ? bank : other).context.services(connection),
    clocks: {
      ...bank.context.clocks,
      tenantNow: (tenantId) => (tenantId === bank.tenantId ? bank : other).twin.clock.now(),
    },
    log: {
      info: (fields, message) => warnings.push({ fields, message }),
      warn: (fields, message) => warnings.push({ fields, message }),
      error: (fields, message) => warnings.push({ fields, message }),
    },
    onCommit: (tenantId) => told.push(tenantId),
  };
  return { context, control: createControl(context), told, warnings };
}

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return outcome;
  const { error } = outcome;
  if (!(error instanceof Error)) throw error;
  return { ...error, message: error.message };
}

test('I18 two tenants in one store and one engine: nothing that either can read, and no refusal, names the other', {
  timeout: 300_000,
}, async () => {
  await using bank = await aWorld({ seed: 51 });
  await using other = await aWorld({
    seed: 52,
    store: bank.store,
    estate: estateOf({ hosts: 12, seed: 52, troubledShare: 0.3 }),
  });
  const { store } = bank;
  const { context, control, told, warnings } = oneEngine(bank, other);
  const worlds = [bank, other];

  // Troubles of every kind, so that problem texts, tasks and refusals come to be.
  for (const [{ twin }, server] of [
    [bank, 'BER-DC1'],
    [other, 'S0001-DC1'],
  ] as const) {
    twin.inject({ kind: 'partial-failure', hosts: [server], count: 1 });
    twin.inject({ kind: 'connection-reset', operation: 'listSensors', count: 2 });
    twin.inject({ kind: 'service-unavailable-503', rate: 0.2, untilAt: twin.clock.now() + 20 * minuteMs });
  }
  for (const world of worlds) {
    const request = { selector: 'all', name: `Campaign of ${world.tenantId}`, cap: 4, demand: 'service' } as const;
    const plan = await control.makePlan('user:test', world.tenantId, request);
    await control.apply('user:test', world.tenantId, plan, false);
  }
  // Turn about, minute by minute: the two are always in the middle of each other's work, and now and then at the same time.
  for (let minute = 0; minute < 50; minute += 1) {
    for (const { twin } of worlds) {
      twin.clock.advanceBy(minuteMs);
      twin.step();
    }
    if (minute % 5 === 0) await Promise.all(worlds.map((world) => tick(context, world.tenantId)));
    else for (const world of worlds) await tick(context, world.tenantId);
  }
  for (const world of worlds) {
    await world.collect(...world.twin.estate().map((server) => server.host));
    await control.verify('user:test', world.tenantId, 'all', true);
    await control.rollback('user:test', world.tenantId, 'all', 'To see what is refused.', false);
    world.twin.clock.advanceBy(hourMs);
    world.twin.step();
    await tick(context, world.tenantId);
  }

  const marks = [await marksOf(bank), await marksOf(other)] as const;
  for (const [own, foreign, world] of [
    [marks[0], marks[1], bank],
    [marks[1], marks[0], other],
  ] as const) {
    const pages = await readable(store, control, world.tenantId);
    expect(found(own, pages).length, 'the search finds what is there').toBeGreaterThan(own.size * 0.9);
    for (const [page, content] of Object.entries(pages)) expect(found(foreign, content), page).toEqual([]);
  }
  for (const { fields, message } of warnings as { fields: { tenant?: string }; message: string }[]) {
    const foreign = fields.tenant === bank.tenantId ? marks[1] : marks[0];
    expect(found(foreign, { fields, message })).toEqual([]);
  }
  expect(new Set(told)).toEqual(new Set([bank.tenantId, other.tenantId]));

  // Ids of the one are unknown to the other, and the refusal tells nothing but that.
  const { hosts, tasks, campaigns, moves } = await store.views(bank.tenantId);
  const [host, task, campaign, move] = [hosts[0], tasks[0], campaigns[0], moves[0]];
  if (!host || !task || !campaign || !move) throw new Error('The campaign of the bank left nothing to ask for.');
  expect(await store.host(other.tenantId, host.hostId)).toBeUndefined();
  expect(await store.move(other.tenantId, move.moveId)).toBeUndefined();
  expect(await store.movesById(other.tenantId, [move.moveId])).toEqual([]);
  expect(await store.documents(other.tenantId, [host.hostId])).toEqual([]);
  const refusals = await Promise.all(
    [
      control.diagnose(other.tenantId, host.hostId),
      control.completeTask('user:test', other.tenantId, task.taskId, { choice: 'done' }),
      control.declineTask('user:test', other.tenantId, task.taskId, 'Not ours.'),
      control.shadowScore(other.tenantId, campaign.campaignId),
      control.apply('user:test', other.tenantId, campaign.plan, true),
    ].map(refusalOf),
  );
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ code: 'not-found' });
    expect(found(marks[0], refusal)).toEqual([]);
  }
  for (const world of worlds) await expectInvariantsAtTheEnd(world);
});

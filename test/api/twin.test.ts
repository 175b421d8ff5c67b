import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TwinDoor } from '../../src/api/twin-door.ts';
import { eventClause } from '../../src/contract/event-story.ts';
import { turnClock } from '../../src/engine/turn-clock.ts';
import { storyInEnglish } from '../../src/report/event-sentence.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile, type World } from './world.ts';

const store = storeOfFile();
const minute = 60_000;
const because = 'the tour of the sample estate';

let twin: Twin;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  twin = createTwin({ estate: bankEstate(startAt), seed: 7, clock: new TwinClock({ startAt, rate: 0 }) });
  const listener = await twin.listen({ port: 0 });
  url = listener.url;
  close = () => listener.close();
});
afterAll(() => close());

/** The door as main builds it, over the clock that tests can turn. */
function doorOf(world: World): TwinDoor {
  const clock = () => ({ now: twin.clock.now(), rate: 0, nextDueAt: twin.nextDueAt() ?? null });
  return {
    tenantId: world.tenantId,
    clock,
    turn: async ({ advanceMs = 0 }) => {
      await turnClock(
        world.context,
        world.tenantId,
        {
          now: () => twin.clock.now(),
          nextDueAt: () => twin.nextDueAt(),
          turnTo: (at) => {
            twin.clock.advanceBy(at - twin.clock.now());
            twin.step();
            world.tenantClock.now = twin.clock.now();
          },
        },
        twin.clock.now() + advanceMs,
      );
      return clock();
    },
    faults: () => [{ kind: 'throttled', description: 'Slows down.', fired: 0, isActive: false }],
    inject: async () => {},
    act: async (_tenantId, { servers }) => servers.map((server) => ({ server, ok: true, detail: 'Pressed.' })),
  };
}

const connection = () => ({
  cloud: 'custom',
  loginUrl: url,
  graphUrl: url,
  directoryId: twin.credentials.tenantId,
  clientId: twin.credentials.clientId,
  secretRef: 'env:TWIN_SECRET',
});

test('S3-05 S3-08 S3-10 over HTTP: connect, check, plan, apply exactly that plan, and watch it to the observation week', async () => {
  const world = await aWorld(store(), { secret: twin.credentials.clientSecret, api: { trust: () => aPrincipal() } });
  const tenant = world.tenantId;
  const door = doorOf(world);
  const send = (method: string, path: string, body?: unknown) =>
    ask(world.app, method, path, { tenant, ...(body === undefined ? {} : { body }) });
  const connected = await send('POST', '/connection', connection());
  expect(connected.body).toMatchObject({ isArmed: false, channel: 'graph' });
  expect(connected.text).not.toContain(twin.credentials.clientSecret);

  const told = { tenant, headers: { 'if-match': '"1"' }, body: { usesVpnIntegration: false, usesSyslog: false } };
  expect((await ask(world.app, 'PATCH', '/tenant', told)).status).toBe(200);
  // Sites are in no list of Microsoft's, and without them no floor is known to hold.
  const computers = await fetch(`${url}/twin/csv/ad-computers`, { headers: { [controlKeyHeader]: twin.controlKey } });
  const list = new Uint8Array(await computers.arrayBuffer());
  const at = encodeURIComponent(new Date(startAt).toISOString());
  const path = `/evidence?fileName=ad.csv&dryRun=false&observedAt=${at}`;
  const listed = await ask(world.app, 'POST', path, { tenant, body: list });
  expect(listed.body.problems).toEqual([]);
  const summary = (await send('POST', '/checks', { selector: 'all' })).body;
  expect(summary.evaluated).toBeGreaterThan(20);
  expect(summary.pass + summary.fail + summary.unknown + summary.stays).toBe(summary.evaluated);
  const group = summary.groups.find((each: { reason: string }) => each.reason === 'additional-role');
  expect(group).toMatchObject({ title: 'Runs another identity role', alone: 0 });
  expect(group.remedy).toMatch(/./);
  const unknown = summary.groups.find((each: { reason: string }) => each.reason === 'sense-unknown');
  expect(unknown.remedy).toMatch(/collect|import|Run/);
  const alone = summary.groups.filter((each: { alone: number }) => each.alone > 0);
  expect(alone.every((each: { alone: number; servers: number }) => each.alone <= each.servers)).toBe(true);

  const plan = (await send('POST', '/plans', { selector: 'all', name: 'Tour', rules: { caps: { inFlight: 2 } } })).body;
  expect(plan.digest).toMatch(/^[0-9a-f]{64}$/);
  const preview = (await send('POST', '/campaigns?dryRun=true', { plan })).body;
  expect(preview).toMatchObject({ campaign: null, isDryRun: true, isShadow: true, irreversible: null });
  expect((await send('POST', '/connection/arm', { because })).body.isArmed).toBe(true);
  const armed = (await send('POST', '/campaigns?dryRun=true', { plan })).body;
  expect(armed.irreversible.sentence).toMatch(/rolled back in the Defender portal until 7 d after its switch/);
  expect(armed.irreversible.earliestAt).toBe(new Date(startAt + 7 * 24 * 60 * minute).toISOString());
  const changed = await send('POST', '/campaigns', {
    plan: { ...plan, rules: { ...plan.rules, budget: { ...plan.rules.budget, failures: 3 } } },
  });
  expect([changed.status, changed.body.code]).toEqual([409, 'plan-digest-wrong']);
  const applied = await send('POST', '/campaigns', { plan });
  expect(applied.body.campaign).toMatchObject({ name: 'Tour', state: 'running', planDigest: plan.digest });

  await door.turn({ advanceMs: 45 * minute });
  const moves = (await send('GET', '/moves?campaign=Tour&state=observing')).body.value;
  expect(moves.length).toBeGreaterThan(0);
  expect(moves[0].sentence).toMatch(/can be rolled back until .+ UTC \(in 6 d \d+ h\), irreversible after/);
  expect(moves[0].rollbackUntil < moves[0].commitDueAt || moves[0].rollbackUntil === moves[0].commitDueAt).toBe(true);
  const status = (await send('GET', '/status')).body;
  expect(status).toMatchObject({ tenant: 'Bank of Tests', connection: { state: 'armed', channel: 'graph' } });
  const rolled = await send('POST', '/rollbacks?dryRun=true', { selector: moves[0].server, because });
  expect(rolled.body.value[0]).toMatchObject({ move: { server: moves[0].server }, problem: null });
  const coverage = (await send('GET', '/coverage')).body;
  expect(coverage.servers.length).toBeGreaterThan(20);
  const report = (await send('GET', '/campaigns/Tour/report')).body;
  const attempt = report.attempts.find((each: { server: string }) => each.server === moves[0].server);
  expect(attempt.state).toBe('observing');
  expect(report.head.hash).toMatch(/^[0-9a-f]{64}$/);
  const diagnosis = (await send('GET', `/servers/${moves[0].serverId}/diagnosis`)).body;
  expect(diagnosis.server.name).toBe(moves[0].server);
  const log = (await send('GET', '/log?top=200&order=oldest')).body.value;
  expect(log.every((entry: { sentence: string }) => /^\S.+\.( Reason: .+)?$/.test(entry.sentence))).toBe(true);
  // Whoever says it in another language gets the pieces that the sentence is made of.
  for (const { sentence, story } of log) expect(storyInEnglish(eventClause.array().parse(story))).toBe(sentence);
  expect((await send('GET', '/log/verification')).body).toMatchObject({ isIntact: true, viewsAgree: true });
  await world.close();
}, 120_000);

test('the twin’s routes exist only for the tenant that is connected to it', async () => {
  const base = await aWorld(store());
  const door = doorOf(base);
  const world = await aWorld(store(), { api: { trust: () => aPrincipal(), twin: door } });
  const mine = { tenant: base.tenantId };
  const clock = await ask(world.app, 'GET', '/twin/clock', mine);
  expect(clock.body).toMatchObject({ rate: 0, now: new Date(twin.clock.now()).toISOString() });
  expect((await ask(world.app, 'GET', '/tenant', mine)).body.clock).toBe('twin');
  expect((await ask(world.app, 'GET', '/status', mine)).body.clock).toEqual({ kind: 'twin', rate: 0 });
  const faults = await ask(world.app, 'POST', '/twin/faults', { ...mine, body: { kind: 'throttled' } });
  expect(faults.body.value[0]).toMatchObject({ kind: 'throttled', isActive: false });
  const acts = await ask(world.app, 'POST', '/twin/acts', { ...mine, body: { act: 'rollback', servers: ['BER-DC1'] } });
  expect(acts.body).toEqual({ value: [{ server: 'BER-DC1', ok: true, detail: 'Pressed.' }] });
  const wrong = await ask(world.app, 'POST', '/twin/clock', { ...mine, body: { advance: 'soon' } });
  expect(wrong.body).toMatchObject({ code: 'request-invalid', errors: [{ at: 'body.advance' }] });
  const other = { tenant: world.tenantId };
  expect((await ask(world.app, 'GET', '/twin/clock', other)).status).toBe(404);
  expect((await ask(world.app, 'GET', '/tenant', other)).body.clock).toBe('wall');
  await world.close();
  await base.close();
});

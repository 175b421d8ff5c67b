import { parse } from 'csv-parse/sync';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeToken } from '../../src/api/secret.ts';
import { buildApi } from '../../src/api/server.ts';
import type { Server } from '../../src/contract/servers.ts';
import { toRfc3339 } from '../../src/domain/time.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { aWorld, type World } from '../support/world.ts';
import { ask, browserOf, cheap, testIdentity } from './world.ts';

let world: World;
let app: FastifyInstance;
let admin = '';
let berlin: Record<string, string> = {};
/** What the store was asked, in order. */
const asked: string[] = [];

const nights = {
  name: 'nights',
  zone: 'UTC',
  open: [{ days: ['mon'], from: '22:00', to: '06:00' }],
  closed: [],
} as const;

beforeAll(async () => {
  world = await aWorld();
  const { tenantId, control, context } = world;
  await control.check('os:tester', tenantId, 'all', true);
  await world.start('BER-DC1 BER-DC2', { rules: { budget: { failures: 9 } } });
  await world.start('MUC-DC2 MUC-DC3', { rules: { calendars: [nights] } });
  await world.turn({ hours: 1 });
  const store = new Proxy(control.store, {
    get: (target, name) => {
      const found = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]) => {
        asked.push(String(name));
        return found.apply(target, given);
      };
    },
  });
  const options = { passwordCost: cheap, signInsPerMinute: 1_000 };
  app = await buildApi({
    control: { ...control, store },
    clocks: context.clocks,
    identity: testIdentity,
    catalogue: checkCatalogue,
    version: '0',
    options,
  });
  const given = { store: control.store, identity: testIdentity, machineNow: context.clocks.machineNow };
  const role = 'administrator';
  admin = (
    await makeToken(given, { name: 'tester', role, tenantId: null, days: 1, createdBy: 'os:tester', tokenId: 'k' })
  ).secret;
  const person = { name: 'anna', role: 'operator', tenantId, hosts: 'site:Berlin', password: 'correct horse battery' };
  expect((await ask(app, 'POST', '/people', { token: admin, body: person })).status).toBe(200);
  berlin = browserOf(await ask(app, 'POST', '/sessions', { body: { name: 'anna', password: person.password } }));
}, 60_000);

afterAll(async () => {
  await app.close();
  await world[Symbol.asyncDispose]();
});

const list = async (query: string) => {
  asked.length = 0;
  const { status, body } = await ask(app, 'GET', `/servers?top=200${query}`, { token: admin });
  expect(status).toBe(200);
  return new Map((body.value as Server[]).map((server) => [server.name, server]));
};
const readings = () =>
  asked.filter((name) => ['hosts', 'movesById', 'campaignsById', 'documents'].includes(name)).sort();

test('portal 4.2: the row of a server under way has its wave, what comes next and when, the commit and its proofs', async () => {
  const servers = await list('&with=attempt');
  for (const name of ['BER-DC1', 'BER-DC2']) {
    const move = await world.newestMove(name);
    if (move.state.kind !== 'observing') throw new Error(`${name} is ${move.state.kind}.`);
    const { rollbackUntilAt, commitDueAt } = move.state as unknown as { rollbackUntilAt: number; commitDueAt: number };
    expect(servers.get(name)?.attempt).toMatchObject({
      wave: { number: move.wave, name: expect.stringMatching(/./), campaignId: move.campaignId },
      next: { step: 'rollback-ends', at: toRfc3339(rollbackUntilAt) },
      commitDueAt: toRfc3339(commitDueAt),
    });
    const required = move.proofs.filter((proof) => proof.isRequired);
    const held = required.filter(({ verdict }) => verdict === 'pass' || verdict === 'notApplicable');
    expect(required.length).toBeGreaterThan(0);
    expect(servers.get(name)?.attempt?.proof).toMatchObject({ held: held.length, required: required.length });
  }
});

test('portal 4.2: what waits for a window says when it opens, and what was never tried says nothing', async () => {
  const servers = await list('&with=attempt');
  for (const name of ['MUC-DC2', 'MUC-DC3'])
    expect(servers.get(name)?.attempt).toMatchObject({
      next: { step: 'start', at: '2026-03-30T22:00:00.000Z', waiting: { reason: 'window-closed' } },
      commitDueAt: null,
      proof: null,
    });
  const untried = [...servers.values()].filter(({ moveId }) => moveId === null);
  expect(untried.length).toBeGreaterThan(5);
  expect(untried.map(({ attempt }) => attempt).filter((attempt) => attempt !== null)).toEqual([]);
});

test('portal 4.2: roles are those that fresh evidence tells, in their own order; unknown where none does', async () => {
  const servers = await list('&with=roles');
  const known = [...servers.values()].filter(({ roles }) => roles != null);
  expect(known.length).toBeGreaterThan(5);
  for (const server of [...servers.values()].slice(0, 12)) {
    const facts = await world.control.facts(world.tenantId, server.id as never);
    const value = facts.fresh.get('roles')?.value;
    expect([server.name, [...(server.roles ?? [])].sort()]).toEqual([
      server.name,
      [...((value as string[]) ?? [])].sort(),
    ]);
  }
  expect(known.every(({ roles }) => (roles?.length ?? 0) < 2 || roles?.[0] === 'domainController')).toBe(true);
});

test('portal 4.2: a plain list reads nothing beside its servers, and all extras are read once for the whole page', async () => {
  const plain = await list('');
  expect(readings()).toEqual(['hosts']);
  expect([...plain.values()].some((server) => 'attempt' in server || 'roles' in server)).toBe(false);
  const whole = await list('&with=attempt,roles');
  expect(whole.size).toBeGreaterThan(20);
  expect(readings()).toEqual(['campaignsById', 'documents', 'hosts', 'movesById']);
  await list('&with=attempt&search=BER-CA');
  expect(readings()).toEqual(['hosts']);
});

test('portal 4.2 X-09: whoever sees one site is told the number of a wave, and not its name', async () => {
  const { body } = await ask(app, 'GET', '/servers?top=200&with=attempt', { headers: berlin });
  const waves = (body.value as Server[]).flatMap(({ attempt }) => attempt?.wave ?? []);
  expect(waves.length).toBe(2);
  expect(waves.map(({ name }) => name)).toEqual([null, null]);
});

test('portal 4.2: the list keeps to waves, to what proofs come to and to the age of evidence, alone and together, and each server is in one of each', async () => {
  const whole = [...(await list('&with=attempt')).values()];
  const names = async (query: string) => [...(await list(query)).keys()].sort();
  const having = (fits: (server: Server) => boolean) =>
    whole
      .filter(fits)
      .map(({ name }) => name)
      .sort();
  const waveOf = ({ attempt }: Server) => String(attempt?.wave?.number ?? 'none');
  const proofOf = ({ attempt }: Server) => attempt?.proof?.verdict ?? 'none';
  for (const wave of ['1', '2', 'none'])
    expect([wave, await names(`&wave=${wave}`)]).toEqual([wave, having((one) => waveOf(one) === wave)]);
  for (const proof of ['pass', 'fail', 'unknown', 'none'])
    expect([proof, await names(`&proof=${proof}`)]).toEqual([proof, having((one) => proofOf(one) === proof)]);
  expect(new Set(whole.map(proofOf)).size).toBeGreaterThan(1);
  expect(await names('&wave=1&proof=none')).toEqual(having((one) => waveOf(one) === '1' && proofOf(one) === 'none'));
  expect((await names('&wave=1,none')).length).toBe(whole.length);
  const ages = ['15m', '1h', '1d', '7d', 'older', 'none'];
  const byAge = await Promise.all(ages.map((age) => names(`&evidenceAge=${age}`)));
  expect(byAge.flat().sort()).toEqual(having(() => true));
  expect(byAge.filter((some) => some.length > 0).length).toBeGreaterThan(1);
  const counted = await ask(app, 'GET', '/servers?top=1&count=true&wave=1', { token: admin });
  expect(counted.body.count).toBe(having((one) => waveOf(one) === '1').length);
});

test('portal 4.2: an age is that of the oldest document that the verdict cites, as the page of the server shows it', async () => {
  const now = world.control.now(world.tenantId);
  const bounds = [
    ['15m', 15],
    ['1h', 60],
    ['1d', 1_440],
    ['7d', 10_080],
  ] as const;
  const servers = (await world.store.hosts(world.tenantId, {}, { top: 200 })).value;
  for (const { hostId, name, verdict } of servers.filter((one) => one.verdict !== null).slice(0, 20)) {
    const [eligibility] = await world.store.eligibility(world.tenantId, [hostId], 'sensor-v3');
    const cited = new Set(eligibility?.verdicts.flatMap(({ evidence }) => evidence.map(({ source }) => source)));
    const documents = await world.store.documents(world.tenantId, [hostId]);
    const isOfService = (source: string) => source === 'graph-sensor-migration' || source === 'csv-sensors';
    const seen = documents
      .filter(({ source }) => cited.has(source) || (cited.has('service-verdict') && isOfService(source)))
      .map(({ observedAt }) => observedAt);
    const age = now - Math.min(...seen);
    const wanted = seen.length === 0 ? 'none' : (bounds.find(([, minutes]) => age <= minutes * 60_000)?.[0] ?? 'older');
    const { body } = await ask(app, 'GET', `/servers?search=${name}&evidenceAge=${wanted}`, { token: admin });
    const found = (body.value as Server[]).map((one) => one.name);
    expect([name, verdict, wanted, found.includes(name)]).toEqual([name, verdict, wanted, true]);
  }
});

test('portal 4.2: a wave, a proof or an age that makes no sense is refused, and never means all', async () => {
  for (const query of ['wave=0', 'wave=first', 'wave=1.5', 'proof=done', 'evidenceAge=2h', 'evidenceAge=old']) {
    const { status, body } = await ask(app, 'GET', `/servers?${query}`, { token: admin });
    expect([query, status, body.code]).toEqual([query, 400, 'request-invalid']);
  }
});

test('portal 4.2 X-09: whoever sees one site finds its servers alone by these filters', async () => {
  const sites = async (query: string, who: object) => {
    const { body } = await ask(app, 'GET', `/servers?top=200&${query}`, who);
    return [...new Set((body.value as Server[]).map(({ site }) => site))];
  };
  for (const query of ['wave=1', 'wave=none', 'proof=none', 'evidenceAge=15m,1h,1d,7d,older,none']) {
    expect([query, await sites(query, { headers: berlin })]).toEqual([query, ['Berlin']]);
    expect([query, (await sites(query, { token: admin })).length > 1]).toEqual([query, true]);
  }
});

test('portal 4.2: the export has the same columns where they were asked for, and is what it was where not', async () => {
  const csv = async (query: string) => {
    const answer = await ask(app, 'GET', `/servers${query}`, { token: admin, headers: { accept: 'text/csv' } });
    return parse(answer.text, { columns: true }) as Record<string, string>[];
  };
  const rows = await csv('?with=roles,attempt');
  expect(rows.find(({ name }) => name === 'MUC-DC2')).toMatchObject({
    next: 'start',
    nextAt: '2026-03-30T22:00:00.000Z',
    waitingFor: 'window-closed',
    commitDueAt: '',
  });
  expect(rows.find(({ name }) => name === 'BER-DC1')).toMatchObject({
    wave: '1',
    roles: expect.stringContaining('domainController'),
  });
  expect(Object.keys((await csv(''))[0] ?? {})).not.toContain('wave');
});

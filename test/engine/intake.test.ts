import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FactKey, FactValue, SourceId } from '../../src/domain/fact.ts';
import type { HostId } from '../../src/domain/ids.ts';
import { createControl } from '../../src/engine/create-control.ts';
import type { FactWrite } from '../../src/engine/ports/store.ts';
import type { EvidenceRow } from '../../src/evidence/reading.ts';
import { aWorld, storeOfFile, testIdentity, type World } from '../api/world.ts';

/* Whose evidence is it? A row is filed under the host that it is of, under a new one, or not at all. */

const store = storeOfFile();
let world: World;
let count = 0;
beforeAll(async () => {
  world = await aWorld(store());
});
afterAll(async () => {
  await world.close();
});

/** A name that no other test of this file uses. */
function aName(): string {
  count += 1;
  return `DC${count}`;
}

const deviceOf = (name: string) => testIdentity.sha256(name).slice(0, 40);

type Row = Partial<Omit<EvidenceRow, 'facts'>> & { readonly facts?: Readonly<Record<FactKey, FactValue>> };

/** Imports rows as if a file had held them: what readers make of files has its own tests. */
async function importing(rows: readonly Row[], more: { readonly isLoopRunning?: boolean } = {}) {
  const whole = rows.map(
    (row): EvidenceRow => ({
      source: 'host-facts',
      name: undefined,
      facts: {},
      observedAt: world.tenantClock.now - 1_000,
      origin: {},
      ...row,
    }),
  );
  const context = {
    ...world.context,
    readEvidence: async () => ({ format: 'host-facts' as const, mapping: [], rows: whole, problems: [] }),
  };
  const runner = { wake: () => undefined, isRunning: more.isLoopRunning === true };
  const upload = { bytes: new Uint8Array(1), fileName: 'f', dryRun: false };
  return createControl(context, runner).importEvidence('user:test', world.tenantId, upload);
}

async function register(name: string, domain: string, facts: Row['facts'] = {}, source: SourceId = 'host-facts') {
  const fqdn = `${name.toLowerCase()}.${domain}`;
  const outcome = await importing([{ name, fqdn, domain, facts, source }]);
  expect(outcome.problems).toEqual([]);
  return fqdn;
}

async function factsOf(fqdn: string): Promise<Record<string, Row['facts']>> {
  const { value } = await world.store.hosts(world.tenantId, { names: [fqdn] }, { top: 2 });
  const documents = await world.store.documents(
    world.tenantId,
    value.map((host) => host.hostId),
  );
  return Object.fromEntries(documents.map((document) => [document.source, document.facts]));
}

const namesakes = async (name: string) =>
  (await world.store.hosts(world.tenantId, { names: [name] }, { top: 9 })).value.map((host) => host.fqdn).sort();

const codes = (outcome: { problems: readonly { code: string }[] }) => outcome.problems.map((problem) => problem.code);

test('a name with its domain is the host of that domain and not its namesake elsewhere', async () => {
  const name = aName();
  const here = await register(name, 'bank.example');
  const there = await register(name, 'other.example');
  await importing([{ name, domain: 'other.example', source: 'os-version', facts: { 'os.build': 20_348 } }]);
  expect((await factsOf(there))['os-version']).toEqual({ 'os.build': 20_348 });
  expect((await factsOf(here))['os-version']).toBeUndefined();
});

test('a name with a domain that no namesake has is a new host, never the namesake', async () => {
  const name = aName();
  const here = await register(name, 'bank.example');
  await importing([{ name, domain: 'third.example', source: 'os-version', facts: { 'os.build': 20_348 } }]);
  expect(await namesakes(name)).toEqual([here, `${name.toLowerCase()}.third.example`].sort());
  expect((await factsOf(here))['os-version']).toBeUndefined();
});

test('a NetBIOS domain contradicts nothing; a short name that two hosts have is a problem', async () => {
  const name = aName();
  const here = await register(name, 'bank.example');
  await importing([{ name, domain: 'NORDUFER', source: 'os-version', facts: { 'os.build': 20_348 } }]);
  expect((await factsOf(here))['os-version']).toEqual({ 'os.build': 20_348 });
  await register(name, 'other.example');
  expect(codes(await importing([{ name, source: 'os-version', facts: { 'os.build': 17_763 } }]))).toEqual([
    'host-ambiguous',
  ]);
});

test('a device id tells namesakes apart', async () => {
  const name = aName();
  const here = await register(name, 'bank.example', { 'device.id': deviceOf(name) });
  await register(name, 'other.example', { 'device.id': deviceOf(`${name} there`) });
  const facts = { 'device.id': deviceOf(name).toUpperCase(), 'service.Sense': 'running' };
  expect(codes(await importing([{ name, source: 'client-analyzer', facts }]))).toEqual([]);
  expect((await factsOf(here))['client-analyzer']).toEqual(facts);
});

test('a document whose device id belongs to another known host is refused, with every row of it', async () => {
  const [mine, other] = [aName(), aName()];
  const fqdn = await register(mine, 'bank.example');
  const owner = await register(other, 'bank.example', { 'device.id': deviceOf(other) });
  const outcome = await importing([
    { name: mine, fqdn, source: 'client-analyzer', facts: { 'device.id': deviceOf(other) } },
    { name: mine, fqdn, source: 'sense-events', facts: { 'service.Sense': 'running' } },
  ]);
  expect(codes(outcome)).toEqual(['host-mismatch', 'host-mismatch']);
  expect(outcome.problems[0]?.detail).toContain(owner);
  expect(Object.keys(await factsOf(fqdn))).toEqual(['host-facts']);
  const stranger = aName();
  expect(codes(await importing([{ name: stranger, facts: { 'device.id': deviceOf(other) } }]))).toEqual([
    'host-mismatch',
  ]);
  expect(await namesakes(stranger)).toEqual([]);
});

test('what the service knows of a device id stands above what a host says of itself', async () => {
  const [mine, other] = [aName(), aName()];
  const fqdn = await register(mine, 'bank.example', { 'device.records': [deviceOf(mine)] }, 'hunting-device-identity');
  await register(other, 'bank.example');
  const claim = { name: other, fqdn: `${other.toLowerCase()}.bank.example`, source: 'mdatp-health' as const };
  expect(codes(await importing([{ ...claim, facts: { 'device.id': deviceOf(mine) } }]))).toEqual(['host-mismatch']);
  expect(codes(await importing([{ name: mine, fqdn, facts: { 'device.id': deviceOf(mine) } }]))).toEqual([]);
});

test('a device id that two hosts have is no ground to refuse either, and a new one is news', async () => {
  const [first, second] = [aName(), aName()];
  const clone = deviceOf(`${first} image`);
  const facts: FactWrite[] = [];
  for (const name of [first, second]) {
    const fqdn = await register(name, 'bank.example');
    const { value } = await world.store.hosts(world.tenantId, { names: [fqdn] }, { top: 1 });
    const { hostId } = value[0] as { hostId: HostId };
    const document = { 'device.id': clone };
    facts.push({
      ...{ hostId, source: 'mdatp-health', observedAt: 1, facts: document, maxAgeMs: 1 },
      digest: testIdentity.sha256(`${hostId} ${clone}`),
    });
  }
  await world.store.commit({ tenantId: world.tenantId, at: 1, facts });
  for (const name of [first, second])
    expect(codes(await importing([{ name, facts: { 'device.id': clone } }]))).toEqual([]);
  expect(codes(await importing([{ name: first, facts: { 'device.id': deviceOf('re-onboarded') } }]))).toEqual([]);
});

test('rows that do not say whose they are go to the one host with their device id; without one they are a problem', async () => {
  const name = aName();
  const fqdn = await register(name, 'bank.example', { 'device.id': deviceOf(name) });
  const rows: Row[] = [
    { source: 'registry/status', facts: { 'device.id': deviceOf(name) } },
    { source: 'registry/policy', facts: { 'onboarding.policyPresent': true } },
  ];
  expect(codes(await importing(rows))).toEqual([]);
  expect(Object.keys(await factsOf(fqdn)).sort()).toEqual(['host-facts', 'registry/policy', 'registry/status']);
  const unknown = [{ source: 'registry/status', facts: { 'device.id': deviceOf('nobody') } }] as const;
  expect(codes(await importing(unknown))).toEqual(['host-unnamed']);
  const mixed = [...rows, { source: 'registry/status', facts: { 'device.id': deviceOf('nobody') } }] as Row[];
  expect(codes(await importing(mixed))).toEqual(['host-unnamed', 'host-unnamed', 'host-unnamed']);
});

test('several sources of one host in one file are all kept, and the host is registered once', async () => {
  const name = aName();
  const fqdn = `${name.toLowerCase()}.bank.example`;
  const outcome = await importing([
    { name, source: 'client-analyzer', facts: { 'service.Sense': 'running' } },
    { name, fqdn, site: 'Berlin', source: 'sense-events', facts: { 'sense.version': '10.8760' } },
    { name, fqdn, source: 'sense-events', facts: { 'sense.version': '10.1' }, observedAt: 1 },
  ]);
  expect([outcome.registered, outcome.updated, outcome.hosts]).toEqual([1, 0, expect.arrayContaining([fqdn])]);
  expect(await factsOf(fqdn)).toEqual({
    'client-analyzer': { 'service.Sense': 'running' },
    'sense-events': { 'sense.version': '10.8760' },
  });
  const events = await world.store.events(world.tenantId, { kinds: ['host-registered'], newestFirst: true }, 1);
  expect(
    events.filter((event) => event.personal.name?.value === name).map((event) => event.personal.site?.value),
  ).toEqual(['Berlin']);
});

test('what was imported is judged at once, and of a long list the rest is left to the loop where one runs', async () => {
  const many = Array.from({ length: 700 }, () => ({ name: aName(), facts: { 'service.Sense': 'running' } }));
  await importing(many, { isLoopRunning: true });
  expect(await world.store.hostsToEvaluate(world.tenantId, null, 999)).toHaveLength(200);
  await importing([{ name: aName(), facts: { 'service.Sense': 'running' } }]);
  expect(await world.store.hostsToEvaluate(world.tenantId, null, 999)).toHaveLength(0);
});

test('a list of which nothing fits is told by its first rows', async () => {
  const outcome = await importing(Array.from({ length: 2_500 }, () => ({ facts: {} })));
  expect(outcome.problems).toHaveLength(2_001);
  expect(outcome.problems.at(-1)?.detail).toBe('500 more problems of this file are not listed.');
});

test('a list of several batches is filed wholly, each host once, also when two lists come at once', async () => {
  const many = Array.from({ length: 4_500 }, () => ({ name: aName(), domain: 'large.example' }));
  const [one, two] = await Promise.all([
    importing(many, { isLoopRunning: true }),
    importing([...many].reverse(), { isLoopRunning: true }),
  ]);
  expect([one.problems, two.problems]).toEqual([[], []]);
  const index = await world.store.hostIndex(world.tenantId);
  expect(index.filter((host) => host.fqdn.endsWith('.large.example'))).toHaveLength(4_500);
});

import { generateKeyPairSync, hash, sign } from 'node:crypto';
import type { Campaign } from '../src/domain/campaign/campaign.ts';
import { as, type MoveId, type TenantId } from '../src/domain/ids.ts';
import type { Journey, RulesInForce, Sighting } from '../src/domain/journey.ts';
import { digestOfBatch, genesisHash, type LogEvent, type LogLink, nextHash } from '../src/domain/log.ts';
import type { ProofVerdict } from '../src/domain/proof.ts';
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts';
import type { EngineContext } from '../src/engine/context.ts';
import { draft, moveEvent } from '../src/engine/events.ts';
import { randomIdentity } from '../src/engine/identity.ts';
import { changeMove } from '../src/engine/moves.ts';
import type { MoveRow, Store, Tenant } from '../src/engine/ports/store.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { fingerprintOf, newDigest } from '../src/main/report-keys.ts';
import { verifyPackBytes } from '../src/main/verify-pack.ts';
import { periodScope } from '../src/report/pack/scope.ts';
import { writePack } from '../src/report/pack/write.ts';
import type { Bench, Surroundings } from './bench.ts';
import { startChild } from './child.ts';
import { engineOn } from './engine.ts';
import { hostOf, uuidOf } from './estate.ts';
import { figure, timed } from './figure.ts';
import { aRunningCampaign, aTenant, seedHosts, seedMoves } from './seed.ts';
import { settle } from './settle.ts';

const journey = sensorV3 as unknown as Journey;
const at = Date.parse('2026-06-01T08:00:00Z');
const batch = 2_000;

/** A report over a large campaign that has come to its end, made by a process of its own; and a pack with a long log, proved. */
export const report: Bench = {
  name: 'report',
  figures: ['report-page', 'report-memory', 'pack-verification'],
  run: async (surroundings) => [...(await page(surroundings)), await proof(surroundings)],
};

async function page({ isQuick, postgres, say }: Surroundings) {
  const servers = isQuick ? 1_000 : 10_000;
  const url = await (await postgres()).createDatabase('report');
  const engine = await engineOn(url, () => at);
  const { context } = engine;
  say(`moving ${servers.toLocaleString('en')} servers`);
  const tenantId = await aTenant(context, 'report');
  await seedHosts(context, tenantId, servers);
  const wave = {
    name: 'all',
    isCanary: false,
    hosts: Array.from({ length: servers }, (_, index) => ({ ...hostOf(index), stratum: 'server' })),
  };
  const campaign = await aRunningCampaign(context, tenantId, servers, [wave]);
  const rows = await seedMoves(context, campaign, servers, () => true);
  for (let first = 0; first < servers; first += batch) await move(context, campaign, rows.slice(first, first + batch));
  await settle(url);
  await engine.close();
  await using maker = await startChild('report-maker.js', [url, tenantId]);
  const { ms, peakBytes, bytes, attempts } = JSON.parse(maker.says) as Record<
    'ms' | 'peakBytes' | 'bytes' | 'attempts',
    number
  >;
  if (attempts !== servers) throw new Error(`${attempts} of ${servers} attempts are in the report.`);
  const what = `The report of a campaign of ${servers.toLocaleString('en')} servers for the auditor, asked of the API in a process of its own: every attempt with its proofs, and which sensor protected it from when to when; a page of ${(bytes / 1e6).toFixed(1)} MB, from PostgreSQL.`;
  const shared = { kind: 'budget', better: 'lower', n: 1, demand: 1 } as const;
  return [
    figure({ name: 'report-page', value: ms / 1_000, unit: 's', limit: 10, ...shared, how: what }),
    figure({
      name: 'report-memory',
      value: peakBytes / 1e6,
      unit: 'MB',
      limit: 500,
      ...shared,
      how: 'The most memory that this process ever held, from its start to the last byte of the page.',
    }),
  ];
}

/** Takes attempts from the queue to their commit, an event a step, as the engine writes them. */
async function move(context: EngineContext, campaign: Campaign, rows: readonly MoveRow[]): Promise<void> {
  const rules: RulesInForce = { edition: campaign.edition, overrides: [] };
  const seen = (migrationState: Sighting['migrationState'], since: number): Sighting => ({
    ...{ migrationState, generation: migrationState === 'upToDate' ? 'v3' : 'v2', isProtecting: true, lost: [] },
    ...{ from: since - minuteMs, since, at: since },
  });
  const steps = [
    (_: MoveRow, now: number) => journey.granted(now, rules, 'graph'),
    ({ state }: MoveRow, now: number) => journey.observe(state, seen('migrating', now), rules),
    ({ state }: MoveRow, now: number) => journey.observe(state, seen('upToDate', now), rules),
    ({ state }: MoveRow, now: number) => journey.due(state, now + 8 * dayMs, { isProven: true, isAwaited: false }),
  ];
  let current = rows;
  for (const [step, happens] of steps.entries()) {
    const now = at + step * hourMs;
    const writes = current.map((row) => {
      const event = happens(row, now);
      const outcome = event && journey.next(row.state, event);
      if (!event || !outcome?.ok) throw new Error(`Nothing happens in ${row.state.kind}.`);
      const { state } = outcome;
      const proofs = step < 2 ? row.proofs : proofsAt(now);
      return changeMove(context, journey, row, { state, event, proofs, waitingFor: null, actor: 'engine' }, now);
    });
    const outcome = await context.store.commit({ tenantId: campaign.tenantId, at: now, moves: writes });
    if (outcome.lost.length > 0) throw new Error('A move could not be written.');
    current = writes.map((write, index) => ({
      ...(current[index] as MoveRow),
      ...write,
      version: write.expectedVersion + 1,
    }));
  }
}

function proofsAt(judgedAt: number): readonly ProofVerdict[] {
  return ['sensor-running', 'health', 'configuration', 'v2-disabled', 'coverage'].map((proof) => ({
    ...{ proof, title: `Proof of ${proof}`, verdict: 'pass', reason: '', isRequired: true, evidence: [], judgedAt },
    summary: 'Seen as it must be, by two sources, after the switch.',
  }));
}

async function proof({ isQuick, say }: Surroundings) {
  const entries = isQuick ? 100_000 : 1_000_000;
  say(`packing ${entries.toLocaleString('en')} entries`);
  const pack = await packOf(entries);
  let told = 0;
  const ms = await timed(async () => {
    const found = await verifyPackBytes(pack, undefined, () => undefined);
    if (!found.isSound) throw new Error(found.differences[0]?.detail);
    told = found.log.entries;
  });
  if (told < entries) throw new Error(`${told} of ${entries} entries were verified.`);
  return figure({
    ...{
      name: 'pack-verification',
      value: ms / 1_000,
      unit: 's',
      limit: 15,
      kind: 'budget',
      better: 'lower',
      n: 1,
      demand: 1,
    },
    how: `An evidence pack with ${entries.toLocaleString('en')} entries of the log (${(pack.length / 1e6).toFixed(0)} MB), of servers that are registered, queued, wait and are taken out, ten to a link: members, signature, chain, and every change of a move by the table. The log was made for this, and was never in a store.`,
  });
}

const perLink = 10;

/** A pack whose log comes from memory: what is measured reads the pack alone. */
async function packOf(entries: number): Promise<Buffer> {
  const identity = randomIdentity(() => at);
  const tenantId = as<TenantId>(uuidOf('tenant'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const key = { fingerprint: fingerprintOf(pem) ?? '', publicKey: pem };
  const signer = { key, sign: async (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64') };
  const sha256 = (text: string) => hash('sha256', text, 'hex');
  const head = { seq: 0, hash: genesisHash };
  function* batches() {
    yield [
      draft(identity, 'user:bench', {
        kind: 'report-key-made',
        subjectType: 'tenant',
        subjectId: tenantId,
        payload: { ...key },
      }),
    ];
    for (let made = 0; made < entries; made += perLink) yield storyOf(identity, made / perLink);
  }
  async function* links() {
    for (const drafts of batches()) {
      head.seq += 1;
      const digest = digestOfBatch({ tenantId, at, events: drafts }, sha256);
      head.hash = nextHash(head.hash, digest, sha256);
      const link: LogLink = { tenantId, seq: head.seq, at, digest, hash: head.hash, eventCount: drafts.length };
      const events = drafts.map((event, ordinal): LogEvent => ({ ...event, tenantId, at, seq: link.seq, ordinal }));
      yield { link, events };
    }
  }
  // What a pack needs of a store where it is of no campaign and no server.
  const store = {
    links,
    events: async () => [],
    approvals: async () => [],
    gateViews: async () => [],
  } as unknown as Store;
  const tenant: Tenant = {
    tenantId,
    name: 'bench',
    edition: '2026-03',
    overrides: [],
    facts: {},
    createdAt: at,
    version: 1,
  };
  const none = {
    campaigns: [],
    hostIds: [],
    moves: [],
    report: {},
    readme: 'A pack of a bench.\n',
    standIns: undefined,
  };
  // The head is known when the last link has been written, and the manifest is written after it.
  const input = { store, tenant, scope: periodScope(0, at + 1), ...none, head: headOf(head), sha256 };
  const parts: Buffer[] = [];
  for await (const part of writePack(input, { newDigest, signer, version: 'bench', at })) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A log that is still being made has no last link until it ends. */
function headOf(head: { readonly seq: number; readonly hash: string }) {
  return {
    get seq() {
      return head.seq;
    },
    get hash() {
      return head.hash;
    },
  };
}

/** Ten entries of one server: registered, queued, eight changes of what it waits for, the last of which takes it out. */
function storyOf(identity: ReturnType<typeof randomIdentity>, index: number) {
  const host = hostOf(index);
  const queued = journey.queued(at);
  const gone = { kind: 'abandoned', at, because: 'The server is retired.' };
  const outcome = journey.next(queued, gone);
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  const write = (version: number, isLast: boolean) => ({
    ...{ moveId: as<MoveId>(uuidOf(`move ${index}`)), hostId: host.hostId, campaignId: null, journey: journey.id },
    ...{ attempt: 1, origin: 'campaign' as const, wave: 1, state: isLast ? outcome.state : queued },
    ...{ schedule: journey.schedule(isLast ? outcome.state : queued, at), waitingSince: at, snapshot: [], proofs: [] },
    ...{ waitingFor: isLast ? null : version % 2 === 0 ? 'earlier-wave' : 'cap-full', createdAt: at },
    ...{ expectedVersion: version, slotDelta: 0 as const },
  });
  const { name, fqdn, domain, site } = host;
  const registered = draft(identity, 'user:bench', {
    ...{ kind: 'host-registered', subjectType: 'host', subjectId: host.hostId, payload: {} },
    personal: { name, fqdn, domain, site },
  });
  const moves = Array.from({ length: perLink - 1 }, (_, version) => {
    const isLast = version === perLink - 2;
    return moveEvent(identity, 'engine', write(version, isLast), isLast ? gone : undefined);
  });
  return [registered, ...moves];
}

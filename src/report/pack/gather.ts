import { type Campaign, type JudgedGate, wavesOf } from '../../domain/campaign/campaign.ts';
import { canonicalJson, type Json, type Sha256 } from '../../domain/canonical.ts';
import type { EditionId, HostId } from '../../domain/ids.ts';
import type { LogEvent, LogLink } from '../../domain/log.ts';
import type { MoveRow, Store, Tenant } from '../../engine/ports/store.ts';
import { rulebookFor } from '../../journeys/sensor-v3/rulebook.ts';
import type { MemberKind } from './form.ts';
import type { Scope } from './scope.ts';
import type { StandIns } from './stand-ins.ts';

/** Everything that a pack is made of. */
export interface PackInput {
  readonly store: Store;
  readonly tenant: Tenant;
  readonly scope: Scope;
  readonly campaigns: readonly Campaign[];
  readonly hostIds: readonly HostId[];
  readonly moves: readonly MoveRow[];
  /** What people read, as data. */
  readonly report: Json;
  readonly readme: string;
  /** The end of the log that the pack goes to. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** undefined leaves names as they are. */
  readonly standIns: StandIns | undefined;
  readonly sha256: Sha256;
}

/** The lines of each kind of member, made while they are written. */
type PackLines = Readonly<Record<MemberKind, () => AsyncGenerator<string>>>;

const hostsAtOnce = 500;
const eventsAtOnce = 1_000;
/** Views of a wave of thousands of servers are long. */
const viewsAtOnce = 5;

export function linesOfPack(input: PackInput): PackLines {
  const { campaigns, standIns, store, tenant } = input;
  const plans = campaigns.flatMap(({ plan, late }) => [plan, ...late]);
  const hide = <T>(value: T): T => (standIns === undefined ? value : standIns.json(value));
  return {
    rules: () => lines(rulesOf(input)),
    plans: () => lines(plans.map((plan) => ({ digest: plan.digest, plan: hide(plan), ...mark(plan, standIns) }))),
    approvals: async function* () {
      const digests = [...new Set(plans.map(({ digest }) => digest))];
      const approvals = digests.length === 0 ? [] : await store.approvals(tenant.tenantId, digests);
      yield* lines(approvals.map(hide));
    },
    gates: () => gateLines(input),
    documents: () => documentLines(input),
    verdicts: () => verdictLines(input),
    log: () => logLines(input),
  };
}

async function* lines(values: readonly unknown[]): AsyncGenerator<string> {
  for (const value of values) yield `${canonicalJson(value as Json)}\n`;
}

/** Whether a value is another one without its names. */
function mark(value: unknown, standIns: StandIns | undefined): { readonly isRedacted?: true } {
  if (standIns === undefined) return {};
  return canonicalJson(standIns.json(value) as Json) === canonicalJson(value as Json) ? {} : { isRedacted: true };
}

/** Each edition that was worked by, with every value, its page and the day it was seen. */
function rulesOf({ tenant, campaigns }: PackInput): readonly Json[] {
  const editions = [...new Set<EditionId>([tenant.edition, ...campaigns.map(({ edition }) => edition)])].sort();
  return editions.map((edition) => ({ edition, values: rulebookFor(edition, []) as unknown as Json }));
}

/** Judgements of gates that are superseded stand in the log alone, so that their views are asked for by what the log names. */
async function gateDigests({ store, tenant, campaigns, head }: PackInput): Promise<readonly string[]> {
  const digests = new Set<string>();
  for (const { campaignId } of campaigns) {
    const subject = { subjectType: 'campaign', subjectId: campaignId, kinds: ['campaign-changed'] };
    for (let afterSeq = 0; ; ) {
      const events = await store.events(tenant.tenantId, { ...subject, afterSeq }, hostsAtOnce);
      for (const { seq, payload } of events)
        if (seq <= head.seq) for (const { view } of gatesIn(payload)) if (view !== undefined) digests.add(view);
      const last = events.at(-1);
      if (last === undefined || events.length < hostsAtOnce) break;
      afterSeq = last.seq;
    }
  }
  return [...digests].sort();
}

/** The judgements that an event of a campaign tells, with their waves counted from 1. */
export function gatesIn(payload: unknown): readonly (JudgedGate & { readonly wave: number })[] {
  const { progress } = (payload ?? {}) as { progress?: Campaign['progress'] };
  return (progress?.waves ?? []).flatMap(({ gate }, at) => (gate ? [{ ...gate, wave: at + 1 }] : []));
}

async function* gateLines(input: PackInput): AsyncGenerator<string> {
  const { store, tenant, standIns } = input;
  const digests = await gateDigests(input);
  for (let from = 0; from < digests.length; from += viewsAtOnce)
    for (const { digest, view } of await store.gateViews(tenant.tenantId, digests.slice(from, from + viewsAtOnce)))
      yield* lines([{ digest, view: standIns?.json(view) ?? view, ...mark(view, standIns) }]);
}

/** Which documents the log cites for verdicts of these servers. */
async function citedByVerdicts({
  store,
  tenant,
  hostIds,
  head,
}: PackInput): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const cited = new Map<string, Set<string>>(hostIds.map((hostId) => [hostId, new Set()]));
  for (let afterSeq = 0; ; ) {
    const events = await store.events(tenant.tenantId, { kinds: ['verdict-changed'], afterSeq }, eventsAtOnce);
    for (const { seq, subjectId, payload } of events) {
      const { cited: digests = {} } = (payload ?? {}) as { cited?: Readonly<Record<string, string>> };
      if (seq <= head.seq) for (const digest of Object.values(digests)) cited.get(subjectId)?.add(digest);
    }
    const last = events.at(-1);
    if (last === undefined || events.length < eventsAtOnce) return cited;
    afterSeq = last.seq;
  }
}

/** Current documents and those that starts and verdicts cite, each content once. */
async function* documentLines(input: PackInput): AsyncGenerator<string> {
  const { store, tenant, hostIds, moves, standIns } = input;
  const { tenantId } = tenant;
  const byHost = await citedByVerdicts(input);
  const written = new Set<string>();
  for (let from = 0; from < hostIds.length; from += hostsAtOnce) {
    const some = hostIds.slice(from, from + hostsAtOnce);
    const ofThese = new Set<string>(some);
    const cited = new Set(moves.filter(({ hostId }) => ofThese.has(hostId)).flatMap(({ snapshot }) => snapshot));
    for (const hostId of some) for (const digest of byHost.get(hostId) ?? []) cited.add(digest);
    const found = [
      ...(await store.documents(tenantId, some)),
      ...(cited.size === 0 ? [] : await store.pinnedDocuments(tenantId, [...cited])),
    ];
    for (const { digest, source, facts } of found) {
      if (written.has(digest)) continue;
      written.add(digest);
      const bare = standIns?.document({ facts }).facts ?? facts;
      const isRedacted = standIns !== undefined && canonicalJson(bare as Json) !== canonicalJson(facts as Json);
      yield* lines([{ digest, source, facts: bare, ...(isRedacted ? { isRedacted } : {}) }]);
    }
  }
}

async function* verdictLines({ store, tenant, hostIds, moves, standIns }: PackInput): AsyncGenerator<string> {
  const { tenantId } = tenant;
  const snapshots = new Map<string, (readonly string[])[]>();
  for (const { hostId, snapshot } of moves)
    if (snapshot.length > 0) snapshots.set(hostId, [...(snapshots.get(hostId) ?? []), snapshot]);
  for (let from = 0; from < hostIds.length; from += hostsAtOnce) {
    const some = hostIds.slice(from, from + hostsAtOnce);
    const [rows, documents, eligibilities] = await Promise.all([
      store.hostsById(tenantId, some),
      store.documents(tenantId, some),
      store.eligibility(tenantId, some, 'sensor-v3'),
    ]);
    const judged = new Map(eligibilities.map((one) => [one.hostId, one]));
    const own = new Map<string, { digest: string; source: string; observedAt: number }[]>();
    for (const { hostId, digest, source, observedAt } of documents)
      own.set(hostId, [...(own.get(hostId) ?? []), { digest, source, observedAt }]);
    for (const { hostId, factsDigest } of rows) {
      const eligibility = judged.get(hostId) ?? null;
      yield* lines([
        {
          hostId,
          factsDigest,
          documents: own.get(hostId) ?? [],
          snapshots: snapshots.get(hostId) ?? [],
          eligibility: standIns?.json(eligibility) ?? eligibility,
        },
      ]);
    }
  }
}

/** The chain from its beginning to the head, a link a line. */
async function* logLines({ store, tenant, scope, head, standIns }: PackInput): AsyncGenerator<string> {
  for await (const { link, events } of store.links(tenant.tenantId, 0)) {
    if (link.seq > head.seq) return;
    yield `${linkLine(link, scope.concerns(events) ? events : undefined, standIns)}\n`;
  }
}

function linkLine(
  { seq, at, digest, hash, eventCount }: LogLink,
  events: readonly LogEvent[] | undefined,
  standIns: StandIns | undefined,
): string {
  const link = { seq, at, digest, hash, eventCount };
  if (events === undefined) return canonicalJson({ link });
  const packed = events.map((event) => {
    if (standIns !== undefined) return standIns.entry(event);
    const { kind, subjectType, subjectId, payload, personal } = event;
    return { kind, subjectType, subjectId, payload, personal };
  });
  return canonicalJson({ link, events: packed as unknown as Json });
}

/** The hosts that campaigns are about, in the order of their plans. */
export function hostsOf(campaigns: readonly Campaign[]): readonly HostId[] {
  return [
    ...new Set(
      campaigns.flatMap((campaign) => wavesOf(campaign).flatMap((wave) => wave.hosts.map(({ hostId }) => hostId))),
    ),
  ];
}

import { judgeApprovals } from '../../domain/campaign/approval.ts';
import { partOf } from '../../domain/campaign/campaign.ts';
import { canonicalJson, type Json, type Sha256 } from '../../domain/canonical.ts';
import type { FactDocument, FactValue, SourceId } from '../../domain/fact.ts';
import type { JourneyId } from '../../domain/ids.ts';
import type { Journey } from '../../domain/journey.ts';
import type { HashedEvent } from '../../domain/log.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import type { Instant } from '../../domain/time.ts';
import type { Eligibility } from '../../domain/verdict.ts';
import { sensorV3 } from '../../journeys/sensor-v3/journey.ts';
import { type Findings, not, otherwise, type Ruling, same } from './findings.ts';
import { judgeCampaign } from './gates.ts';
import type { HostTold, Ledger, MovePayload, RulesTold } from './ledger.ts';
import type { Material } from './material.ts';

/** An entry with its place, before it has been told to the ledger. */
export interface Entry {
  readonly event: HashedEvent;
  readonly at: Instant;
  readonly where: string;
}

export interface Court {
  readonly ledger: Ledger;
  readonly material: Material;
  readonly findings: Findings;
  readonly sha256: Sha256;
}

const journeys: ReadonlyMap<string, Journey> = new Map([[sensorV3.id, sensorV3 as unknown as Journey]]);

/** Makes every decision of an entry again, on what was known before it, with the functions that made it. */
export function judgeEntry(entry: Entry, court: Court): void {
  const { event, where } = entry;
  if (event.kind === 'verdict-changed') court.findings.rule('verdicts', where, judgeVerdict(entry, court));
  if (event.kind === 'campaign-changed') judgeCampaign(entry, court);
  if (event.kind === 'move-changed') judgeMove(entry, court);
}

const notKept =
  'the documents that they were made on have been replaced since; they are kept for servers that a campaign moves, and not before';
const namesReplaced = 'names are replaced, and the documents can no longer be bound to them';
const beforeTimes = 'they were logged by a version that did not keep when the documents were observed';
const hostNotPacked = 'the entries that tell of the server are not in the pack';

interface VerdictPayload {
  readonly verdict: string;
  readonly disposition: string;
  readonly reasons: readonly string[];
  readonly edition: string;
  readonly journey: JourneyId;
  readonly factsDigest: string;
  readonly seen?: Readonly<Record<string, Instant>> | undefined;
  /** The documents by source, where they were kept for it. */
  readonly cited?: Readonly<Record<string, string>> | undefined;
}

function judgeVerdict({ event, at }: Entry, { ledger, material, sha256 }: Court): Ruling {
  const told = event.payload as unknown as VerdictPayload;
  const host = ledger.hosts.get(event.subjectId);
  const { rules } = ledger;
  if (!host || !rules) return not(hostNotPacked);
  if (told.seen === undefined) return not(beforeTimes);
  if (material.isRedacted) return not(namesReplaced);
  const { seen, cited } = told;
  const sources = Object.keys(seen).sort().join();
  // Without a citation it may be that one of the sets is the one: its digest tells.
  const sets = cited === undefined ? material.documentSets(event.subjectId) : [Object.values(cited)];
  const digests = sets
    // A move keeps its proofs as well, on which no verdict stands.
    .map((set) => set.filter((digest) => Object.hasOwn(seen, material.documents.get(digest)?.source ?? '')))
    .find((set) => {
      const lines = set.map((digest) => [material.documents.get(digest)?.source ?? '', digest] as const).sort(bySource);
      return (
        lines.map(([source]) => source).join() === sources && basisOf(host, rules, lines, sha256) === told.factsDigest
      );
    });
  if (digests === undefined && cited !== undefined)
    return otherwise(
      `The verdict of ${host.name} does not rest on the documents that it cites, or they are not in the pack.`,
    );
  if (digests === undefined) return not(notKept);
  const again = eligible({ host, rules, digests, seen, at, demand: 'service', journey: told.journey }, material);
  if (again === undefined) return not(hostNotPacked);
  const [is, was] = [again, told].map(({ verdict, disposition, reasons, edition }) =>
    canonicalJson({ verdict, disposition, reasons, edition } as unknown as Json),
  );
  if (is === was) return same;
  return otherwise(`The verdict of ${host.name} is ${was} in the log; made again it is ${is}.`);
}

function bySource([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The digest that binds a verdict to what it was made on: rules, names, and the documents by source. */
function basisOf(
  { name, fqdn, domain, site, sensorId = '' }: HostTold,
  { edition, overrides, facts }: RulesTold,
  documents: readonly (readonly [string, string])[],
  sha256: Sha256,
): string {
  const rules = sha256(canonicalJson({ edition, overrides, facts } as unknown as Json));
  const lines = documents.map(([source, digest]) => `${source} ${digest}`);
  return sha256([rules, name, fqdn, domain, site, sensorId, ...lines].join('\n'));
}

function eligible(
  given: {
    readonly host: HostTold;
    readonly rules: RulesTold;
    readonly digests: readonly string[];
    readonly seen: Readonly<Record<string, Instant>>;
    readonly at: Instant;
    readonly demand: 'service' | 'host';
    readonly journey: string;
  },
  { documents }: Material,
): Eligibility | undefined {
  const { host, rules, digests, seen, at, demand } = given;
  const journey = journeys.get(given.journey);
  const own: FactDocument[] = [];
  for (const digest of digests) {
    const document = documents.get(digest);
    const observedAt = document && seen[document.source];
    if (observedAt === undefined) return undefined;
    const facts = document?.facts as Readonly<Record<string, FactValue>>;
    own.push({ hostId: host.hostId, source: document?.source as SourceId, observedAt, facts });
  }
  return journey?.evaluate({
    host,
    facts: mergeFacts(host.hostId, own, at),
    tenant: rules.facts,
    edition: rules.edition,
    overrides: rules.overrides,
    demand,
    now: at,
  });
}

interface MoveToldNow extends MovePayload {
  readonly journey: string;
  readonly attempt: number;
}

function judgeMove(entry: Entry, court: Court): void {
  const { event, where } = entry;
  const { findings } = court;
  const told = event.payload as unknown as MoveToldNow;
  if (told.event === null) return;
  findings.rule('transitions', where, judgeTransition(event.subjectId, told, court));
  if (told.event.kind !== 'granted') return;
  findings.rule('starts', where, judgeStart(entry.at, told, court));
  findings.rule('approvals', where, judgeApproval(entry.at, told, court));
}

/** The table says what an event makes of a state; nothing else may. */
function judgeTransition(moveId: string, told: MoveToldNow, { ledger }: Court): Ruling {
  const journey = journeys.get(told.journey);
  const before = ledger.moves.get(moveId);
  if (!journey || !before || told.event === null) return not('the state before them is not in the pack');
  const outcome = journey.next(before.state, told.event);
  if (outcome.ok && canonicalJson(outcome.state as unknown as Json) === canonicalJson(told.state as unknown as Json))
    return same;
  const detail = outcome.ok
    ? `"${told.event.kind}" leads from ${before.state.kind} to another state than the one that stands there (${told.state.kind}).`
    : `"${told.event.kind}" is nothing that can happen in ${before.state.kind}.`;
  return otherwise(detail);
}

/** Nothing starts on a server that is not proven eligible, by the evidence that the plan demands (I4). */
function judgeStart(at: Instant, told: MoveToldNow, { ledger, material }: Court): Ruling {
  const host = ledger.hosts.get(told.hostId);
  const campaign = ledger.campaigns.get(told.campaignId ?? '');
  const { rules } = ledger;
  if (!host || !rules || !campaign) return not(hostNotPacked);
  if (told.seen === undefined) return not(beforeTimes);
  const lacking = told.snapshot.filter((digest) => !material.documents.has(digest));
  if (lacking.length > 0) return otherwise(`It cites a document that is not in the pack: ${lacking[0]}.`);
  const again = eligible(
    { host, rules, digests: told.snapshot, seen: told.seen, at, demand: campaign.plan.demand, journey: told.journey },
    material,
  );
  if (again === undefined) return otherwise('It cites a document and does not say when that was observed.');
  const isStartable = journeys.get(told.journey)?.isStartable(host.migrationState) === true;
  if (again.verdict === 'pass' && isStartable) return same;
  if (material.isRedacted) return not('names are replaced, and the verdict depends on them');
  const why = isStartable
    ? `its verdict is ${again.verdict} (${again.reasons.join(', ')})`
    : `the service says ${host.migrationState}`;
  return otherwise(`${host.name} was started, and made again ${why}.`);
}

/** Nothing starts without the approval that its plan demands (I3). */
function judgeApproval(at: Instant, told: MoveToldNow, { ledger }: Court): Ruling {
  const campaign = ledger.campaigns.get(told.campaignId ?? '');
  const late = (campaign?.progress.late ?? []).map(({ digest }) => ledger.plans.get(digest)?.plan);
  if (!campaign || late.includes(undefined)) return not('the plan is not in the pack');
  const plans = late.flatMap((plan) => plan ?? []);
  const { plan, wave } = partOf({ plan: campaign.plan, late: plans }, told.wave);
  const { savedBy } = ledger.plans.get(plan.digest) ?? {};
  const authors = savedBy === undefined ? [plan.author] : [plan.author, savedBy];
  const approvals = [...ledger.approvals.values()].filter(({ digest }) => digest === plan.digest);
  const standing = judgeApprovals(plan.rules.approval, { digest: plan.digest, authors }, approvals, at, wave);
  if (standing.kind === 'granted') return same;
  return otherwise(`A server of wave ${told.wave} was started; its approval was ${standing.kind}.`);
}

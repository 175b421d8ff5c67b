import type { ApplyResult, Campaign as CampaignShape, HoldResult, Plan as PlanShape } from '../contract/campaigns.ts';
import type { PlanClause } from '../contract/plan-words.ts';
import { wholeOf } from '../contract/whole-of.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import { type Held, heldBy, type WaveStanding, waveStandings } from '../domain/campaign/standing.ts';
import type { GateFinding } from '../domain/gate/finding.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { PlanWarning } from '../domain/plan/warning.ts';
import { durationInWords, type Instant, toRfc3339 } from '../domain/time.ts';
import type { ApplyOutcome, HoldOutcome, ShadowRow } from '../engine/ports/outcomes.ts';
import { instantInWords, instantOrNull } from './instant.ts';
import { type IrreversibleInput, irreversibleShape } from './irreversible.ts';
import { nextEventShape } from './next-event.ts';
import { inEnglish } from './plan-english.ts';
import { conditionClause } from './rules-text.ts';
import { waitInWords } from './wait.ts';

/** A campaign's moves, counted by state wave by wave, and by what they wait for. */
interface CampaignCounts {
  readonly counts: readonly Readonly<Record<string, number>>[];
  readonly waits: Readonly<Record<string, number>>;
  readonly commitAt: Instant | null;
  /** The tenant's own, which hold beside the plan's. */
  readonly calendars: readonly Calendar[] | undefined;
  readonly now: Instant;
}

/** A campaign with its moves counted; `planned` is frozen with the plan. */
export function campaignShape(campaign: Campaign, counted: CampaignCounts): CampaignShape {
  const { counts, waits } = counted;
  return {
    id: campaign.campaignId,
    name: campaign.name,
    journey: campaign.journey,
    edition: campaign.edition,
    state: campaign.state,
    planDigest: campaign.plan.digest,
    createdAt: toRfc3339(campaign.createdAt),
    createdBy: campaign.createdBy,
    cap: campaign.cap,
    inFlight: campaign.inFlight,
    held: heldShape(heldBy(campaign)),
    waves: waveStandings(campaign, counts).map((wave, at) =>
      waveShape(wave, campaign.progress.waves[at]?.gate?.findings ?? []),
    ),
    counts: wholeOf(counts),
    waits: waitsShape(waits),
    next: nextEventShape(campaign, counted),
    planned: serversOf(campaign.plan),
    late: campaign.late.reduce((sum, plan) => sum + serversOf(plan), 0),
    latePlans: campaign.late.map((plan) => plan.digest),
    since: { ...(campaign.progress.since ?? { joined: 0, ready: 0, gone: 0 }) },
    version: campaign.version,
  };
}

export function serversOf({ waves }: Plan): number {
  return waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
}

/** What moves wait for, most moves first. */
export function waitsShape(waits: Readonly<Record<string, number>>): CampaignShape['waits'] {
  return Object.entries(waits)
    .map(([reason, moves]) => ({ reason, words: waitInWords(reason), moves }))
    .sort((a, b) => b.moves - a.moves || (a.reason < b.reason ? -1 : 1));
}

export function heldShape(held: Held | null): CampaignShape['held'] {
  return held && { ...held, since: toRfc3339(held.since), servers: [...held.servers] };
}

/** @param findings of its gate; the course of a rehearsal keeps none. */
export function waveShape(
  { passedAt, gate, counts, ...wave }: WaveStanding,
  findings: readonly GateFinding[],
): CampaignShape['waves'][number] {
  return {
    ...wave,
    passedAt: instantOrNull(passedAt),
    gate: gate && {
      ...gate,
      unresolved: [...gate.unresolved],
      judgedAt: toRfc3339(gate.judgedAt),
      conditions: findings.map(conditionShape),
    },
    counts: { ...counts },
  };
}

function conditionShape({ condition, verdict, summary, measuredAt, oldestEvidenceAt }: GateFinding) {
  return {
    asks: conditionClause(condition),
    verdict,
    summary,
    measuredAt: toRfc3339(measuredAt),
    oldestEvidenceAt: instantOrNull(oldestEvidenceAt),
  };
}

/** The plan document as it travels: the same members, so that its digest still holds. */
export function planShape(plan: Plan): PlanShape {
  // Only the types differ: what is read-only here may be changed by whoever receives it.
  return structuredClone(plan) as unknown as PlanShape;
}

/** What applying would do, or did. Where nothing is sent nothing can become final, so `irreversible` is null. */
export function applyResultShape(
  outcome: ApplyOutcome,
  counted: CampaignCounts,
  rules: IrreversibleInput,
): ApplyResult {
  const clauses = outcome.warnings.map(warningClause);
  return {
    campaign: outcome.campaign === null ? null : campaignShape(outcome.campaign, counted),
    isDryRun: outcome.isDryRun,
    isShadow: outcome.isShadow,
    wouldSend: outcome.wouldSend.map((request) => ({ ...request, servers: [...request.servers] })),
    warnings: clauses.map((clause) => inEnglish(clause, instantInWords)),
    warningClauses: clauses,
    irreversible: outcome.isShadow ? null : irreversibleShape(rules),
  };
}

function warningClause(warning: PlanWarning): PlanClause {
  const values = warning.kind === 'service-reverts' ? { duration: durationInWords(warning.afterMs) } : {};
  return { says: `warning-${warning.kind}`, values };
}

/** What holding did, or would do. */
export function holdResultShape(outcome: HoldOutcome, campaign: CampaignShape): HoldResult {
  const { isDryRun, accepted, abandons, rollsBack, finishes } = outcome;
  return {
    campaign,
    isDryRun,
    accepted: [...accepted],
    abandons: [...abandons],
    rollsBack: [...rollsBack],
    finishes: [...finishes],
  };
}

/** How our verdicts fared: a row without an outcome yet is undecided, never agreement. */
export function shadowScoreShape(rows: readonly ShadowRow[]) {
  return {
    agreed: rows.filter((row) => row.agrees === true).length,
    disagreed: rows.filter((row) => row.agrees === false).length,
    undecided: rows.filter((row) => row.agrees === null).length,
    rows: rows.map((row) => ({ ...row })),
  };
}

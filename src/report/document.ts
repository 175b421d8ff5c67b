import type { z } from 'zod';
import type { campaignReport } from '../contract/installation.ts';
import type { Audience } from '../contract/report-routes.ts';
import type { Approval } from '../domain/campaign/approval.ts';
import { type Campaign, wavesOf } from '../domain/campaign/campaign.ts';
import { type MoveStep, statesOverTime } from '../domain/campaign/move-steps.ts';
import type { LogEvent } from '../domain/log.ts';
import type { Task } from '../domain/task.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { OverviewOutcome } from '../engine/ports/outcomes.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import { eventSentence } from './event-sentence.ts';
import { instantOrNull } from './instant.ts';

/** An entry with its place; without names where the report is without them. */
type ChapterEntry = Parameters<typeof eventSentence>[0] & Pick<LogEvent, 'seq' | 'ordinal' | 'at'>;

interface ChapterInput {
  readonly campaign: Campaign;
  readonly report: z.infer<typeof campaignReport>;
  readonly moves: readonly { readonly move: MoveRow; readonly server: string }[];
  readonly steps: readonly MoveStep[];
  readonly approvals: readonly Approval[];
  readonly tasks: readonly Task[];
  /** Entries of the log about the campaign itself and its plans, oldest first. */
  readonly entries: readonly ChapterEntry[];
  readonly now: Instant;
}

export interface DocumentInput {
  readonly audience: Audience;
  readonly tenant: string;
  /** null: the report is of one campaign. */
  readonly period: { readonly from: Instant; readonly to: Instant } | null;
  readonly sites: OverviewOutcome['sites'];
  readonly chapters: readonly ChapterInput[];
  readonly head: { readonly seq: number; readonly hash: string };
  /** Fingerprint of the key that packs are signed with; null where there is none. */
  readonly key: string | null;
  readonly version: string;
  readonly now: Instant;
}

export type ReportDocument = ReturnType<typeof reportDocument>;
export type ReportChapter = ReportDocument['campaigns'][number];

/** What a report says, before it is known whether it is printed or read by a program. */
export function reportDocument(input: DocumentInput) {
  const { audience, tenant, period, sites, chapters, head, key, version, now } = input;
  return {
    schema: 'changeguard.report/1' as const,
    for: audience,
    tenant,
    madeAt: toRfc3339(now),
    version,
    period: period && { from: toRfc3339(period.from), to: toRfc3339(period.to) },
    head: { ...head },
    signingKey: key,
    sites: sites.map(({ site, count, floor }) => ({
      site,
      servers: count.servers,
      protected: count.protected,
      unknown: count.unknown,
      floor,
    })),
    campaigns: chapters.map(chapterOf),
  };
}

function chapterOf({ campaign, report, moves, steps, approvals, tasks, entries, now }: ChapterInput) {
  const { plan, progress } = campaign;
  const { steering } = progress;
  return {
    ...report,
    state: campaign.state,
    held: 'because' in steering ? steering.because : null,
    createdAt: toRfc3339(campaign.createdAt),
    createdBy: campaign.createdBy,
    edition: campaign.edition,
    journey: campaign.journey,
    plan: {
      author: plan.author,
      madeAt: toRfc3339(plan.createdAt),
      channel: plan.channel,
      demand: plan.demand,
      people: plan.rules.approval.people,
      budget: plan.rules.budget.failures,
      cap: plan.rules.caps.inFlight,
    },
    counts: countsOf(moves.map(({ move }) => move)),
    waves: wavesShape(campaign, moves),
    accepted: steering.accepted.map(({ name, by, because, at }) => ({ name, by, because, at: toRfc3339(at) })),
    approvals: approvals.map((one) => ({
      person: one.person,
      decision: one.decision,
      wave: one.wave,
      at: toRfc3339(one.decidedAt),
      until: instantOrNull(one.expiresAt),
      comment: one.comment,
      ticket: one.ticket,
      withdrawnAt: instantOrNull(one.withdrawn?.at),
    })),
    tasks: tasks.map(({ title, kind, dueAt, openedAt }) => ({
      title,
      kind,
      openedAt: toRfc3339(openedAt),
      dueAt: instantOrNull(dueAt),
    })),
    proofs: proofsOf(moves),
    history: entries.map((event) => ({
      id: `${event.seq}.${event.ordinal}`,
      at: toRfc3339(event.at),
      sentence: eventSentence(event),
    })),
    commitsByDay: commitsByDay(steps),
    statesOverTime: statesOverTime(steps, now).map(({ at, counts }) => ({ at: toRfc3339(at), counts })),
  };
}

/** The newest attempt of each server stands for it. */
function newestOf(moves: readonly MoveRow[]): readonly MoveRow[] {
  const newest = new Map<string, MoveRow>();
  for (const move of moves) if (move.attempt > (newest.get(move.hostId)?.attempt ?? 0)) newest.set(move.hostId, move);
  return [...newest.values()];
}

function countsOf(moves: readonly MoveRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of newestOf(moves)) counts[state.kind] = (counts[state.kind] ?? 0) + 1;
  return counts;
}

function wavesShape(campaign: Campaign, moves: ChapterInput['moves']) {
  return wavesOf(campaign).map((wave, at) => {
    const { openedAt = null, passedAt = null, letBy, gate = null } = campaign.progress.waves[at] ?? {};
    return {
      name: wave.name,
      servers: wave.hosts.length,
      counts: countsOf(moves.map(({ move }) => move).filter((move) => move.wave === at + 1)),
      openedAt: instantOrNull(openedAt),
      passedAt: instantOrNull(passedAt),
      letBy: letBy ? { ...letBy } : null,
      gate: gate && {
        verdict: gate.verdict,
        summary: gate.summary,
        judgedAt: toRfc3339(gate.judgedAt),
        findings: gate.findings.map(({ condition, verdict, summary }) => ({ kind: condition.kind, verdict, summary })),
      },
    };
  });
}

function proofsOf(moves: ChapterInput['moves']) {
  return moves
    .filter(({ move }) => move.proofs.length > 0)
    .map(({ move, server }) => ({
      server,
      attempt: move.attempt,
      proofs: move.proofs.map(({ title, verdict, isRequired, summary }) => ({ title, verdict, isRequired, summary })),
    }));
}

/** Days are UTC's: a report is read in many places. */
function commitsByDay(steps: readonly MoveStep[]) {
  const days = new Map<string, number>();
  const committed = new Set<string>();
  for (const { at, moveId, kind } of steps) {
    if (kind !== 'committed' || committed.has(moveId)) continue;
    committed.add(moveId);
    const day = toRfc3339(at).slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return [...days].map(([day, servers]) => ({ day, servers })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

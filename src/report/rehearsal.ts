import type { RehearsalCourse, RehearsalResult } from '../contract/rehearsals.ts';
import type { Course } from '../domain/rehearsal/course.ts';
import type { Range, Rehearsal, SeedRun, SiteLow } from '../domain/rehearsal/result.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { RehearsalRow } from '../engine/ports/store.ts';
import { heldShape, waitsShape, waveShape } from './campaign.ts';
import { instantOrNull } from './instant.ts';

/** A kept rehearsal in short, beside its plan. */
export function rehearsalSummaryShape({ digest, rehearsedAt, rehearsedBy, ...row }: RehearsalRow) {
  const { estate, isAnonymous, seeds, finished } = row;
  return { digest, rehearsedAt: toRfc3339(rehearsedAt), rehearsedBy, estate, isAnonymous, seeds, finished };
}

/** A rehearsal as it travels. */
export function rehearsalShape({ row, rehearsal }: { row: RehearsalRow; rehearsal: Rehearsal }): RehearsalResult {
  const { summary } = rehearsal;
  return {
    schema: rehearsal.schema,
    digest: row.digest,
    planDigest: rehearsal.planDigest,
    planName: rehearsal.planName,
    estate: { ...rehearsal.estate },
    startAt: toRfc3339(rehearsal.startAt),
    rehearsedAt: toRfc3339(row.rehearsedAt),
    rehearsedBy: row.rehearsedBy,
    faults: rehearsal.faults.map((fault) => ({ ...fault })),
    assumptions: rehearsal.assumptions.map((one) => ({ ...one, names: [...one.names] })),
    policy: [...rehearsal.policy],
    summary: {
      seeds: summary.seeds,
      finished: summary.finished,
      startedAt: timesOf(summary.startedAt),
      switchedAt: timesOf(summary.switchedAt),
      finishedAt: timesOf(summary.finishedAt),
      waves: summary.waves.map(({ wave, startedAt, switchedAt }) => ({
        wave,
        startedAt: timesOf(startedAt),
        switchedAt: timesOf(switchedAt),
      })),
      sites: summary.sites.map(siteShape),
      unprotectedSeconds: { ...summary.unprotectedSeconds },
      causes: summary.causes.map(({ cause, seconds }) => ({ cause, seconds: { ...seconds } })),
      faults: summary.faults.map((fault) => ({ ...fault, stoppedBy: fault.stoppedBy.map((one) => ({ ...one })) })),
      decisions: summary.decisions.map((one) => ({ ...one, asked: { ...one.asked }, choices: [...one.choices] })),
    },
    runs: rehearsal.runs.map(runShape),
  };
}

/** The course of a kept rehearsal as it travels. */
export function courseShape(
  { row, rehearsal }: { row: RehearsalRow; rehearsal: Rehearsal },
  course: Course,
): RehearsalCourse {
  return {
    planDigest: rehearsal.planDigest,
    planName: rehearsal.planName,
    digest: row.digest,
    rehearsedAt: toRfc3339(row.rehearsedAt),
    seed: course.seed,
    stops: course.stops.map(({ at, state, held, inFlight, waits, waves }) => ({
      at: toRfc3339(at),
      state,
      held: heldShape(held),
      inFlight,
      waits: waitsShape(waits),
      waves: waves.map((wave) => waveShape(wave, [])),
    })),
  };
}

function runShape(run: SeedRun): RehearsalResult['runs'][number] {
  return {
    ...run,
    startedAt: instantOrNull(run.startedAt),
    switchedAt: instantOrNull(run.switchedAt),
    finishedAt: instantOrNull(run.finishedAt),
    waves: run.waves.map(({ wave, startedAt, switchedAt }) => ({
      wave,
      startedAt: instantOrNull(startedAt),
      switchedAt: instantOrNull(switchedAt),
    })),
    states: { ...run.states },
    sites: run.sites.map(siteShape),
    unprotected: { ...run.unprotected, causes: run.unprotected.causes.map((one) => ({ ...one })) },
    faults: run.faults.map((one) => ({ ...one, servers: [...one.servers], stoppedBy: [...one.stoppedBy] })),
    brakes: run.brakes.map((one) => ({
      ...one,
      at: toRfc3339(one.at),
      servers: [...one.servers],
      faults: [...one.faults],
    })),
    decisions: run.decisions.map((one) => ({
      ...one,
      firstAt: toRfc3339(one.firstAt),
      choices: { ...one.choices },
      servers: [...one.servers],
    })),
    log: { ...run.log },
  };
}

function siteShape(site: SiteLow) {
  return { ...site, at: toRfc3339(site.at) };
}

function timesOf(range: Range | null): RehearsalResult['summary']['startedAt'] {
  const told = (at: Instant) => toRfc3339(at);
  return range && { least: told(range.least), median: told(range.median), most: told(range.most) };
}

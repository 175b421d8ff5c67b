import type { Move as MoveShape } from '../contract/campaigns.ts';
import { moveState } from '../contract/words.ts';
import type { ProblemRef } from '../domain/problem.ts';
import { isComplete, type ProofVerdict } from '../domain/proof.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { HostRow, MoveRow } from '../engine/ports/store.ts';
import type { MoveState } from '../journeys/sensor-v3/states.ts';
import { instantOrNull } from './instant.ts';
import { moveSentence } from './move-sentence.ts';
import { type Clause, moveStory } from './move-story.ts';
import { problemShape } from './problem.ts';
import { waitInWords } from './wait.ts';

/** One attempt as people see it. Done means committed with its complete evidence, and nothing less (I9). */
export function moveShape(row: MoveRow, host: Pick<HostRow, 'name' | 'site'>, now: Instant): MoveShape {
  const state = row.state as MoveState;
  const times = moveTimes(state);
  const isProven = isComplete(row.proofs);
  const problem = moveProblem(state);
  const story = moveStory(row, now);
  return {
    id: row.moveId,
    serverId: row.hostId,
    server: host.name,
    site: host.site || null,
    campaignId: row.campaignId,
    attempt: row.attempt,
    origin: row.origin,
    state: moveState.parse(state.kind),
    sentence: moveSentence(story, now),
    story: story.map(clauseShape),
    waiting:
      row.waitingFor === null
        ? null
        : {
            reason: row.waitingFor,
            words: waitInWords(row.waitingFor),
            since: toRfc3339(row.waitingSince ?? row.changedAt),
          },
    createdAt: toRfc3339(row.createdAt),
    changedAt: toRfc3339(row.changedAt),
    startedAt: instantOrNull(times.startedAt),
    expectedBy: instantOrNull(times.expectedBy),
    deadlineAt: instantOrNull(times.deadlineAt),
    rollbackUntil: instantOrNull(times.rollbackUntilAt),
    commitDueAt: instantOrNull(times.commitDueAt),
    problem: problem === undefined ? null : problemShape(problem),
    isProven,
    isDone: isMoveDone(row),
    observation: observationShape(state),
    proofs: row.proofs.map(proofShape),
    version: row.version,
  };
}

function clauseShape({ at, by, ...rest }: Clause): MoveShape['story'][number] {
  return {
    ...rest,
    ...(at === undefined ? {} : { at: toRfc3339(at) }),
    ...(by === undefined ? {} : { by: toRfc3339(by) }),
  };
}

/** Committed, and every required proof passes. The commit by the clock alone is not done. */
export function isMoveDone(row: MoveRow): boolean {
  return row.state.kind === 'committed' && isComplete(row.proofs);
}

/** Why an attempt ended badly or is in doubt; undefined when nothing is wrong with it. */
export function moveProblem(state: MoveState): ProblemRef | undefined {
  return 'problem' in state ? state.problem : undefined;
}

interface MoveTimes {
  readonly startedAt?: Instant | undefined;
  readonly expectedBy?: Instant | undefined;
  readonly deadlineAt?: Instant | undefined;
  readonly rollbackUntilAt?: Instant | null | undefined;
  readonly commitDueAt?: Instant | undefined;
  readonly endedAt?: Instant | undefined;
}

/** The instants that a state carries; a state that has none of a kind says nothing about it. */
export function moveTimes(state: MoveState): MoveTimes {
  switch (state.kind) {
    case 'requested':
      return { expectedBy: state.expectedBy, deadlineAt: state.deadlineAt };
    case 'migrating':
    case 'external':
    case 'overdue':
      return { startedAt: state.startedAt, expectedBy: state.expectedBy, deadlineAt: state.deadlineAt };
    case 'observing':
      return { rollbackUntilAt: state.rollbackUntilAt, commitDueAt: state.commitDueAt };
    case 'committed':
      return { endedAt: state.committedAt };
    case 'reverted':
      return { endedAt: state.revertedAt };
    case 'failed':
      return { endedAt: state.failedAt };
    case 'rolledBack':
      return { endedAt: state.rolledBackAt };
    case 'abandoned':
      return { endedAt: state.abandonedAt };
    default:
      return {};
  }
}

/** Since when v3.x was seen, between which readings; a state without it says nothing. */
export function observationShape(state: MoveState): MoveShape['observation'] {
  if (state.kind === 'committed') {
    const { switchedAt, protectedAt } = state;
    const told = { seenFrom: null, seenAt: toRfc3339(switchedAt), protectedAt: instantOrNull(protectedAt) };
    return { ...told, rollbackAskedAt: null, rollbackAskedBy: null };
  }
  if (state.kind !== 'observing') return null;
  const { seenFrom, seenAt, protectedAt, rollbackAskedAt, rollbackAskedFor } = state;
  return {
    seenFrom: toRfc3339(seenFrom),
    seenAt: toRfc3339(seenAt),
    protectedAt: instantOrNull(protectedAt),
    rollbackAskedAt: instantOrNull(rollbackAskedAt),
    rollbackAskedBy: rollbackAskedAt === undefined ? null : (rollbackAskedFor ?? 'person'),
  };
}

export function proofShape(proof: ProofVerdict): MoveShape['proofs'][number] {
  const seen = proof.evidence.map(({ observedAt }) => observedAt);
  return {
    proof: proof.proof,
    title: proof.title,
    verdict: proof.verdict,
    isRequired: proof.isRequired,
    summary: proof.summary,
    howToGet: proof.howToGet,
    judgedAt: toRfc3339(proof.judgedAt),
    since: instantOrNull(proof.since),
    seenAt: seen.length === 0 ? null : toRfc3339(Math.max(...seen)),
  };
}

import type { z } from 'zod';
import type { campaignReport } from '../contract/installation.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { HostCoverage } from '../engine/ports/outcomes.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import type { MoveState } from '../journeys/sensor-v3/states.ts';
import { serversOf } from './campaign.ts';
import { coverageShape } from './coverage.ts';
import { instantOrNull } from './instant.ts';
import { isMoveDone, moveProblem, moveTimes } from './move.ts';

interface CampaignReportInput {
  readonly campaign: Campaign;
  readonly moves: readonly { readonly move: MoveRow; readonly server: string; readonly startedAt: Instant | null }[];
  readonly openTasks: number;
  /** What became of the selection since the plan was made, by name. */
  readonly joined: readonly string[];
  readonly gone: readonly string[];
  readonly coverage: readonly HostCoverage[];
  readonly head: { readonly seq: number; readonly hash: string };
  readonly now: Instant;
}

/** What happened, by attempt: a failed attempt stays in it after a later one succeeded. */
export function campaignReportShape(input: CampaignReportInput): z.infer<typeof campaignReport> {
  const { campaign, moves } = input;
  const committed = moves.filter(({ move }) => move.state.kind === 'committed');
  const done = committed.filter(({ move }) => isMoveDone(move)).length;
  return {
    campaignId: campaign.campaignId,
    name: campaign.name,
    madeAt: toRfc3339(input.now),
    planDigest: campaign.plan.digest,
    head: { ...input.head },
    planned: serversOf(campaign.plan),
    late: campaign.late.reduce((sum, plan) => sum + serversOf(plan), 0),
    joined: [...input.joined],
    gone: [...input.gone],
    done,
    committedUnproven: committed.length - done,
    attempts: moves.map(attemptShape),
    openTasks: input.openTasks,
    coverage: coverageShape(input.coverage, input.now),
  };
}

function attemptShape({ move, server, startedAt }: CampaignReportInput['moves'][number]) {
  const state = move.state as MoveState;
  const times = moveTimes(state);
  const problem = moveProblem(state);
  return {
    server,
    attempt: move.attempt,
    state: state.kind,
    startedAt: instantOrNull(times.startedAt ?? startedAt),
    endedAt: instantOrNull(times.endedAt),
    problem: problem === undefined ? null : `${problems[problem.code].title}: ${problem.detail}`,
    isDone: isMoveDone(move),
  };
}

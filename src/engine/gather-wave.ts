import { type Campaign, wavesOf } from '../domain/campaign/campaign.ts';
import { saysProtecting, sensorGeneration } from '../domain/coverage.ts';
import type { HealthReading, ManualAnswer, RollbackDrill, WaveHost, WaveView } from '../domain/gate/wave-view.ts';
import type { HostId } from '../domain/ids.ts';
import type { Journey } from '../domain/journey.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import type { Plan } from '../domain/plan/document.ts';
import { type ProblemCode, problem } from '../domain/problem.ts';
import { dayMs, hourMs, type Instant } from '../domain/time.ts';
import { advance, advanceBatch, snapshotTable } from './advance-moves.ts';
import { attemptOf, watchOf } from './campaign-attempts.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { measureQueries } from './gate-queries.ts';
import { questionsOf } from './gate-tasks.ts';
import { knownDocuments } from './known-documents.ts';
import { pinnedDocuments } from './pinned-documents.ts';
import type { HostRow, MoveRow, Reading, Tenant } from './ports/store.ts';
import { healthIssues } from './readings.ts';
import { isGone, joinedNow } from './selections.ts';

/** Lists of an estate that is only observed are read hourly, and proofs are judged as often: one round may be missed. */
const limits = {
  sightingMs: 2 * hourMs,
  proofMs: 3 * hourMs,
  healthMs: 3 * hourMs,
  queryMs: 2 * hourMs,
  answerMs: 7 * dayMs,
};

/** Everything that the gate after the open wave is judged on, as it is now. */
export async function gatherWave(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  readings: readonly Reading[],
): Promise<WaveView> {
  const { tenantId } = tenant;
  const { campaignId, plan, progress } = campaign;
  const journey = journeyOf(context, campaign.journey);
  const at = context.clocks.tenantNow(tenantId);
  const planned = wavesOf(campaign)[progress.openWave - 1]?.hosts ?? [];
  const hostIds = planned.map((host) => host.hostId);
  const asks = new Set(plan.rules.gate.map(({ kind }) => kind));
  const [rows, attempts, answers, troubles] = await Promise.all([
    context.store.hostsById(tenantId, hostIds),
    attemptsOf(context, tenant, campaign, hostIds),
    asks.has('manual') ? answersOf(context, campaign) : [],
    asks.has('rollback-drill') ? context.store.troubles(tenantId, campaignId, null) : [],
  ]);
  const known = new Map(rows.map((row) => [row.hostId, row]));
  const moves = new Map(attempts.map((move) => [move.hostId, move]));
  const health = asks.has('health') ? await healthOf(context, tenant, campaign, attempts, readings) : undefined;
  const hosts = planned.map(({ hostId, name }): WaveHost => {
    const move = moves.get(hostId);
    const row = known.get(hostId);
    const seenAt = row && isProtectedByNew(row) ? row.seenAt : null;
    return {
      hostId,
      name,
      isGone: isGone(row, readings),
      move: move === undefined ? null : attemptOf(journey, campaign, move, seenAt),
      protectedByNew: move === undefined ? null : journey.signs(move.state).byNew,
      seenAt,
      proofs: move?.proofs ?? [],
      health: health?.get(hostId) ?? { before: null, after: null },
    };
  });
  return {
    at,
    hosts,
    joined: (await joinedNow(context, campaign)).map((host) => host.name),
    accepted: progress.steering.accepted,
    acceptedWatches: acceptedAmong(plan, hosts),
    detectionProofs: journey.detectionProofs,
    queries: await measureQueries(context, tenantId, campaign, hosts, known),
    answers,
    drills: [...attempts, ...troubles.map(({ move }) => move)]
      .filter(
        (move, at, all) => journey.isDrill(move.state) && all.findIndex((one) => one.moveId === move.moveId) === at,
      )
      .map((move) => drillOf(journey, move, moves.get(move.hostId))),
    watch: watchOf(readings),
    limits,
  };
}

/** Proofs of a server under observation are judged as often: it is looked at by the hour. */
const provedEveryMs = hourMs;

/**
 * The newest attempts of a wave, with proofs that are judged by the hour. Nobody looks at a server that is committed: a gate that is open for longer than an
 * observation would rest on what was proved at the commit, and never pass by itself.
 */
async function attemptsOf(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  hostIds: readonly HostId[],
): Promise<readonly MoveRow[]> {
  const { tenantId } = tenant;
  const journey = journeyOf(context, campaign.journey);
  const judgedBy = context.clocks.tenantNow(tenantId) - provedEveryMs;
  const read = () => context.store.newestAttempts(tenantId, campaign.campaignId, hostIds);
  const attempts = await read();
  const outdated = attempts.filter(
    ({ state, schedule, proofs }) =>
      schedule.lookAt === null && journey.isProving(state) && proofs.some(({ judgedAt }) => judgedAt <= judgedBy),
  );
  for (let from = 0; from < outdated.length; from += advanceBatch)
    await advance(context, tenant, outdated.slice(from, from + advanceBatch));
  return outdated.length === 0 ? attempts : read();
}

/** Keys of the issues whose titles the plan accepts; they are known only once somebody raised them. */
function acceptedAmong({ rules }: Plan, hosts: readonly WaveHost[]): readonly string[] {
  const titles = rules.gate.flatMap((one) => (one.kind === 'health' ? (one.acceptedWatches ?? []) : []));
  const accepted = new Set(titles.map((title) => title.trim().toLowerCase()));
  const issues = hosts.flatMap(({ health: { after } }) => (after?.kind === 'issues' ? after.issues : []));
  return issues.filter((issue) => accepted.has(issue.title.trim().toLowerCase())).map((issue) => issue.key);
}

function isProtectedByNew(row: HostRow): boolean {
  return sensorGeneration(row.sensorVersion) === 'v3' && saysProtecting(row) === true;
}

/** What people answered of the open wave, the task being the record of it: what was said of an earlier wave says nothing of this one. */
async function answersOf(
  context: EngineContext,
  { tenantId, campaignId, progress }: Campaign,
): Promise<readonly ManualAnswer[]> {
  const page = await context.store.tasks(
    tenantId,
    { campaignId, kind: ['gate-question'], state: ['done'] },
    { top: 200 },
  );
  const ofWave = questionsOf(campaignId, progress.openWave);
  return page.value.flatMap((task) => {
    const { choice, closedAt, closedBy = '' } = task;
    if (!task.key.startsWith(ofWave) || (choice !== 'yes' && choice !== 'no') || closedAt === undefined) return [];
    return [{ question: task.steps[0] ?? '', answer: choice, by: closedBy, at: closedAt }];
  });
}

function drillOf(journey: Journey, drill: MoveRow, newest: MoveRow | undefined): RollbackDrill {
  const { hostId } = drill;
  // One that was asked for and not gone back yet is under way as well.
  const rolledBackAt = (drill.state as { readonly rolledBackAt?: Instant }).rolledBackAt ?? drill.changedAt;
  if (newest === undefined || newest.moveId === drill.moveId) return { hostId, kind: 'underWay', since: rolledBackAt };
  const again = journey.signs(newest.state).byNew;
  if (again !== null) return { hostId, kind: 'done', rolledBackAt, movedAgainAt: again.latest };
  if (newest.schedule.phase !== 'ended') return { hostId, kind: 'underWay', since: rolledBackAt };
  return {
    hostId,
    kind: 'failed',
    failedAt: newest.changedAt,
    because: `its second attempt ended ${newest.state.kind}`,
  };
}

type Health = WaveHost['health'];

/** Health issues before, from the documents that were kept with the grant, and after, from what is known now. */
async function healthOf(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  moves: readonly MoveRow[],
  readings: readonly Reading[],
): Promise<ReadonlyMap<HostId, Health>> {
  const { tenantId } = tenant;
  const journey = journeyOf(context, campaign.journey);
  const rules = rulesOf(tenant, campaign.edition);
  const now = context.clocks.tenantNow(tenantId);
  const hostIds = moves.map((move) => move.hostId);
  const digests = [...new Set(moves.flatMap((move) => move.snapshot))];
  const [current, kept] = await Promise.all([
    knownDocuments(context, tenantId, hostIds),
    pinnedDocuments(context, tenantId, digests),
  ]);
  const trouble = readings.find((reading) => reading.resource === healthIssues)?.problem;
  const broken: HealthReading | undefined = trouble
    ? { kind: 'error', readAt: now, problem: problem(trouble.code as ProblemCode, trouble.detail) }
    : undefined;
  const told = (issues: ReturnType<Journey['watchedIssues']>): HealthReading | null =>
    issues === undefined ? null : { kind: 'issues', ...issues };
  return new Map(
    moves.map((move): [HostId, Health] => {
      const before = snapshotTable(move, kept);
      const after = mergeFacts(move.hostId, current.get(move.hostId) ?? [], now);
      return [
        move.hostId,
        {
          before: before === undefined ? null : told(journey.watchedIssues(before, rules)),
          after: broken ?? told(journey.watchedIssues(after, rules)),
        },
      ];
    }),
  );
}

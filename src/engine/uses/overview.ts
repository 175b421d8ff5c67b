import type { Campaign } from '../../domain/campaign/campaign.ts';
import { type CoverageSighting, coverageOf } from '../../domain/coverage.ts';
import type { MigrationState } from '../../domain/host.ts';
import { type HostId, installationLog, type TenantId } from '../../domain/ids.ts';
import { verifyChain } from '../../domain/log.ts';
import { ProblemError } from '../../domain/problem.ts';
import { type Task, taskName } from '../../domain/task.ts';
import { approvalNeeds } from '../approval-needs.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { HostCoverage, LogOutcome, StatusOutcome } from '../control.ts';
import { compareViews, createFold } from '../fold.ts';
import type { Reading } from '../ports/store.ts';
import { queueLook } from '../readings.ts';
import { takesLateWaves } from '../selections.ts';

/** What happens, what is next, and what needs a person: nearest deadline first. */
export async function status(context: EngineContext, tenantId: TenantId): Promise<StatusOutcome> {
  const { store } = context;
  const tenant = await tenantOf(context, tenantId);
  const [connection, campaigns, readings, tasks, nextDueAt] = await Promise.all([
    store.connection(tenantId),
    store.campaigns(tenantId),
    store.readings(tenantId),
    store.tasks(tenantId, { state: ['open'] }, { top: 200 }),
    store.nextDueAt(tenantId),
  ]);
  const counted = await Promise.all(
    campaigns.map(async (campaign) => {
      const { campaignId } = campaign;
      const [counts, waits, commitAt] = await Promise.all([
        store.waveCounts(tenantId, campaignId),
        store.waitCounts(tenantId, campaignId),
        store.nextCommitAt(tenantId, campaignId, context.clocks.tenantNow(tenantId)),
      ]);
      return { campaign, counts, waits, commitAt };
    }),
  );
  const hostIds = tasks.value.flatMap((task) => task.hostId ?? []);
  const names = new Map((await store.hostsById(tenantId, hostIds)).map((host) => [host.hostId as string, host.name]));
  const now = context.clocks.tenantNow(tenantId);
  return {
    tenant,
    now,
    connection,
    campaigns: counted,
    needsYou: [
      ...readings.flatMap(troubleWith),
      ...(await approvalNeeds(context, tenantId, campaigns, now)),
      ...campaigns.flatMap(lateNeed),
      ...tasks.value.map((task) => needOf(task, names)),
    ].sort((a, b) => (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY)),
    next: nextDueAt === undefined ? null : { at: Math.max(nextDueAt, now), what: 'The service is read again' },
    // When the queue is looked at again is no list that somebody could read, and it never was read.
    readings: readings.filter(({ resource }) => resource !== queueLook),
  };
}

/** Who could go is offered, and goes with nobody's word but a person's. */
function lateNeed(campaign: Campaign): StatusOutcome['needsYou'] {
  const { ready = 0 } = campaign.progress.since ?? {};
  if (ready === 0 || !takesLateWaves(campaign)) return [];
  const who = ready === 1 ? 'One server could' : `${ready} servers could`;
  const command = `changeguard plan join "${campaign.name}" -o FILE`;
  const what = `${who} go in a late wave of "${campaign.name}"`;
  return [{ what, subject: campaign.name, dueAt: null, command, kind: 'campaign', id: campaign.campaignId }];
}

/** A list that cannot be read comes first: everything else rests on it. */
function troubleWith(reading: Reading): StatusOutcome['needsYou'] {
  if (!reading.problem) return [];
  return [
    {
      what: reading.problem.detail,
      subject: reading.resource,
      dueAt: reading.dueAt,
      command: 'changeguard doctor',
      kind: 'reading',
      id: reading.resource,
    },
  ];
}

function needOf(task: Task, names: ReadonlyMap<string, string>): StatusOutcome['needsYou'][number] {
  const server = task.hostId && names.get(task.hostId);
  return {
    what: task.title,
    subject: server ?? 'tenant',
    dueAt: task.dueAt ?? null,
    command: `changeguard task show ${taskName(task, server)}`,
    kind: 'task',
    id: task.taskId,
  };
}

/** Few of a log are sightings: the others are not read. */
const eventsAtOnce = 5_000;

/** Which sensor protected each host, as the log remembers the readings. */
export async function coverage(
  context: EngineContext,
  tenantId: TenantId,
  hostIds?: readonly HostId[],
): Promise<readonly HostCoverage[]> {
  const wanted = hostIds && new Set<string>(hostIds);
  const sightings = new Map<string, CoverageSighting[]>();
  for (let afterSeq = 0; ; ) {
    const events = await context.store.events(tenantId, { kinds: ['host-seen'], afterSeq }, eventsAtOnce);
    for (const { at, subjectId, payload } of events) {
      if (wanted && !wanted.has(subjectId)) continue;
      const said = payload as { migrationState: MigrationState; sensorVersion: string; serviceStatus: string };
      const list = sightings.get(subjectId) ?? [];
      list.push({ at, ...said });
      sightings.set(subjectId, list);
    }
    const last = events.at(-1);
    if (last === undefined || events.length < eventsAtOnce) break;
    afterSeq = last.seq;
  }
  const hosts = await context.store.hostsById(tenantId, [...sightings.keys()] as HostId[]);
  return hosts.map((host) => ({ host, intervals: coverageOf(sightings.get(host.hostId) ?? []) }));
}

/** How often a verification starts over because the log grew meanwhile, before it says what it found. */
const mostWalks = 5;

/** Recomputes the chain from the first link, and folds the events into the views to compare them with what is stored. */
export async function verifyLog(context: EngineContext, tenantId: TenantId): Promise<LogOutcome> {
  const { store } = context;
  // No clock is asked: what is written is proved by itself, also where a store was restored and the twin of a tenant is not.
  if (tenantId !== installationLog && (await store.tenant(tenantId)) === undefined)
    throw new ProblemError('not-found', 'There is no such tenant.');
  for (let walk = 1; ; walk += 1) {
    const head = await store.logHead(tenantId);
    const fold = createFold();
    const chain = await verifyChain(linksUntil(context, tenantId, head.seq, fold), head, context.identity.sha256);
    const stored = await store.views(tenantId);
    const isStill = (await store.logHead(tenantId)).seq === head.seq;
    // Views of a later moment than the fold would differ from it for no fault of anybody's.
    if (!isStill && walk < mostWalks) continue;
    const differences = isStill ? compareViews(fold.views(), stored) : [];
    const { links, events, breaks, sealed } = chain;
    return { links, events, head, breaks, sealed, differences };
  }
}

async function* linksUntil(
  context: EngineContext,
  tenantId: TenantId,
  seq: number,
  fold: ReturnType<typeof createFold>,
) {
  for await (const batch of context.store.links(tenantId, 0)) {
    if (batch.link.seq > seq) return;
    for (const event of batch.events) fold.add(event);
    yield batch;
  }
}

import { canonicalJson, type Json } from '../domain/canonical.ts';
import { sensorGeneration } from '../domain/coverage.ts';
import type { HostId } from '../domain/ids.ts';
import type { EventDraft } from '../domain/log.ts';
import { ProblemError, type ProblemRef, Retryable } from '../domain/problem.ts';
import { sourceOf } from '../domain/source.ts';
import { type Instant, minuteMs, secondMs } from '../domain/time.ts';
import { adoptions, type Running } from './adopt-moves.ts';
import type { EngineContext } from './context.ts';
import { draft, hostEvent } from './events.ts';
import { recall, remember, type SortedRows, sortRows } from './list-memory.ts';
import { type HostMatch, matchHosts, recordMatched } from './match-hosts.ts';
import type { DefenderService, FactReading, Listed, SensorReading } from './ports/service.ts';
import type { FactWrite, HostWrite, Reading, ReadingClaim, Tenant } from './ports/store.ts';
import { sensorMigrations } from './readings.ts';

/** Lists that name servers with a sensor; the others are about hosts that are known from these. */
const registering = new Set<string>([sensorMigrations, 'sensors']);
/** How long one worker may take for one list, on the machine clock, before another may take it over. */
const readLeaseMs = 5 * minuteMs;
/** Waiting between failed readings: doubled each time, from 15 s to 5 min. A person's problem is looked at every 5 min. */
const backOffMs = { first: 15 * secondMs, most: 5 * minuteMs } as const;

interface ReadRequest {
  readonly tenant: Tenant;
  readonly service: DefenderService;
  readonly resource: string;
  readonly everyMs: number;
  readonly previous: Reading | undefined;
  /** Reads although it is not due: a move needs to be looked at, or a person asked. */
  readonly force: boolean;
  readonly read: (service: DefenderService) => Promise<Listed<FactReading>>;
}

/** Between these the list was read: what it says was so at `seenAt` at the earliest, and what is new in it became so until `now`. */
interface ReadTimes {
  readonly seenAt: Instant;
  readonly now: Instant;
}

/** What a reading brought: hosts whose state changed, or why there is none. `read` false with no problem: somebody else reads it now. */
export interface ReadOutcome {
  readonly read: boolean;
  readonly changedHostIds: readonly string[];
  readonly problems: readonly ProblemRef[];
  /** When its first page was asked for: before this reading, where it went on with one that had broken off. */
  readonly begunAt?: Instant;
}

/** Reads one list and records everything it said in one transaction. A list that failed changes nothing but its own row. */
export async function readResource(context: EngineContext, request: ReadRequest): Promise<ReadOutcome> {
  const { tenant } = request;
  const now = context.clocks.tenantNow(tenant.tenantId);
  const claim = await context.store.claimReading({
    tenantId: tenant.tenantId,
    resource: request.resource,
    worker: context.worker,
    gone: context.goneWorkers?.(),
    tenantNow: now,
    machineNow: context.clocks.machineNow(),
    leaseMs: readLeaseMs,
    force: request.force,
  });
  if (!claim) return { read: false, changedHostIds: [], problems: [] };
  let listed: Listed<FactReading>;
  try {
    listed = await request.read(request.service);
  } catch (error) {
    return recordFailure(context, request, error);
  }
  return recordReading(context, request, claim, { rows: listed.rows, begunAt: listed.begunAt ?? now });
}

async function recordFailure(context: EngineContext, request: ReadRequest, error: unknown): Promise<ReadOutcome> {
  // A bug is no measurement: it is thrown on, to be seen; the claim runs out by itself.
  if (!(error instanceof ProblemError)) throw error;
  const { tenant, previous } = request;
  const now = context.clocks.tenantNow(tenant.tenantId);
  const failures = (previous?.failures ?? 0) + 1;
  const pause = Math.min(backOffMs.most, backOffMs.first * 2 ** Math.min(failures - 1, 10));
  const until =
    error instanceof Retryable && error.until !== undefined ? Math.max(error.until, now + secondMs) : now + pause;
  const problem = { code: error.code, detail: error.message };
  const reading: Reading = {
    tenantId: tenant.tenantId,
    resource: request.resource,
    readAt: previous?.readAt ?? null,
    dueAt: until,
    problem,
    failures,
  };
  const isNews = previous?.problem?.code !== error.code;
  await context.store.commit({
    tenantId: tenant.tenantId,
    at: now,
    readings: [reading],
    events: isNews ? [readingEvent(context, request.resource, problem)] : [],
  });
  context.log.warn({ tenant: tenant.tenantId, resource: request.resource, code: error.code, failures }, error.message);
  return { read: false, changedHostIds: [], problems: [problem] };
}

function readingEvent(context: EngineContext, resource: string, problem: ProblemRef | null): EventDraft {
  return draft(context.identity, 'engine', {
    kind: 'reading-changed',
    subjectType: 'tenant',
    subjectId: resource,
    payload: { resource, code: problem?.code ?? null },
    personal: { detail: problem?.detail },
  });
}

async function recordReading(
  context: EngineContext,
  request: ReadRequest,
  { version }: ReadingClaim,
  { rows, begunAt }: { readonly rows: readonly FactReading[]; readonly begunAt: Instant },
): Promise<ReadOutcome> {
  const { tenantId } = request.tenant;
  const { resource } = request;
  const { memory, seq } = await recall(context, tenantId, resource, version);
  const claimed = { version, seq, begunAt };
  const recorded =
    (memory && (await recordRows(context, request, claimed, sortRows(context, rows, memory)))) ??
    (await recordRows(context, request, claimed, sortRows(context, rows, undefined)));
  if (!recorded) throw new Error(`The list ${resource} is not known and yet outdated.`);
  return recorded;
}

/**
 * Records what is news in a list. @returns undefined when what was known of the list turned out not to hold: then nothing was written, and the
 * whole list has to be recorded.
 */
async function recordRows(
  context: EngineContext,
  request: ReadRequest,
  /** The recording that was claimed, where the log was before any row was matched, and when the list was begun. */
  { version, seq, begunAt }: { readonly version: number; readonly seq: number; readonly begunAt: Instant },
  { rows, gone }: SortedRows,
): Promise<ReadOutcome | undefined> {
  const { tenant, resource, previous } = request;
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  // No row is younger than the first page was when it was asked for; what is new may have become so until now.
  const seenAt = Math.min(begunAt, now);
  const known = new Set(rows.map(({ hostId }) => hostId));
  const news = rows.flatMap(({ row, hostId }) => (hostId === undefined ? [row] : []));
  let hosts: readonly HostWrite[] = [];
  let isOutdated = false;
  const matching = await recordMatched(
    () => matchHosts(context, tenantId, news, { isRegistering: registering.has(resource) }),
    async ({ matches }) => {
      // Another row about a host that a known row is about: which of them counts, only the whole list says.
      isOutdated = matches.some(({ host }) => known.has(host.hostId));
      if (isOutdated) return [];
      hosts = matches.flatMap((match) => hostWrite(context, match, resource, { seenAt, now }) ?? []);
      const named = new Set(matches.map(({ host }) => host.hostId));
      const running = resource === sensorMigrations ? runningOf(rows, matches, previous?.readAt ?? now, now) : [];
      const outcome = await context.store.commit({
        tenantId,
        at: now,
        hosts,
        facts: matches.map((match) => factWrite(context, match, resource, seenAt)),
        moves: await adoptions(context, tenant, running, now),
        readings: [readingOf(request, { seenAt, now })],
        list: {
          resource,
          version,
          maxAgeMs: Math.min(...new Set(rows.map(({ row }) => sourceOf(row.source).maxAgeMs))),
          gone: gone === 'others' ? gone : gone.filter((hostId) => !named.has(hostId)),
        },
        events: previous?.problem ? [readingEvent(context, resource, null)] : [],
      });
      if (outcome.seq !== null) context.onCommit(tenantId);
      isOutdated = outcome.lost.includes(resource);
      return outcome.lost;
    },
  );
  if (isOutdated) return undefined;
  remember(context, tenantId, resource, { version: version + 1, seq, hosts: hostsOf(rows, matching, seenAt) });
  const changed = hosts.filter((write) => write.seen && write.events.length > 0);
  return {
    read: true,
    changedHostIds: changed.map((write) => write.host.hostId),
    problems: matching.problems,
    begunAt,
  };
}

function readingOf({ tenant, resource, everyMs }: ReadRequest, { seenAt, now }: ReadTimes): Reading {
  return { tenantId: tenant.tenantId, resource, readAt: seenAt, dueAt: now + everyMs, problem: null, failures: 0 };
}

/**
 * The host of every row that need not be looked at again. A row that lost against another one about its host, or that is a problem, is looked at
 * again each time; and so is one whose time lies before us, because it will be written with a later one.
 */
function hostsOf(
  rows: SortedRows['rows'],
  {
    matches,
    strangers,
  }: { readonly matches: readonly HostMatch<FactReading>[]; readonly strangers: readonly FactReading[] },
  now: Instant,
): ReadonlyMap<string, HostId | null> {
  const found = new Map<FactReading, HostId | null>([
    ...strangers.map((row) => [row, null] as const),
    ...matches.map(({ clue, host }) => [clue, host.hostId] as const),
  ]);
  const hosts = new Map<string, HostId | null>();
  for (const { row, digest, hostId } of rows) {
    const about = hostId === undefined ? found.get(row) : hostId;
    if (about !== undefined && (row.observedAt ?? now) <= now) hosts.set(digest, about);
  }
  return hosts;
}

/** Hosts that migrate, and since when at the earliest: those of known rows were seen so at the reading before. */
function runningOf(
  rows: SortedRows['rows'],
  matches: readonly HostMatch<FactReading>[],
  readBefore: Instant,
  now: Instant,
): readonly Running[] {
  const isRunning = (row: FactReading) => isSensorReading(row) && row.migrationState === 'migrating';
  return [
    ...rows.flatMap(({ row, hostId }) => (hostId && isRunning(row) ? [{ hostId, from: readBefore }] : [])),
    ...matches.flatMap(({ clue, host, row }) =>
      isRunning(clue) ? [{ hostId: host.hostId, from: row?.seenAt ?? now }] : [],
    ),
  ];
}

function isSensorReading(reading: FactReading): reading is SensorReading {
  return 'migrationState' in reading;
}

/** What the host row learns: its identity if that changed, and what the service said if this is the list that says it. */
function hostWrite(
  context: EngineContext,
  match: HostMatch<FactReading>,
  list: string,
  { seenAt, now }: ReadTimes,
): HostWrite | undefined {
  const { clue, host, row, isChanged } = match;
  const events: EventDraft[] = [];
  if (isChanged) events.push(hostEvent(context.identity, 'engine', row ? 'host-changed' : 'host-registered', host));
  const isNew = row === undefined;
  if (!isSensorReading(clue)) return isChanged ? { host, isNew, events } : undefined;
  const isSameState =
    row !== undefined &&
    row.migrationState === clue.migrationState &&
    sensorGeneration(row.sensorVersion) === sensorGeneration(clue.version);
  const seen = {
    migrationState: clue.migrationState,
    sensorVersion: clue.version,
    sensorType: clue.sensorType,
    healthStatus: clue.healthStatus,
    serviceStatus: clue.serviceStatus,
    seenAt,
    stateFrom: isSameState ? row.stateFrom : (row?.seenAt ?? null),
    stateSince: isSameState && row.stateSince !== null ? row.stateSince : now,
    list,
  };
  const isNews =
    !isSameState ||
    row.sensorVersion !== seen.sensorVersion ||
    row.healthStatus !== seen.healthStatus ||
    row.serviceStatus !== seen.serviceStatus ||
    row.sensorType !== seen.sensorType;
  if (isNews) {
    const { seenAt: _at, list: _list, ...payload } = seen;
    events.push(
      draft(context.identity, 'engine', {
        kind: 'host-seen',
        subjectType: 'host',
        subjectId: host.hostId,
        payload: payload as Json,
      }),
    );
  }
  return { host, isNew, seen, events };
}

/** The document of a reading; its digest covers source and facts and not the time, so that an unchanged one is cheap. */
function factWrite(context: EngineContext, match: HostMatch<FactReading>, list: string, seenAt: Instant): FactWrite {
  const { clue, host } = match;
  return {
    hostId: host.hostId,
    source: clue.source,
    observedAt: Math.min(clue.observedAt ?? seenAt, seenAt),
    facts: clue.facts,
    digest: context.identity.sha256(canonicalJson({ facts: clue.facts as Json, source: clue.source })),
    maxAgeMs: sourceOf(clue.source).maxAgeMs,
    ...(clue.observedAt === undefined ? { list } : {}),
  };
}

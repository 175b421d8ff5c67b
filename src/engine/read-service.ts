import { canonicalJson, type Json } from '../domain/canonical.ts';
import { sensorGeneration } from '../domain/coverage.ts';
import type { EventDraft } from '../domain/log.ts';
import { ProblemError, type ProblemRef, Retryable } from '../domain/problem.ts';
import { sourceOf } from '../domain/source.ts';
import { type Instant, minuteMs, secondMs } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { journeyOf, rulesOf } from './context.ts';
import { draft, hostEvent } from './events.ts';
import { type HostMatch, matchHosts, recordMatched } from './match-hosts.ts';
import { beginMove, changeMove } from './moves.ts';
import type { DefenderService, FactReading, SensorReading } from './ports/service.ts';
import type { FactWrite, HostWrite, MoveRow, MoveWrite, Reading, Tenant } from './ports/store.ts';
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
  readonly read: (service: DefenderService) => Promise<readonly FactReading[]>;
}

/** What a reading brought: hosts whose state changed, or why there is none. `read` false with no problem: somebody else reads it now. */
export interface ReadOutcome {
  readonly read: boolean;
  readonly changedHostIds: readonly string[];
  readonly problems: readonly ProblemRef[];
}

/** Reads one list and records everything it said in one transaction. A list that failed changes nothing but its own row. */
export async function readResource(context: EngineContext, request: ReadRequest): Promise<ReadOutcome> {
  const { tenant } = request;
  const now = context.clocks.tenantNow(tenant.tenantId);
  const isMine = await context.store.claimReading({
    tenantId: tenant.tenantId,
    resource: request.resource,
    tenantNow: now,
    machineNow: context.clocks.machineNow(),
    leaseMs: readLeaseMs,
    force: request.force,
  });
  if (!isMine) return { read: false, changedHostIds: [], problems: [] };
  let readings: readonly FactReading[];
  try {
    readings = await request.read(request.service);
  } catch (error) {
    return recordFailure(context, request, error);
  }
  return recordReading(context, request, readings);
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
  readings: readonly FactReading[],
): Promise<ReadOutcome> {
  const { tenant, previous } = request;
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const reading: Reading = {
    tenantId,
    resource: request.resource,
    readAt: now,
    dueAt: now + request.everyMs,
    problem: null,
    failures: 0,
  };
  let hosts: readonly HostWrite[] = [];
  const { problems } = await recordMatched(
    () => matchHosts(context, tenantId, readings, { isRegistering: registering.has(request.resource) }),
    async ({ matches }) => {
      hosts = matches.flatMap((match) => hostWrite(context, match, now) ?? []);
      const outcome = await context.store.commit({
        tenantId,
        at: now,
        hosts,
        facts: matches.map((match) => factWrite(context, match, now)),
        moves: request.resource === sensorMigrations ? await adoptions(context, tenant, matches, now) : [],
        readings: [reading],
        events: previous?.problem ? [readingEvent(context, request.resource, null)] : [],
      });
      if (outcome.seq !== null) context.onCommit(tenantId);
      return outcome.lost;
    },
  );
  const changedHostIds = hosts
    .filter((write) => write.seen && write.events.length > 0)
    .map((write) => write.host.hostId);
  return { read: true, changedHostIds, problems };
}

function isSensorReading(reading: FactReading): reading is SensorReading {
  return 'migrationState' in reading;
}

/** What the host row learns: its identity if that changed, and what the service said if this is the list that says it. */
function hostWrite(context: EngineContext, match: HostMatch<FactReading>, now: Instant): HostWrite | undefined {
  const { clue, host, row, isChanged } = match;
  const events: EventDraft[] = [];
  if (isChanged) events.push(hostEvent(context.identity, 'engine', row ? 'host-changed' : 'host-registered', host));
  if (!isSensorReading(clue)) return isChanged ? { host, events } : undefined;
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
    seenAt: now,
    stateFrom: isSameState ? row.stateFrom : (row?.seenAt ?? null),
    stateSince: isSameState && row.stateSince !== null ? row.stateSince : now,
  };
  const isNews =
    !isSameState ||
    row.sensorVersion !== seen.sensorVersion ||
    row.healthStatus !== seen.healthStatus ||
    row.serviceStatus !== seen.serviceStatus ||
    row.sensorType !== seen.sensorType;
  if (isNews) {
    const { seenAt: _, ...payload } = seen;
    events.push(
      draft(context.identity, 'engine', {
        kind: 'host-seen',
        subjectType: 'host',
        subjectId: host.hostId,
        payload: payload as Json,
      }),
    );
  }
  return { host, seen, events };
}

/** The document of a reading; its digest covers source and facts and not the time, so that an unchanged one is cheap. */
function factWrite(context: EngineContext, match: HostMatch<FactReading>, now: Instant): FactWrite {
  const { clue, host } = match;
  return {
    hostId: host.hostId,
    source: clue.source,
    observedAt: Math.min(clue.observedAt ?? now, now),
    facts: clue.facts,
    digest: context.identity.sha256(canonicalJson({ facts: clue.facts as Json, source: clue.source })),
    maxAgeMs: sourceOf(clue.source).maxAgeMs,
  };
}

/** Moves that somebody else started: they take a slot and a host like ours do (design decision 9). */
async function adoptions(
  context: EngineContext,
  tenant: Tenant,
  matches: readonly HostMatch<FactReading>[],
  now: Instant,
): Promise<readonly MoveWrite[]> {
  const running = matches.filter(({ clue }) => isSensorReading(clue) && clue.migrationState === 'migrating');
  if (running.length === 0) return [];
  const hostIds = running.map(({ host }) => host.hostId);
  const active = new Map(
    (await context.store.activeMoves(tenant.tenantId, hostIds)).map((move) => [move.hostId, move]),
  );
  const rules = rulesOf(tenant);
  return running.flatMap(({ host, row }) => {
    const move = active.get(host.hostId);
    const journey = journeyOf(context, move?.journey ?? 'sensor-v3');
    const sighting = {
      migrationState: 'migrating',
      generation: 'unknown',
      isProtecting: undefined,
      lost: [],
      from: row?.seenAt ?? now,
      since: now,
      at: now,
    } as const;
    // A move that is under way, or that began late, is what we see here; one that had ended was tried again by somebody else.
    if (move && (move.schedule.phase !== 'ended' || journey.observe(move.state, sighting, rules))) return [];
    const state = journey.adopted(sighting, rules);
    if (!state) return [];
    const begun = beginMove(
      context,
      journey,
      {
        host,
        campaignId: null,
        attempt: (move?.attempt ?? 0) + 1,
        origin: 'external',
        wave: 0,
        state,
        actor: 'engine',
        waitingFor: journey.waitingFor(state),
      },
      now,
    );
    const superseded = move ? supersede(context, move, now) : undefined;
    return superseded ? [superseded, begun] : move ? [] : [begun];
  });
}

function supersede(context: EngineContext, move: MoveRow, now: Instant): MoveWrite | undefined {
  const journey = journeyOf(context, move.journey);
  const event = { kind: 'acknowledged', at: now };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) return undefined;
  const because = 'Somebody started another attempt outside changeguard.';
  return changeMove(context, journey, move, { state: outcome.state, event, because, actor: 'engine' }, now);
}

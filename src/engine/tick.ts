import type { TenantId } from '../domain/ids.ts';
import { as, type HostId } from '../domain/ids.ts';
import { type ProblemRef, Retryable } from '../domain/problem.ts';
import { advanceMoves, type DueMoves, gatherDueMoves } from './advance-moves.ts';
import { type EngineContext, requireLive, tenantOf } from './context.ts';
import { type Due, evaluateBatch, evaluateDueHosts } from './evaluate-hosts.ts';
import { finishCampaigns } from './finish-campaigns.ts';
import { grantStarts, lookThroughQueues } from './grant-starts.ts';
import type { DefenderService } from './ports/service.ts';
import type { Agenda, Connection, Reading, Tenant } from './ports/store.ts';
import { type ReadOutcome, readResource } from './read-service.ts';
import { readTenantSettings } from './read-settings.ts';
import {
  isList,
  isShortTrouble,
  resources,
  sensorMigrations,
  sensorMigrationsEveryMs,
  tenantSettings,
  tenantSettingsEveryMs,
} from './readings.ts';
import { lookAtSelections } from './selections.ts';
import { sendEffects } from './send-effects.ts';
import { freshMs } from './start-view.ts';
import { steerCampaigns } from './steer-campaigns.ts';
import { watchCaps } from './watch-caps.ts';
import { beginWaysBack } from './ways-back.ts';

/** No tick does more passes than this: what is left waits for the next one, and other tenants get their turn. */
const mostPasses = 8;

/**
 * One look at a tenant: read what is due, judge, advance, grant, send. Level-triggered: it asks what is so now, never what happened since, so a missed tick costs nothing.
 * @returns whether nothing is left to do now; false when it stopped at its most passes.
 */
export async function tick(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  const [tenant, connection, first] = await Promise.all([
    tenantOf(context, tenantId),
    context.store.connection(tenantId),
    agendaOf(context, tenantId),
  ]);
  // What was put away is neither read nor moved on; nor is there anything under way.
  if (tenant.archivedAt !== undefined) return true;
  const service = connection && context.services(connection);
  // What a worker left behind is settled before the clock judges its moves: a request that never left is no lost one.
  let agenda: Agenda | undefined = first;
  if (service && first.hasEffects) {
    await sendEffects(context, tenant, service, () => rereadStates(context, tenant, service));
    agenda = undefined;
  }
  for (let pass = 0; pass < mostPasses; pass += 1) {
    agenda ??= await agendaOf(context, tenantId);
    const changed = await look(context, tenant, connection, service, agenda);
    agenda = undefined;
    if (changed === 0) return true;
  }
  return false;
}

/** One pass, begun with what there is to do. @returns how much changed. */
async function look(
  context: EngineContext,
  tenant: Tenant,
  connection: Connection | undefined,
  service: DefenderService | undefined,
  before: Agenda,
): Promise<number> {
  const read = service ? await readDue(context, tenant, service, before) : nothingRead;
  const agenda = read.isRead ? await agendaOf(context, tenant.tenantId) : before;
  // New verdicts are no reason for another pass: what follows from them follows in this one.
  const { due, hasJudged } = await judgeAndGather(context, tenant, agenda, read);
  // The queues are looked through meanwhile: most passes change no move, and then what was seen of them still stands.
  let latest = agenda;
  const lookAgain = async () => {
    latest = await agendaOf(context, tenant.tenantId);
    return lookThroughQueues(context, tenant, connection, latest);
  };
  // Judging takes its time, in which a person may have held a campaign: starts go by what is so afterwards.
  const [advanced, seen] = await Promise.all([
    advanceMoves(context, tenant, due),
    hasJudged ? lookAgain() : lookThroughQueues(context, tenant, connection, agenda),
  ]);
  let queues = advanced.isLogged ? await lookAgain() : seen;
  // What fails holds its campaign before anything is granted on what was seen (I6).
  let steered = await steerCampaigns(context, tenant, queues);
  // Campaigns that have just changed are looked at after the next reading: what joined since waits for a person anyway.
  if (read.isRead && steered === 0) steered = await lookAtSelections(context, tenant, queues);
  if (steered > 0) queues = await lookAgain();
  // Only what was read or recorded can have taken a slot that nobody gave.
  if (read.isRead || advanced.isLogged) await watchCaps(context, tenant, queues.known);
  // Who is wanted back goes before whoever is to start: what is free by the floor is theirs first.
  const back = latest.hasWaysBack ? await beginWaysBack(context, tenant) : 0;
  if (back > 0) queues = await lookAgain();
  const granted = await grantStarts(context, tenant, queues);
  // What was granted now is in the outbox, or was there before.
  const isSending = service !== undefined && (granted > 0 || agenda.hasEffects);
  const sent = isSending
    ? await sendEffects(context, tenant, service, () => rereadStates(context, tenant, service))
    : 0;
  const finished = await finishCampaigns(context, tenant, queues.known);
  return advanced.moves + steered + back + granted + sent + finished;
}

function agendaOf(context: EngineContext, tenantId: TenantId): Promise<Agenda> {
  return context.store.agenda({
    tenantId,
    gone: context.goneWorkers?.(),
    tenantNow: context.clocks.tenantNow(tenantId),
    machineNow: context.clocks.machineNow(),
  });
}

/** Which hosts the service says something new about, and whether anything was read at all. */
interface Read {
  readonly isRead: boolean;
  readonly changedHostIds: readonly HostId[];
  /** Another worker reads one of the lists, or died at it. */
  readonly isElsewhere: boolean;
}

const nothingRead: Read = { isRead: false, changedHostIds: [], isElsewhere: false };

/**
 * Judges hosts, and gathers meanwhile what is known about the moves that are due: they are seldom moves of the same hosts. Where they are, or
 * where judging took long, it is gathered again.
 */
async function judgeAndGather(
  context: EngineContext,
  tenant: Tenant,
  agenda: Agenda,
  { changedHostIds, isElsewhere }: Read,
): Promise<{ readonly due: DueMoves; readonly hasJudged: boolean }> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const isAwaited =
    isElsewhere || agenda.readings.some((reading) => isList(reading.resource) && isShortTrouble(reading, now));
  const gatherDue = () => gatherDueMoves(context, tenant, agenda.hasDueMoves, changedHostIds, isAwaited);
  const [evaluated, due] = await Promise.all([judge(context, tenant, agenda), gatherDue()]);
  const judged = new Set(evaluated);
  const isOutdated = evaluated.length >= evaluateBatch || due.moves.some((move) => judged.has(move.hostId));
  return {
    due: isOutdated ? await gatherDue() : due,
    hasJudged: evaluated.length > 0,
  };
}

/** What changed is judged always, and what ran out where somebody may start on it. */
async function judge(
  context: EngineContext,
  tenant: Tenant,
  { hasChangedHosts, isBusy }: Agenda,
): Promise<readonly HostId[]> {
  const changed = hasChangedHosts ? await evaluateAll(context, tenant, 'changed') : [];
  return isBusy ? [...changed, ...(await evaluateAll(context, tenant, 'inTurn'))] : changed;
}

/** Reads every list that is due; the list of states also when a move is due, since its polling is adaptive. */
async function readDue(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  { readings, hasDueMoves, isBusy }: Agenda,
): Promise<Read> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const byName = new Map(readings.map((reading) => [reading.resource, reading]));
  const states = byName.get(sensorMigrations);
  // A list that failed is tried again at its own time, however many moves are due.
  const isForced = hasDueMoves && !states?.problem && (states?.readAt ?? 0) < now;
  let isRead = false;
  let isElsewhere = false;
  const changed: HostId[] = [];
  const isEarlyForStates = isEarly(states, isBusy ? sensorMigrationsEveryMs.busy : sensorMigrationsEveryMs.idle, now);
  if (isForced || isEarlyForStates || isDue(states, now)) {
    isRead = true;
    const outcome = await readStates(context, tenant, service, states, isForced || isEarlyForStates, isBusy);
    isElsewhere ||= isReadElsewhere(outcome);
    changed.push(...outcome.changedHostIds.map((id) => as<HostId>(id)));
  }
  for (const { resource, everyMs, isOfSome, read } of resources) {
    const previous = byName.get(resource);
    const every = isBusy ? everyMs.busy : everyMs.idle;
    const isEarlyForIt = isEarly(previous, every, now);
    if (!isEarlyForIt && !isDue(previous, now)) continue;
    isRead = true;
    const known = isOfSome ? await knownFqdns(context, tenantId) : [];
    const outcome = await readResource(context, {
      tenant,
      service,
      resource,
      everyMs: every,
      previous,
      force: isEarlyForIt,
      read: (from) => read(from, known),
    });
    isElsewhere ||= isReadElsewhere(outcome);
  }
  if (isDue(byName.get(tenantSettings), now)) {
    isRead = true;
    await readTenantSettings(context, tenant, service, byName.get(tenantSettings), tenantSettingsEveryMs);
  }
  return { isRead, changedHostIds: changed, isElsewhere };
}

function isReadElsewhere({ read, problems }: ReadOutcome): boolean {
  return !read && problems.length === 0;
}

/**
 * A tenant that became busy is read more often at once, not only after the long pause it was given while idle.
 * A tenth early is near enough: lists that are due at almost the same time are read in one go.
 */
function isEarly(reading: Reading | undefined, everyMs: number, now: number): boolean {
  return reading?.problem === null && (reading.readAt ?? now) + everyMs * 0.9 <= now;
}

function isDue(reading: Reading | undefined, now: number): boolean {
  return reading === undefined || reading.dueAt <= now;
}

async function knownFqdns(context: EngineContext, tenantId: TenantId): Promise<readonly string[]> {
  const hosts = await context.store.hostIndex(tenantId);
  return hosts.filter((host) => host.sensorId !== undefined).map((host) => host.fqdn);
}

function readStates(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  previous: Reading | undefined,
  force: boolean,
  isBusy: boolean,
): Promise<ReadOutcome> {
  return readResource(context, {
    tenant,
    service,
    resource: sensorMigrations,
    everyMs: isBusy ? sensorMigrationsEveryMs.busy : sensorMigrationsEveryMs.idle,
    previous,
    force,
    read: (from) => from.listSensorMigrations(),
  });
}

/** The last look before a request leaves. When somebody else reads just now, nothing is known to be new: that is a problem, not a pass. */
async function rereadStates(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
): Promise<readonly ProblemRef[]> {
  const readings = await context.store.readings(tenant.tenantId);
  const previous = readings.find((reading) => reading.resource === sensorMigrations);
  const askedAt = context.clocks.tenantNow(tenant.tenantId);
  let outcome = await readStates(context, tenant, service, previous, true, true);
  // It went on with a list that had broken off, whose first pages nobody looked at just now.
  if (outcome.begunAt !== undefined && outcome.begunAt < askedAt)
    outcome = await readStates(context, tenant, service, previous, true, true);
  if (outcome.read) return [];
  return outcome.problems.length > 0
    ? outcome.problems
    : [{ code: 'lease-lost', detail: 'Another worker reads the list of states at this moment.' }];
}

/** Judges every host whose verdict is void, batch after batch. */
export async function evaluateAll(
  context: EngineContext,
  tenant: Tenant,
  which: Due = 'outdated',
): Promise<readonly HostId[]> {
  // Its verdicts stand as they were; a new one would be a change.
  if (tenant.archivedAt !== undefined) return [];
  const evaluated: HostId[] = [];
  for (;;) {
    const batch = await evaluateDueHosts(context, tenant, 'sensor-v3', which);
    evaluated.push(...batch);
    if (batch.length < evaluateBatch) return evaluated;
  }
}

/** Reads the states where what was read last is too old to say who protects what; what cannot be read is told by its reading. */
export async function readStatesIfOld(context: EngineContext, tenant: Tenant): Promise<void> {
  const { tenantId } = tenant;
  const connection = await context.store.connection(tenantId);
  if (connection === undefined) return;
  const { isBusy, readings } = await agendaOf(context, tenantId);
  const states = readings.find(({ resource }) => resource === sensorMigrations);
  if (states?.problem || (states?.readAt ?? 0) >= context.clocks.tenantNow(tenantId) - freshMs) return;
  await readStates(context, tenant, context.services(connection), states, true, isBusy);
}

/** Reads everything now, for a person who asks; problems are told, not thrown. */
export async function readEverything(
  context: EngineContext,
  tenant: Tenant,
  connection: Connection,
): Promise<readonly ProblemRef[]> {
  requireLive(tenant);
  const service = context.services(connection);
  const { isBusy, readings: stored } = await agendaOf(context, tenant.tenantId);
  const readings = new Map(stored.map((reading) => [reading.resource, reading]));
  const problems: ProblemRef[] = [];
  const states = await readStates(context, tenant, service, readings.get(sensorMigrations), true, isBusy);
  problems.push(...states.problems);
  for (const { resource, everyMs, isOfSome, read } of resources) {
    const known = isOfSome ? await knownFqdns(context, tenant.tenantId) : [];
    const previous = readings.get(resource);
    const outcome = await readResource(context, {
      tenant,
      service,
      resource,
      everyMs: isBusy ? everyMs.busy : everyMs.idle,
      previous,
      force: true,
      read: (from) => read(from, known),
    });
    problems.push(...outcome.problems);
  }
  await evaluateAll(context, tenant);
  return problems;
}

/** True when an error only says "not now": the loop goes on and the problem is shown where it belongs. */
export function isPassing(error: unknown): boolean {
  return error instanceof Retryable;
}

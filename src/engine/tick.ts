import type { TenantId } from '../domain/ids.ts';
import { as, type HostId } from '../domain/ids.ts';
import { type ProblemRef, Retryable } from '../domain/problem.ts';
import { advanceMoves } from './advance-moves.ts';
import { type EngineContext, tenantOf } from './context.ts';
import { type Due, evaluateBatch, evaluateDueHosts } from './evaluate-hosts.ts';
import { finishCampaigns } from './finish-campaigns.ts';
import { grantStarts } from './grant-starts.ts';
import type { DefenderService } from './ports/service.ts';
import type { Connection, Reading, Tenant } from './ports/store.ts';
import { type ReadOutcome, readResource } from './read-service.ts';
import { readTenantSettings } from './read-settings.ts';
import {
  resources,
  sensorMigrations,
  sensorMigrationsEveryMs,
  tenantSettings,
  tenantSettingsEveryMs,
} from './readings.ts';
import { sendEffects } from './send-effects.ts';

/** No tick does more passes than this: what is left waits for the next one, and other tenants get their turn. */
const mostPasses = 8;

/**
 * One look at a tenant: read what is due, judge, advance, grant, send. Level-triggered: it asks what is so now, never what happened since, so a missed tick costs nothing.
 * @returns whether nothing is left to do now; false when it stopped at its most passes.
 */
export async function tick(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  const tenant = await tenantOf(context, tenantId);
  const connection = await context.store.connection(tenantId);
  const service = connection && context.services(connection);
  // What a worker left behind is settled before the clock judges its moves: a request that never left is no lost one.
  if (service) await sendEffects(context, tenant, service, () => rereadStates(context, tenant, service));
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const readings = await context.store.readings(tenantId);
    const seen = service && connection ? await readDue(context, tenant, service, readings) : [];
    // New verdicts are no reason for another pass: what follows from them follows in this one.
    await evaluateAll(context, tenant, (await hasWork(context, tenantId)) ? 'outdated' : 'changed');
    let changed = await advanceMoves(context, tenant, seen);
    const campaigns = await context.store.campaigns(tenantId);
    changed += await grantStarts(context, tenant, campaigns, connection, await context.store.readings(tenantId));
    if (service) changed += await sendEffects(context, tenant, service, () => rereadStates(context, tenant, service));
    changed += await finishCampaigns(context, tenant, campaigns);
    if (changed === 0) return true;
  }
  return false;
}

/** Reads every list that is due; the list of states also when a move is due, since its polling is adaptive. */
async function readDue(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  readings: readonly Reading[],
): Promise<readonly HostId[]> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const byName = new Map(readings.map((reading) => [reading.resource, reading]));
  const due = await context.store.dueMoves(tenantId, now, 1);
  const states = byName.get(sensorMigrations);
  // A list that failed is tried again at its own time, however many moves are due.
  const isForced = due.length > 0 && !states?.problem && (states?.readAt ?? 0) < now;
  const isBusy = await hasWork(context, tenantId);
  const changed: HostId[] = [];
  const isEarlyForStates = isEarly(states, isBusy ? sensorMigrationsEveryMs.busy : sensorMigrationsEveryMs.idle, now);
  if (isForced || isEarlyForStates || isDue(states, now)) {
    const outcome = await readStates(context, tenant, service, states, isForced || isEarlyForStates, isBusy);
    changed.push(...outcome.changedHostIds.map((id) => as<HostId>(id)));
  }
  for (const { resource, everyMs, read } of resources) {
    const previous = byName.get(resource);
    const every = isBusy ? everyMs.busy : everyMs.idle;
    const isEarlyForIt = isEarly(previous, every, now);
    if (!isEarlyForIt && !isDue(previous, now)) continue;
    const known = await knownFqdns(context, tenantId);
    await readResource(context, {
      tenant,
      service,
      resource,
      everyMs: every,
      previous,
      force: isEarlyForIt,
      read: (from) => read(from, known),
    });
  }
  if (isDue(byName.get(tenantSettings), now)) {
    await readTenantSettings(context, tenant, service, byName.get(tenantSettings), tenantSettingsEveryMs);
  }
  return changed;
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

/** Something waits for its turn or is under way; servers that are only observed are read hourly. */
async function hasWork(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  const active = await context.store.moves(tenantId, { isActive: true, phase: ['waiting', 'inFlight'] }, { top: 1 });
  return active.value.length > 0;
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
  const outcome = await readStates(context, tenant, service, previous, true, true);
  if (outcome.read) return [];
  return outcome.problems.length > 0
    ? outcome.problems
    : [{ code: 'lease-lost', detail: 'Another worker reads the list of states at this moment.' }];
}

/** Judges every host whose verdict is void, batch after batch. */
export async function evaluateAll(context: EngineContext, tenant: Tenant, which: Due = 'outdated'): Promise<number> {
  let evaluated = 0;
  for (;;) {
    const count = await evaluateDueHosts(context, tenant, 'sensor-v3', which);
    evaluated += count;
    if (count < evaluateBatch) return evaluated;
  }
}

/** Reads everything now, for a person who asks; problems are told, not thrown. */
export async function readEverything(
  context: EngineContext,
  tenant: Tenant,
  connection: Connection,
): Promise<readonly ProblemRef[]> {
  const service = context.services(connection);
  const readings = new Map(
    (await context.store.readings(tenant.tenantId)).map((reading) => [reading.resource, reading]),
  );
  const problems: ProblemRef[] = [];
  const isBusy = await hasWork(context, tenant.tenantId);
  const states = await readStates(context, tenant, service, readings.get(sensorMigrations), true, isBusy);
  problems.push(...states.problems);
  const known = await knownFqdns(context, tenant.tenantId);
  for (const { resource, everyMs, read } of resources) {
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

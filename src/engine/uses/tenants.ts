import { openingHoursOf } from '../../domain/calendar/opening-hours.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import { clouds, isLacking } from '../../domain/cloud.ts';
import { as, type ConnectionId, type TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { refuseGraphStarts } from '../cloud-channel.ts';
import { type EngineContext, requireLive, tenantOf } from '../context.ts';
import type { Actor, ConnectionRequest, TenantChange } from '../control.ts';
import { draft, tenantEvent } from '../events.ts';
import { requireWritten } from '../outdated.ts';
import type { ConnectionFinding } from '../ports/service.ts';
import type { Connection, Reading, Tenant } from '../ports/store.ts';
import { sensorMigrations } from '../readings.ts';
import { refuseUnsafeStore } from '../unsafe-store.ts';
import { isOnThisMachine } from '../web-address.ts';

export async function makeTenant(context: EngineContext, actor: Actor, name: string): Promise<Tenant> {
  const tenantId = as<TenantId>(context.identity.newId());
  const now = context.clocks.tenantNow(tenantId);
  const tenant: Tenant = { tenantId, name, edition: '2026-03', overrides: [], facts: {}, createdAt: now, version: 1 };
  await context.store.commit({
    tenantId,
    at: now,
    tenant: { tenant, expectedVersion: 0 },
    events: [tenantEvent(context.identity, actor, 'tenant-created', tenant)],
  });
  context.onCommit(tenantId);
  return tenant;
}

/** Writes the tenant and says so in the log; every host is judged again, since the rules or what they know of the tenant changed. */
export async function saveTenant(
  context: EngineContext,
  actor: Actor,
  tenant: Tenant,
  because?: string,
): Promise<Tenant> {
  const next: Tenant = { ...tenant, version: tenant.version + 1 };
  const outcome = await context.store.commit({
    tenantId: tenant.tenantId,
    at: context.clocks.tenantNow(tenant.tenantId),
    tenant: { tenant: next, expectedVersion: tenant.version },
    events: [tenantEvent(context.identity, actor, 'tenant-changed', next, because)],
  });
  requireWritten(outcome, 'tenant');
  context.onCommit(tenant.tenantId);
  return next;
}

export async function changeTenant(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  change: TenantChange,
  expectedVersion: number,
): Promise<Tenant> {
  const tenant = await tenantOf(context, tenantId);
  if (tenant.version !== expectedVersion) {
    throw new ProblemError('version-outdated', `You changed version ${expectedVersion}; it is at ${tenant.version}.`);
  }
  refuseFaultyOverrides(context, change);
  refuseUnknownZones(change);
  refuseFaultyCalendars(change);
  const { usesVpnIntegration, usesSyslog, siteZones, calendars } = change;
  const facts = {
    ...tenant.facts,
    ...(usesVpnIntegration === undefined ? {} : { usesVpnIntegration }),
    ...(usesSyslog === undefined ? {} : { usesSyslog }),
    ...(siteZones === undefined ? {} : { siteZones }),
    ...(calendars === undefined ? {} : { calendars }),
  };
  const next = {
    ...tenant,
    name: change.name ?? tenant.name,
    edition: change.edition ?? tenant.edition,
    overrides: change.overrides ?? tenant.overrides,
    facts,
  };
  return saveTenant(context, actor, next, change.because);
}

/** An override must be understood by a journey, or it is refused here: a malformed limit must never mean "no limit". */
function refuseFaultyOverrides(context: EngineContext, change: TenantChange): void {
  const errors = (change.overrides ?? []).flatMap((override) => {
    const faults = [...context.journeys.values()].map((journey) => journey.faultOfOverride(override));
    const fault = faults.every((found) => found !== undefined) ? faults[0] : undefined;
    return fault === undefined ? [] : [{ at: override.rule, message: fault }];
  });
  if (errors.length > 0) throw new ProblemError('request-invalid', 'An override is not understood.', { errors });
}

const mostSiteZones = 1_000;

/** A zone that nobody knows would be read as another one by whoever shows a time in it. */
function refuseUnknownZones({ siteZones = {} }: TenantChange): void {
  const sites = Object.entries(siteZones);
  const unknown = sites.filter(([, zone]) => zoneOf(zone) === undefined);
  const errors = unknown.map(([site, zone]) => ({
    at: `siteZones.${site}`,
    message: `There is no time zone ${zone}: give one as Europe/Berlin, or UTC.`,
  }));
  if (errors.length > 0) throw new ProblemError('request-invalid', 'A time zone is not known.', { errors });
  if (sites.length > mostSiteZones)
    throw new ProblemError('request-invalid', `At most ${mostSiteZones} sites have a time zone of their own.`);
}

/** One that cannot be read would close everything, and one that is gone without a word would open it. */
function refuseFaultyCalendars({ calendars, because }: TenantChange): void {
  if (calendars === undefined) return;
  const reading = openingHoursOf(calendars);
  const faults = reading.ok ? [] : reading.faults;
  const errors = [...faults, ...(because === undefined ? [{ at: 'because', message: 'Say why they change.' }] : [])];
  if (errors.length > 0)
    throw new ProblemError('request-invalid', 'Windows and freezes cannot be kept so.', { errors });
}

export async function connect(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  request: ConnectionRequest,
): Promise<Connection> {
  const tenant = await tenantOf(context, tenantId);
  if (await context.store.connection(tenantId))
    throw new ProblemError('connection-exists', 'A tenant has one connection.');
  const { loginUrl, graphUrl } = addressesOf(request);
  const channel = request.channel ?? (isLacking(request.cloud, 'migration') ? 'portal' : 'graph');
  refuseGraphStarts(request.cloud, channel);
  const now = context.clocks.tenantNow(tenantId);
  const connection: Connection = {
    tenantId,
    connectionId: as<ConnectionId>(context.identity.newId()),
    kind: 'graph',
    cloud: request.cloud,
    loginUrl,
    graphUrl,
    directoryId: request.directoryId,
    clientId: request.clientId,
    secretRef: request.secretRef,
    isArmed: false,
    channel,
    createdAt: now,
    version: 1,
  };
  if (request.edition && request.edition !== tenant.edition) {
    await saveTenant(context, actor, { ...tenant, edition: request.edition }, 'Chosen when the tenant was connected.');
  }
  // The first reading is due at once.
  const reading: Reading = {
    tenantId,
    resource: sensorMigrations,
    readAt: null,
    dueAt: now,
    problem: null,
    failures: 0,
  };
  await saveConnection(context, actor, connection, undefined, [reading]);
  return connection;
}

function addressesOf(request: ConnectionRequest): { loginUrl: string; graphUrl: string } {
  if (request.cloud !== 'custom') {
    const { loginUrl, graphUrl } = clouds[request.cloud];
    return { loginUrl, graphUrl };
  }
  if (!request.loginUrl || !request.graphUrl) {
    throw new ProblemError('request-invalid', 'A custom cloud needs loginUrl and graphUrl.');
  }
  return { loginUrl: stripped(request.loginUrl), graphUrl: stripped(request.graphUrl) };
}

/** An address without its trailing slash. A secret must not travel in the clear, so plain HTTP is for loopback only. */
function stripped(address: string): string {
  const url = new URL(address);
  if (url.protocol !== 'https:' && !isOnThisMachine(address)) {
    throw new ProblemError('request-invalid', `${url.origin} is not HTTPS; only loopback may be plain HTTP.`);
  }
  return address.replace(/\/+$/, '');
}

export async function setArmed(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  isArmed: boolean,
  because: string,
  acceptsUnsafeStore = false,
): Promise<Connection> {
  const connection = await context.store.connection(tenantId);
  if (!connection) throw new ProblemError('connection-missing', 'There is nothing to arm.');
  const accepts = isArmed && acceptsUnsafeStore ? true : undefined;
  if (connection.isArmed === isArmed && connection.acceptsUnsafeStore === accepts) return connection;
  const { acceptsUnsafeStore: _before, ...same } = connection;
  const next: Connection = {
    ...same,
    isArmed,
    ...(accepts === undefined ? {} : { acceptsUnsafeStore: accepts }),
    version: connection.version + 1,
  };
  if (isArmed) {
    // It may have been made before such a channel was refused.
    refuseGraphStarts(next.cloud, next.channel);
    refuseUnsafeStore(context, next);
  }
  await saveConnection(context, actor, next, because, []);
  return next;
}

export async function moveConnection(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  url: string,
): Promise<Connection> {
  const connection = await context.store.connection(tenantId);
  if (!connection) throw new ProblemError('connection-missing', 'There is no connection to move.');
  const address = stripped(url);
  const next: Connection = { ...connection, loginUrl: address, graphUrl: address, version: connection.version + 1 };
  await saveConnection(context, actor, next, undefined, []);
  return next;
}

async function saveConnection(
  context: EngineContext,
  actor: Actor,
  connection: Connection,
  because: string | undefined,
  readings: readonly Reading[],
): Promise<void> {
  const { tenantId, connectionId, cloud, graphUrl, isArmed, acceptsUnsafeStore, channel, version } = connection;
  await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    connections: [connection],
    readings,
    events: [
      draft(context.identity, actor, {
        kind: 'connection-changed',
        subjectType: 'connection',
        subjectId: connectionId,
        payload: { cloud, graphUrl, isArmed, ...(acceptsUnsafeStore ? { acceptsUnsafeStore } : {}), channel, version },
        personal: { because },
      }),
    ],
  });
  context.onCommit(tenantId);
}

/** @throws ProblemError('tenant-archived'). */
export async function diagnoseConnection(
  context: EngineContext,
  tenantId: TenantId,
): Promise<readonly ConnectionFinding[]> {
  requireLive(await tenantOf(context, tenantId));
  const connection = await context.store.connection(tenantId);
  return connection ? context.services(connection).diagnose() : [];
}

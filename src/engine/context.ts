import type { JourneyId, TenantId } from '../domain/ids.ts';
import type { Journey, RulesInForce } from '../domain/journey.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Clocks } from './ports/clock.ts';
import type { EvidenceReader } from './ports/evidence-reader.ts';
import type { Identity } from './ports/identity.ts';
import type { NotifyPorts } from './ports/notify.ts';
import type { DefenderService, ServiceFactory } from './ports/service.ts';
import type { Connection, Store, Tenant } from './ports/store.ts';

/** One line of the engine's own log; never a secret, never a body. */
interface EngineLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every part of the engine is given. */
export interface EngineContext {
  readonly store: Store;
  readonly clocks: Clocks;
  readonly identity: Identity;
  readonly journeys: ReadonlyMap<JourneyId, Journey>;
  readonly services: (connection: Connection) => DefenderService;
  /** Without it files are read in this thread. */
  readonly readEvidence?: EvidenceReader | undefined;
  /** Without it nobody is told of anything. */
  readonly notify?: NotifyPorts | undefined;
  readonly worker: string;
  /** Workers on the same store that are known to be gone: what they had in hand need not wait for its lease to end. */
  readonly goneWorkers?: (() => readonly string[]) | undefined;
  readonly log: EngineLog;
  /** Told after every transaction that wrote the log, to wake listeners early. */
  readonly onCommit: (tenantId: TenantId) => void;
}

/** One service a connection and version: token caches live as long as the connection does not change. */
export function cachedServices(factory: ServiceFactory): (connection: Connection) => DefenderService {
  const cache = new Map<string, { version: number; service: DefenderService }>();
  return (connection) => {
    const known = cache.get(connection.connectionId);
    if (known?.version === connection.version) return known.service;
    const service = factory(connection);
    cache.set(connection.connectionId, { version: connection.version, service });
    return service;
  };
}

export function journeyOf(context: EngineContext, id: JourneyId): Journey {
  const journey = context.journeys.get(id);
  if (!journey) throw new ProblemError('not-found', `There is no journey "${id}" in this version.`);
  return journey;
}

export function rulesOf(tenant: Tenant, edition = tenant.edition): RulesInForce {
  return { edition, overrides: tenant.overrides };
}

export async function tenantOf(context: EngineContext, tenantId: TenantId): Promise<Tenant> {
  const tenant = await context.store.tenant(tenantId);
  if (!tenant) throw new ProblemError('not-found', 'There is no such tenant.');
  requireClockOf(context.clocks, tenant);
  return tenant;
}

/** Whether the time of a tenant is known in this process: that of a twin only where the twin is. */
export function knowsClockOf(clocks: Clocks, tenant: Pick<Tenant, 'tenantId' | 'twinAt'>): boolean {
  return tenant.twinAt === undefined || clocks.isTurned?.(tenant.tenantId) === true;
}

/** @throws ProblemError('twin-elsewhere'): whoever worked on by the wall clock would write a wrong time into the log. */
export function requireClockOf(clocks: Clocks, tenant: Pick<Tenant, 'tenantId' | 'twinAt'>): void {
  if (!knowsClockOf(clocks, tenant))
    throw new ProblemError('twin-elsewhere', `The twin of this tenant, and its clock, are in ${tenant.twinAt}.`);
}

/** @throws ProblemError('tenant-archived') for whoever would change a tenant that was put away, or read its cloud. */
export function requireLive(tenant: Tenant): void {
  if (tenant.archivedAt !== undefined)
    throw new ProblemError('tenant-archived', 'Nothing of the tenant is changed, and nothing is read from its cloud.');
}

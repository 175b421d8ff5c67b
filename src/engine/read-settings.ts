import { ProblemError } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { tenantEvent } from './events.ts';
import type { DefenderService } from './ports/service.ts';
import type { Reading, Tenant } from './ports/store.ts';
import { tenantSettings } from './readings.ts';

/** How long a setting that could not be read is left alone: it warns, it blocks nothing. */
const pauseMs = 30 * 60_000;

/** Reads the settings of a whole tenant that change servers outside any plan, or that aftercare asks for. */
export async function readTenantSettings(
  context: EngineContext,
  tenant: Tenant,
  service: DefenderService,
  previous: Reading | undefined,
  everyMs: number,
): Promise<void> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const claim = await context.store.claimReading({
    tenantId,
    resource: tenantSettings,
    worker: context.worker,
    gone: context.goneWorkers?.(),
    tenantNow: now,
    machineNow: context.clocks.machineNow(),
    leaseMs: 60_000,
  });
  if (!claim) return;
  try {
    const [automaticAuditing, automaticActivation] = [
      await service.automaticAuditing(),
      await service.automaticActivation(),
    ];
    await record(context, tenant, { automaticAuditing, automaticActivation }, now, now + everyMs);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const reading: Reading = {
      tenantId,
      resource: tenantSettings,
      readAt: previous?.readAt ?? null,
      dueAt: now + pauseMs,
      problem: { code: error.code, detail: error.message },
      failures: (previous?.failures ?? 0) + 1,
    };
    await context.store.commit({ tenantId, at: now, readings: [reading] });
  }
}

async function record(
  context: EngineContext,
  tenant: Tenant,
  said: { readonly automaticAuditing: boolean | undefined; readonly automaticActivation: boolean | undefined },
  now: Instant,
  dueAt: Instant,
): Promise<void> {
  const { tenantId } = tenant;
  const reading: Reading = { tenantId, resource: tenantSettings, readAt: now, dueAt, problem: null, failures: 0 };
  const isSame =
    tenant.facts.automaticAuditing === said.automaticAuditing &&
    tenant.facts.automaticActivation === said.automaticActivation;
  if (isSame) {
    await context.store.commit({ tenantId, at: now, readings: [reading] });
    return;
  }
  const changed: Tenant = { ...tenant, facts: { ...tenant.facts, ...said }, version: tenant.version + 1 };
  await context.store.commit({
    tenantId,
    at: now,
    readings: [reading],
    tenant: { tenant: changed, expectedVersion: tenant.version },
    events: [tenantEvent(context.identity, 'engine', 'tenant-changed', changed)],
  });
}

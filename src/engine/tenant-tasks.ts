import type { JourneyId } from '../domain/ids.ts';
import { openTask } from './advance-moves.ts';
import { type EngineContext, journeyOf } from './context.ts';
import type { TaskWrite, Tenant } from './ports/store.ts';

/** Decisions that a tenant has to make once, as soon as a verdict asks for them; what was decided already is not asked again. */
export async function tenantTasksFor(
  context: EngineContext,
  tenant: Tenant,
  journeyId: JourneyId,
  reasons: ReadonlySet<string>,
): Promise<readonly TaskWrite[]> {
  const drafts = journeyOf(context, journeyId).tenantTasks(tenant.facts, [...reasons]);
  if (drafts.length === 0) return [];
  const known = await context.store.tasks(tenant.tenantId, { keys: drafts.map((task) => task.key) }, { top: 200 });
  const keys = new Set(known.value.map((task) => task.key));
  const now = context.clocks.tenantNow(tenant.tenantId);
  return drafts.filter((task) => !keys.has(task.key)).map((task) => openTask(context, tenant, task, now));
}

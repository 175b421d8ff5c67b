import { type HuntingQueryName, huntingQueries } from '../../domain/hunting-queries.ts';
import type { TenantId } from '../../domain/ids.ts';
import { sourceOf } from '../../domain/source.ts';
import type { Instant } from '../../domain/time.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { QueryRun } from '../ports/outcomes.ts';
import type { HostFilter, Reading } from '../ports/store.ts';
import { resources } from '../readings.ts';
import { freshMs } from '../start-view.ts';

/**
 * How each hunting query was run last, and what of its answer is kept. Derived from what is there anyway: the rows of the lists that are read again and
 * again, and the documents of the hosts. What is not kept there is not told: when a try that failed was made, and how many rows an answer had.
 */
export async function queryRuns(
  context: EngineContext,
  tenantId: TenantId,
  within?: HostFilter,
): Promise<readonly QueryRun[]> {
  const { store, clocks } = context;
  const names = Object.keys(huntingQueries) as HuntingQueryName[];
  const sources = names.map((name) => huntingQueries[name].source);
  const [tenant, connection, readings, counts] = await Promise.all([
    tenantOf(context, tenantId),
    store.connection(tenantId),
    store.readings(tenantId),
    store.answerCounts(tenantId, { sources, within }),
  ]);
  const whyNot = tenant.archivedAt !== undefined ? 'archived' : connection === undefined ? 'no-connection' : null;
  const now = clocks.tenantNow(tenantId);
  return Promise.all(
    names.map(async (name) => {
      const { source, hasTimes } = huntingQueries[name];
      const reading = readings.find(({ resource }) => resource === name);
      const problem = reading?.problem ?? null;
      const count = counts.find((one) => one.source === source);
      return {
        query: name,
        standing: whyNot === null ? standingOf(reading, now) : 'notRun',
        whyNot,
        readAt: reading?.readAt ?? null,
        dueAt: whyNot === null ? (reading?.dueAt ?? null) : null,
        problem,
        failures: reading?.failures ?? 0,
        failsSince: problem === null ? null : await changedAt(context, tenantId, name, problem.code),
        everyMs: paceOf(name),
        believedForMs: sourceOf(source).maxAgeMs,
        rows: count?.rows ?? 0,
        current: hasTimes ? null : (count?.listed ?? 0),
        oldestAt: count?.oldestAt ?? null,
        newestAt: count?.newestAt ?? null,
      };
    }),
  );
}

function standingOf(reading: Reading | undefined, now: Instant): QueryRun['standing'] {
  if (reading === undefined) return 'never';
  if (reading.problem !== null) return 'failing';
  if (reading.readAt === null) return 'never';
  // As with every other list: one that is late by more than this promises nothing any more.
  return now > reading.dueAt + freshMs ? 'late' : 'ran';
}

/** Since when a list fails with this problem: the log tells of each change. null: it lies in a sealed archive by now. */
async function changedAt(
  { store }: EngineContext,
  tenantId: TenantId,
  resource: string,
  code: string,
): Promise<Instant | null> {
  const filter = { subjectType: 'tenant', subjectId: resource, kinds: ['reading-changed'], newestFirst: true };
  const [newest] = await store.events(tenantId, filter, 1);
  const told = newest?.payload as { readonly code?: string | null } | undefined;
  return newest !== undefined && told?.code === code ? newest.at : null;
}

function paceOf(name: HuntingQueryName): QueryRun['everyMs'] {
  const found = resources.find(({ resource }) => resource === name);
  if (found === undefined) throw new Error(`Nothing reads the query ${name}.`);
  return found.everyMs;
}

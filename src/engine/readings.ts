import type { SourceId } from '../domain/fact.ts';
import type { TenantId } from '../domain/ids.ts';
import { hourMs, type Instant, minuteMs } from '../domain/time.ts';
import type { DefenderService, FactReading, HealthIssueReading, Listed } from './ports/service.ts';
import type { Reading } from './ports/store.ts';

/** Lists of the service that are read again and again. `busy` is a tenant in which something moves or waits for its turn. */
interface Resource {
  readonly resource: string;
  readonly everyMs: { readonly busy: number; readonly idle: number };
  /** It only names servers with something to tell; the others are known by `known`. */
  readonly isOfSome?: boolean;
  /** What it says by host; `known` are the FQDNs of hosts with a sensor, where it is a list of some. */
  readonly read: (service: DefenderService, known: readonly string[]) => Promise<Listed<FactReading>>;
}

/** The list that shows migration states; moves that are due force it, see tick.ts. */
export const sensorMigrations = 'sensor-migrations';
/** The list of open health issues, with those of every server. */
export const healthIssues = 'health-issues';
/** No list: the time before which no start is sent, because the service asked us to wait or refused. */
export const migrateRequests = 'migrate-requests';
/** No list either: when queued moves are looked at again, though nothing else is due. */
export const queueLook = 'queue';
export const queueLookEveryMs = { waiting: minuteMs, empty: 24 * hourMs } as const;
/** Settings of the whole tenant. */
export const tenantSettings = 'tenant-settings';

/** Graph readings are believed for 15 minutes, so a tenant with servers waiting for their turn is read more often than that. */
export const sensorMigrationsEveryMs = { busy: 10 * minuteMs, idle: hourMs } as const;
export const tenantSettingsEveryMs = 12 * hourMs;

export const resources: readonly Resource[] = [
  {
    resource: 'sensors',
    everyMs: { busy: 10 * minuteMs, idle: hourMs },
    read: (service) => service.listSensors(),
  },
  {
    resource: healthIssues,
    isOfSome: true,
    everyMs: { busy: hourMs, idle: hourMs },
    read: async (service, known) => {
      const { rows, begunAt } = await service.listHealthIssues();
      return { rows: healthFacts(rows, known), begunAt };
    },
  },
  {
    resource: 'identity-activity',
    isOfSome: true,
    everyMs: { busy: hourMs, idle: 6 * hourMs },
    read: async (service, known) => ({ rows: activityFacts(await service.hunt('identity-activity'), known) }),
  },
  {
    resource: 'device-identity',
    everyMs: { busy: 6 * hourMs, idle: 12 * hourMs },
    read: async (service) => ({ rows: await service.hunt('device-identity') }),
  },
];

/** Whether it is read from the service for what it says about servers; the other rows only keep times. */
export function isList(resource: string): boolean {
  return resource === sensorMigrations || resources.some((one) => one.resource === resource);
}

/** Failed so often in a row, which takes some eight minutes, a source is not merely late any more. */
const mostFailures = 5;
/** Who is asked to wait for longer does not come again in a moment. */
const longestPauseMs = 10 * minuteMs;

/** Whether what ails a source is likely to be over within minutes; false where nothing ails it. */
export function isShortTrouble({ problem, failures, dueAt }: Reading, now: Instant): boolean {
  return problem !== null && failures <= mostFailures && dueAt <= now + longestPauseMs;
}

/** Open issues as facts of every server that has a sensor: a server without a row has none, and that is a fact too. */
function healthFacts(issues: readonly HealthIssueReading[], known: readonly string[]): readonly FactReading[] {
  const byHost = new Map<string, string[]>(known.map((fqdn) => [fqdn, []]));
  for (const issue of issues) {
    if (!issue.isOpen) continue;
    for (const fqdn of issue.fqdns) {
      const row = `${issue.issueTypeId}|${issue.severity}|${issue.title}`;
      const rows = byHost.get(fqdn);
      if (rows) rows.push(row);
      else byHost.set(fqdn, [row]);
    }
  }
  return [...byHost].map(([fqdn, rows]) => ({
    source: 'graph-health-issues' as SourceId,
    name: fqdn,
    fqdn,
    facts: { 'mdi.healthIssues': rows.sort() },
  }));
}

/** A server that the query does not name sent nothing in the window: that is zero, not unknown. */
function activityFacts(rows: readonly FactReading[], known: readonly string[]): readonly FactReading[] {
  const named = new Set(rows.map((row) => row.fqdn));
  const silent = known
    .filter((fqdn) => !named.has(fqdn))
    .map((fqdn) => ({
      source: 'hunting-identity-activity' as SourceId,
      name: fqdn,
      fqdn,
      facts: { 'activity.events1h': 0 },
    }));
  return [...rows, ...silent];
}

/** The row that makes the loop look at queued moves at an instant. */
export function queueReading(tenantId: TenantId, dueAt: Instant): Reading {
  return { tenantId, resource: queueLook, readAt: null, dueAt, problem: null, failures: 0 };
}

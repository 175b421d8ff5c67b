import type { Status } from '../contract/campaigns.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { StatusOutcome } from '../engine/ports/outcomes.ts';
import type { HostCounts } from '../engine/ports/store.ts';
import { campaignShape } from './campaign.ts';
import { instantOrNull } from './instant.ts';

/** What happens, what is next, and what needs a person. */
export function statusShape(
  outcome: StatusOutcome,
  counts: HostCounts,
  clock: { readonly kind: 'wall' | 'twin'; readonly rate: number },
  workers: Status['workers'],
): Status {
  const { connection } = outcome;
  const { calendars } = outcome.tenant.facts;
  return {
    tenant: outcome.tenant.name,
    now: toRfc3339(outcome.now),
    clock: { ...clock },
    connection: {
      state: connection === undefined ? 'none' : connection.isArmed ? 'armed' : 'read-only',
      channel: connection?.channel ?? '',
      where: connection?.graphUrl ?? '',
    },
    campaigns: outcome.campaigns.map((row) => campaignShape(row.campaign, { ...row, calendars, now: outcome.now })),
    needsYou: outcome.needsYou.map((need) => ({
      what: need.what,
      subject: need.subject,
      dueAt: instantOrNull(need.dueAt),
      command: need.command,
      kind: need.kind,
      id: need.id,
    })),
    next: outcome.next === null ? null : { at: toRfc3339(outcome.next.at), what: outcome.next.what },
    readings: outcome.readings.map((reading) => ({
      resource: reading.resource,
      readAt: instantOrNull(reading.readAt),
      dueAt: toRfc3339(reading.dueAt),
      problem: reading.problem === null ? null : { ...reading.problem },
    })),
    counts: { total: counts.total, byMigrationState: { ...counts.byMigrationState } },
    ...(workers === undefined ? {} : { workers }),
  };
}

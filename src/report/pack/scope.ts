import { type Campaign, wavesOf } from '../../domain/campaign/campaign.ts';
import type { LogEvent } from '../../domain/log.ts';
import type { Instant } from '../../domain/time.ts';
import type { PackScope } from './form.ts';

/** What a pack is about, and whether a transaction of the log belongs to it. The others are carried as bare links, which keep the chain. */
export interface Scope {
  readonly shape: PackScope;
  concerns(events: readonly LogEvent[]): boolean;
}

/** Without these nothing can be judged: who the servers are, by which rules, and with which key. */
const always: ReadonlySet<string> = new Set(['tenant', 'connection']);

export function campaignScope(campaign: Campaign): Scope {
  const { campaignId, name, plan, late } = campaign;
  const planDigests = [plan, ...late].map(({ digest }) => digest);
  const plans = new Set(planDigests);
  const hosts = new Set<string>(wavesOf(campaign).flatMap((wave) => wave.hosts.map(({ hostId }) => hostId)));
  const moves = new Set<string>();
  const isOurs = ({ subjectType, subjectId, payload }: LogEvent): boolean => {
    if (always.has(subjectType)) return true;
    const told = (payload ?? {}) as { campaignId?: unknown; hostId?: unknown; moveId?: unknown; moveIds?: unknown };
    switch (subjectType) {
      case 'host':
        return hosts.has(subjectId);
      case 'plan':
        return plans.has(subjectId);
      case 'campaign':
        return subjectId === campaignId;
      case 'move':
        if (told.campaignId === campaignId || hosts.has(String(told.hostId))) moves.add(subjectId);
        return moves.has(subjectId);
      case 'task':
      case 'effect':
        return (
          told.campaignId === campaignId ||
          hosts.has(String(told.hostId)) ||
          moves.has(String(told.moveId)) ||
          (Array.isArray(told.moveIds) && told.moveIds.some((moveId) => moves.has(String(moveId))))
        );
      default:
        return false;
    }
  };
  return {
    shape: { kind: 'campaign', campaignId, name, planDigests },
    // Every event is looked at: each may name a move that later ones are about.
    concerns: (events) => events.map(isOurs).some(Boolean),
  };
}

/** What has to be known of the time before a period: who was there, what the service said, what was planned and decided. */
const foundation: ReadonlySet<string> = new Set([
  'host-registered',
  'host-changed',
  'host-seen',
  'plan-saved',
  'approval-given',
  'approval-refused',
  'approval-withdrawn',
  'campaign-created',
]);

/** From the first instant, and up to before the second. */
export function periodScope(from: Instant, to: Instant): Scope {
  return {
    shape: { kind: 'period', from, to },
    concerns: (events) =>
      events.some(
        ({ at, kind, subjectType }) => at < to && (at >= from || always.has(subjectType) || foundation.has(kind)),
      ),
  };
}

import type { Overview } from '../contract/overview.ts';
import { sourceOf } from '../domain/source.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { OverviewOutcome } from '../engine/ports/outcomes.ts';
import { type CheckCatalogue, ownerOf, reasonTitle } from './check-catalogue.ts';
import { instantOrNull } from './instant.ts';

/** The estate at a glance. */
export function overviewShape(outcome: OverviewOutcome, catalogue: CheckCatalogue): Overview {
  return {
    asOf: toRfc3339(outcome.now),
    readAt: instantOrNull(outcome.readAt),
    decidesUntil: instantOrNull(outcome.decidesUntil),
    sites: outcome.sites.map(({ site, count, floor }) => ({
      site,
      servers: count.servers,
      protected: count.protected,
      inMotion: count.disruptive,
      unknown: count.unknown,
      floor,
    })),
    commits: outcome.commits.map(({ from, moves, proven }) => ({ from: toRfc3339(from), servers: moves, proven })),
    blockers: outcome.blockers.map(({ reason, hosts, alone, verdict }) => ({
      reason,
      title: reasonTitle(catalogue, reason),
      remedy: remedyOf(verdict),
      owner: ownerOf(catalogue, verdict),
      servers: hosts,
      alone,
    })),
    oldestEvidence: oldestShape(outcome.oldestEvidence),
  };
}

function oldestShape(oldest: OverviewOutcome['oldestEvidence']): Overview['oldestEvidence'] {
  if (oldest === undefined) return null;
  const { hostId, name, source, observedAt } = oldest;
  const { title, maxAgeMs } = sourceOf(source);
  return {
    serverId: hostId,
    server: name,
    source,
    title,
    observedAt: toRfc3339(observedAt),
    believedUntil: toRfc3339(observedAt + maxAgeMs),
  };
}

/** What to do about a verdict. What is unknown is not mended but found out. */
export function remedyOf(verdict: Verdict | undefined): string {
  const next = verdict?.verdict === 'unknown' ? (verdict.howToGet ?? verdict.remedy) : verdict?.remedy;
  return next ?? 'Show one of the servers: its verdict says what to do.';
}

import type { SiteLow, Unprotected } from '../../domain/rehearsal/result.ts';
import type { Twin } from '../../twin/twin.ts';

/** How a site changes at an instant. */
interface Turn {
  readonly at: number;
  readonly protected: number;
  readonly undisturbed: number;
}

/** The lowest coverage of every site, by the twin's own ledger and by when the service worked on a server. */
export function siteLows(twin: Twin): readonly SiteLow[] {
  const ledger = twin.ledger();
  const sites = new Map<string, { servers: number; turns: Turn[] }>();
  twin.estate().forEach(({ site, attempts }, at) => {
    const entry = ledger.servers[at];
    if (entry === undefined) return;
    const own = sites.get(site) ?? { servers: 0, turns: [] };
    own.servers += 1;
    const works = attempts.map(({ startedAt, endedAt }) => ({
      from: Date.parse(startedAt),
      to: endedAt === null ? ledger.asOfAt : Date.parse(endedAt),
    }));
    own.turns.push(...turnsOf(entry.intervals, works));
    sites.set(site, own);
  });
  return [...sites]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { servers, turns }]) => ({ name, servers, ...lowestOf(turns) }));
}

/** When a server begins and ceases to count: as protected, and as protected while nothing is done to it. */
function turnsOf(
  intervals: readonly { readonly fromAt: number; readonly toAt: number | null; readonly by: string }[],
  works: readonly { readonly from: number; readonly to: number }[],
): readonly Turn[] {
  const marks = [
    ...new Set([...intervals.map(({ fromAt }) => fromAt), ...works.flatMap(({ from, to }) => [from, to])]),
  ];
  const turns: Turn[] = [];
  let before = { protected: 0, undisturbed: 0 };
  for (const at of marks.sort((a, b) => a - b)) {
    const by = intervals.find(({ fromAt, toAt }) => fromAt <= at && (toAt === null || at < toAt))?.by ?? 'none';
    const isProtected = by === 'none' ? 0 : 1;
    const isDisturbed = works.some(({ from, to }) => from <= at && at < to);
    const now = { protected: isProtected, undisturbed: isDisturbed ? 0 : isProtected };
    turns.push({
      at,
      protected: now.protected - before.protected,
      undisturbed: now.undisturbed - before.undisturbed,
    });
    before = now;
  }
  return turns;
}

/** All changes of one instant count together: a handover is no gap. */
function lowestOf(turns: readonly Turn[]): Pick<SiteLow, 'protected' | 'undisturbed' | 'at'> {
  const sorted = [...turns].sort((a, b) => a.at - b.at);
  let now = { protected: 0, undisturbed: 0 };
  let lowest: Pick<SiteLow, 'protected' | 'undisturbed' | 'at'> | undefined;
  sorted.forEach((turn, index) => {
    now = { protected: now.protected + turn.protected, undisturbed: now.undisturbed + turn.undisturbed };
    if (sorted[index + 1]?.at === turn.at) return;
    if (lowest === undefined) lowest = { ...now, at: turn.at };
    const isLower = now.undisturbed < lowest.undisturbed;
    lowest = {
      protected: Math.min(lowest.protected, now.protected),
      undisturbed: isLower ? now.undisturbed : lowest.undisturbed,
      at: isLower ? turn.at : lowest.at,
    };
  });
  return lowest ?? { protected: 0, undisturbed: 0, at: 0 };
}

/** Time without a protecting sensor on the servers that the plan moves. */
export function unprotectedOf(twin: Twin, moving: ReadonlySet<string>): Unprotected {
  const { asOfAt, servers } = twin.ledger();
  const causes = new Map<string, { ms: number; servers: Set<number> }>();
  twin.estate().forEach(({ originalName }, at) => {
    if (!moving.has(originalName)) return;
    for (const { by, fromAt, toAt, because } of servers[at]?.intervals ?? []) {
      if (by !== 'none') continue;
      const own = causes.get(because) ?? { ms: 0, servers: new Set() };
      own.ms += (toAt ?? asOfAt) - fromAt;
      own.servers.add(at);
      causes.set(because, own);
    }
  });
  const told = [...causes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    seconds: told.reduce((sum, [, { ms }]) => sum + Math.round(ms / 1_000), 0),
    servers: new Set(told.flatMap(([, own]) => [...own.servers])).size,
    causes: told.map(([cause, own]) => ({ cause, seconds: Math.round(own.ms / 1_000), servers: own.servers.size })),
  };
}

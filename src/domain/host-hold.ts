import type { Instant } from './time.ts';

/** A person holds a host: no start of it is sent until a person releases it. What is under way goes on, since the service cannot be stopped. */
export interface HostHold {
  readonly since: Instant;
  readonly by: string;
  readonly because: string;
}

/** What keeps every start of a host back, whatever its verdict says: that it was rolled back (I13), or that a person holds it. Each is taken off by itself. */
export function keptBackBy({
  isPinned,
  hold,
}: {
  readonly isPinned: boolean;
  readonly hold?: Pick<HostHold, 'because'> | null | undefined;
}): 'host-pinned' | 'host-held' | undefined {
  if (isPinned) return 'host-pinned';
  return hold == null ? undefined : 'host-held';
}

/**
 * What is under way on a host at the moment at which it is held or released, by the state of its newest attempt. `asked`: its start was asked for,
 * and may have left. `started`: the service is at it, and cannot be stopped. `observing`: it has moved. `queued`: it waits in a campaign.
 */
export type UnderWay = 'nothing' | 'queued' | 'asked' | 'started' | 'observing';

const underWayIn: Readonly<Record<string, UnderWay>> = {
  queued: 'queued',
  requested: 'asked',
  migrating: 'started',
  external: 'started',
  overdue: 'started',
  observing: 'observing',
};

export function underWayOf(moveState: string | null): UnderWay {
  return moveState !== null && Object.hasOwn(underWayIn, moveState) ? (underWayIn[moveState] ?? 'nothing') : 'nothing';
}

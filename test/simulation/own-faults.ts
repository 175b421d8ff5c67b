import { Retryable } from '../../src/domain/problem.ts';
import type { Store } from '../../src/engine/ports/store.ts';

/** What goes wrong on our own side: machine, store and people. The other kinds are the twin's. */
export const ownFaults = [
  'clock-jump',
  'disk-full',
  'kill',
  'two-controllers',
  'approval-withdrawn',
  'double-click',
  'corrupt-evidence',
  'daylight-saving-day',
  'slow-disk',
] as const;

export type OwnFault = (typeof ownFaults)[number];

/** Counts how often each kind reached the engine. */
export class OwnFaultCount {
  readonly fired: Record<string, number> = {};
  note(kind: OwnFault): void {
    this.fired[kind] = (this.fired[kind] ?? 0) + 1;
  }
}

/**
 * How a transaction ends that is struck: nothing was written, or everything was and nobody hears of it; or everything was, and it is heard of only when the
 * disk has come round.
 */
export type Strike = 'before' | 'after' | { readonly late: () => void };

/**
 * A store of which some transactions fail. The fault enters at the port, and nothing of the store is imitated: what is written is written by it.
 * @param strike asked before every transaction, and before a request is marked as one that leaves: that waits for the disk as well.
 */
export function strickenStore(store: Store, strike: (isMark: boolean) => Strike | undefined): Store {
  const commit: Store['commit'] = async (given) => {
    const moment = strike(false);
    if (moment === 'before') throw new Retryable('store-unavailable', 'No space is left on the device.');
    const outcome = await store.commit(given);
    if (typeof moment === 'object') moment.late();
    if (moment === 'after') throw new Retryable('store-unavailable', 'The process ended before it heard the answer.');
    return outcome;
  };
  const markSending: Store['markSending'] = async (...given) => {
    const isOurs = await store.markSending(...given);
    const moment = strike(true);
    if (typeof moment === 'object') moment.late();
    return isOurs;
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      if (name === 'markSending') return markSending;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

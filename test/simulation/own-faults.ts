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
] as const;

export type OwnFault = (typeof ownFaults)[number];

/** Counts how often each kind reached the engine. */
export class OwnFaultCount {
  readonly fired: Record<string, number> = {};
  note(kind: OwnFault): void {
    this.fired[kind] = (this.fired[kind] ?? 0) + 1;
  }
}

/** How a transaction ends that is struck: nothing was written, or everything was and nobody hears of it. */
export type Strike = 'before' | 'after';

/**
 * A store of which some transactions fail. The fault enters at the port, and nothing of the store is imitated: what is written is written by it.
 * @param strike asked before every transaction.
 */
export function strickenStore(store: Store, strike: () => Strike | undefined): Store {
  const commit: Store['commit'] = async (given) => {
    const moment = strike();
    if (moment === 'before') throw new Retryable('store-unavailable', 'No space is left on the device.');
    const outcome = await store.commit(given);
    if (moment === 'after') throw new Retryable('store-unavailable', 'The process ended before it heard the answer.');
    return outcome;
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

import { secondMs } from '../domain/time.ts';

/** Asking whether there is something to do costs a statement or two for all tenants. */
const lookEveryMs = secondMs;

/** A loop beside the one that ticks: it looks every second, and what it begins may take as long as it likes and holds up nobody but itself. */
interface SideLoop<Key> {
  start(): void;
  /** Ends what is under way, which is done again at the next start. */
  stop(): Promise<void>;
  /** Waits until everything that was begun has come to an end. */
  settled(): Promise<void>;
  /** Begins something for whom nothing is under way; `work` reports its own trouble. */
  begin(key: Key, work: (stopped: AbortSignal) => Promise<void>): void;
  isBusy(key: Key): boolean;
  /** For how many something is under way. */
  busy(): number;
}

/** @param look reports its own trouble; it never rejects. */
export function createSideLoop<Key>(look: () => Promise<void>): SideLoop<Key> {
  const underWay = new Map<Key, Promise<void>>();
  let stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const again = () => {
    looking = look().finally(() => {
      if (!stopping.signal.aborted) timer = setTimeout(again, lookEveryMs);
    });
  };
  const settled = async () => {
    await Promise.all(underWay.values());
  };
  return {
    start: () => {
      if (timer !== undefined) return;
      stopping = new AbortController();
      timer = setTimeout(again, 0);
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      timer = undefined;
      await looking;
      await settled();
    },
    settled,
    begin: (key, work) => {
      underWay.set(
        key,
        work(stopping.signal).finally(() => underWay.delete(key)),
      );
    },
    isBusy: (key) => underWay.has(key),
    busy: () => underWay.size,
  };
}

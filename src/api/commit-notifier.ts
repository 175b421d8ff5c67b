import type { TenantId } from '../domain/ids.ts';

/** Carries "something was committed" from the engine to the event streams of this process. */
export interface CommitNotifier {
  readonly notify: (tenantId: TenantId) => void;
  /** @returns how to stop listening. */
  readonly listen: (listener: (tenantId: TenantId) => void) => () => void;
}

export function createCommitNotifier(): CommitNotifier {
  const listeners = new Set<(tenantId: TenantId) => void>();
  return {
    notify: (tenantId) => {
      for (const listener of listeners) listener(tenantId);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

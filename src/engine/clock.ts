import type { TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Clocks } from './ports/clock.ts';

/** Wall time, except for tenants that live on a clock of their own (the twin's). */
export interface TenantClocks extends Clocks {
  setTenantClock(tenantId: TenantId, now: () => Instant): void;
}

export function systemClocks(machineNow: () => Instant = () => Date.now()): TenantClocks {
  const own = new Map<TenantId, () => Instant>();
  return {
    machineNow,
    tenantNow: (tenantId) => (own.get(tenantId) ?? machineNow)(),
    isTurned: (tenantId) => own.has(tenantId),
    setTenantClock: (tenantId, now) => {
      own.set(tenantId, now);
    },
  };
}

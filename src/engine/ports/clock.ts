import type { TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * Two clocks, never mixed. The tenant clock is wall time, or the twin's, which can be turned: deadlines, freshness, observation, polling, Retry-After.
 * The machine clock never turns: socket time-outs, leases, sessions of people, API tokens.
 */
export interface Clocks {
  tenantNow(tenantId: TenantId): Instant;
  /** Whether this process has a clock for the tenant that can be turned. Without it none has. */
  isTurned?(tenantId: TenantId): boolean;
  machineNow(): Instant;
}

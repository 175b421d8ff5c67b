import type { TenantId } from '../../domain/ids.ts';
import { type Instant, secondMs } from '../../domain/time.ts';

/** Who was silent for so long is gone. Five beats: neither a pause of the process nor a slow commit is a death. */
export const goneAfterMs = 15 * secondMs;

/** A process that works on this store. Instants here are the machine clock's. */
export interface WorkerRow {
  readonly workerId: string;
  /** `serve` answers people too. */
  readonly kind: 'serve' | 'worker';
  /** Name of the machine. */
  readonly host: string;
  readonly process: number;
  readonly version: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
}

/** Which worker has a tenant; until then nobody else takes it. */
export interface TenantHold {
  readonly tenantId: TenantId;
  readonly workerId: string;
  readonly heldUntil: Instant;
}

/** Who works, and for whom. A hold only spares workers the same work twice: what must not happen twice is guarded where it is written. */
export interface WorkerStore {
  /** Says that a worker is alive, keeps what it has until `heldUntil`, and gives all workers and all holds as they are then. */
  beat(
    worker: WorkerRow,
    heldUntil: Instant,
  ): Promise<{ readonly workers: readonly WorkerRow[]; readonly holds: readonly TenantHold[] }>;
  /** Takes a tenant that nobody has at `machineNow`. @returns whether this worker has it now. */
  takeTenant(hold: TenantHold, machineNow: Instant): Promise<boolean>;
  /** Gives tenants back, of which only its own count. */
  leaveTenants(workerId: string, tenantIds: readonly TenantId[]): Promise<void>;
  /** Takes a worker out that ends in good order, and gives back what it has. */
  endWorker(workerId: string): Promise<void>;
  /** Oldest first; also those that were not seen lately. */
  workers(): Promise<readonly WorkerRow[]>;
  /** Forgets workers that were not seen since. */
  sweepWorkers(seenBefore: Instant): Promise<void>;
}

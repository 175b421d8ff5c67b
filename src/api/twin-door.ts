import type { SampleEstate } from '../contract/sample-estates.ts';
import type { TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Actor } from '../engine/control.ts';

/**
 * What the API may ask of a twin that runs beside it. Without one every twin route answers that there is no such thing,
 * so that nothing can turn the clock of a real tenant.
 */
export interface TwinDoor {
  /** The one tenant that is connected to the twin. */
  readonly tenantId: TenantId;
  clock(): TwinClock;
  /** Turns the clock forward through every due instant of engine and twin, or sets its speed; resolves when all is quiet. */
  turn(request: { readonly advanceMs?: number | undefined; readonly rate?: number | undefined }): Promise<TwinClock>;
  faults(): readonly TwinFault[];
  /** @throws ProblemError('request-invalid') for a kind or host that the twin does not have. */
  inject(request: TwinFaultRequest): Promise<void>;
  /** A person's act in the portal or on a server. @throws ProblemError. */
  act(tenantId: TenantId, request: TwinAct, actor: Actor): Promise<readonly TwinActOutcome[]>;
}

/** Brings a sample estate up beside the API, or gives the door to the one that is there; by whom, stands in the log of its tenant. */
export type OpenSample = (
  estate: SampleEstate,
  actor: Actor,
) => Promise<{ readonly door: TwinDoor; readonly isNew: boolean }>;

export interface TwinClock {
  readonly now: Instant;
  /** Times faster than the wall clock; 0 stands still. */
  readonly rate: number;
  readonly nextDueAt: Instant | null;
}

interface TwinFault {
  readonly kind: string;
  readonly description: string;
  readonly fired: number;
  readonly isActive: boolean;
}

interface TwinFaultRequest {
  readonly kind: string;
  readonly host?: string | undefined;
  /** Share of requests that it hits, 0 to 1. */
  readonly rate?: number | undefined;
  readonly count?: number | undefined;
  readonly off?: boolean | undefined;
}

interface TwinAct {
  readonly act: 'rollback' | 'migrate' | 'collect-host-facts';
  readonly servers: readonly string[];
}

export interface TwinActOutcome {
  readonly server: string;
  readonly ok: boolean;
  readonly detail: string;
}

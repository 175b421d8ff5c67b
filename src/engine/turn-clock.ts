import type { TenantId } from '../domain/ids.ts';
import { type Instant, minuteMs } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { gatherNotices } from './gather-notices.ts';
import { tick } from './tick.ts';

/** A clock that can be turned forward, and the side that lives on it (the twin). */
interface TurnableClock {
  now(): Instant;
  /** Brings the clock to `at` and lets the other side do what is due until then. */
  turnTo(at: Instant): void;
  /** The next instant at which the other side does something by itself. */
  nextDueAt(): Instant | undefined;
}

/** More stops than any week of polling has; a loop that needs more is a bug, and is said to be one. */
const mostStops = 200_000;

/**
 * Turns a tenant's clock to `target`, stopping at every instant at which engine or other side have something due, until both are quiet.
 * Turning a clock must give the same log as waiting would.
 * @returns how many stops were made.
 */
export async function turnClock(
  context: EngineContext,
  tenantId: TenantId,
  clock: TurnableClock,
  target: Instant,
  onStop: (now: Instant) => void | Promise<void> = () => undefined,
): Promise<number> {
  let stops = 0;
  for (; stops < mostStops; stops += 1) {
    await untilQuiet(context, tenantId);
    // A deadline that comes and goes within the turn is told all the same.
    await gatherNotices(context, tenantId);
    const now = clock.now();
    await onStop(now);
    if (now >= target) return stops;
    const ours = await context.store.nextDueAt(tenantId);
    const theirs = clock.nextDueAt();
    const next = Math.min(ours ?? target, theirs ?? target, target);
    // What is due already and did not get done (somebody else holds it) must not stop the clock.
    clock.turnTo(next > now ? next : Math.min(now + minuteMs, target));
  }
  throw new Error(`The clock stopped ${mostStops} times before it reached its target.`);
}

async function untilQuiet(context: EngineContext, tenantId: TenantId): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    if (await tick(context, tenantId)) return;
  }
}

import { underWayOf } from '../../domain/host-hold.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { withdraw } from '../advance-moves.ts';
import { type EngineContext, journeyOf, tenantOf } from '../context.ts';
import type { Actor, HostHoldOutcome, HostOrder } from '../control.ts';
import { hostEvent } from '../events.ts';
import { changeMove } from '../moves.ts';
import type { Commit, HostRow, HostWrite } from '../ports/store.ts';
import { queueReading } from '../readings.ts';

/**
 * Holds a host, so that no start of it is sent any more, or releases it. What the service was asked for cannot be stopped and goes on; a start that is granted and
 * has not left is taken back at the last door, by whoever would send it. One that is held is held as it was before, by whom and why: the first word counts.
 */
export async function holdHost(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  hostId: HostId,
  order: HostOrder,
  dryRun: boolean,
): Promise<HostHoldOutcome> {
  await tenantOf(context, tenantId);
  const host = await context.store.host(tenantId, hostId);
  if (!host) throw new ProblemError('not-found', 'There is no such server.');
  if (order.version !== undefined && order.version !== host.version)
    throw new ProblemError('version-outdated', 'The server changed since you looked at it.');
  const isChanged = (order.verb === 'hold') === (host.hold === null);
  const told = { isDryRun: dryRun, isChanged, underWay: underWayOf(host.moveState) };
  if (!isChanged) return { ...told, host };
  const at = context.clocks.tenantNow(tenantId);
  const write = writeOf(context, actor, host, order, at);
  if (dryRun) return { ...told, host: { ...host, hold: write.hold ?? null } };
  const outcome = await context.store.commit({
    tenantId,
    at,
    hosts: [write],
    ...(order.verb === 'hold' ? await unpressed(context, tenantId, host, at) : {}),
    // What waits for it is looked at again at once.
    readings: [queueReading(tenantId, at)],
  });
  if (outcome.lost.includes(hostId))
    throw new ProblemError('version-outdated', 'The server changed in the same moment; look at it and ask again.');
  context.onCommit(tenantId);
  return { ...told, host: (await context.store.host(tenantId, hostId)) ?? host };
}

function writeOf(
  context: EngineContext,
  actor: Actor,
  host: HostRow,
  { verb, because }: HostOrder,
  at: number,
): HostWrite {
  if (verb === 'hold') return hostHold(context, actor, host, because, at);
  return {
    ...asSeen(host),
    hold: null,
    events: [hostEvent(context.identity, actor, 'host-released', host, {}, because)],
  };
}

/** The write that holds a host which nobody holds yet. */
export function hostHold(context: EngineContext, actor: Actor, host: HostRow, because: string, at: number): HostWrite {
  return {
    ...asSeen(host),
    hold: { since: at, by: actor, because },
    events: [hostEvent(context.identity, actor, 'host-held', host, { since: at }, because)],
  };
}

function asSeen({ hostId, name, fqdn, domain, site, sensorId, version }: HostRow) {
  return { host: { hostId, name, fqdn, domain, site, sensorId }, expectedVersion: version };
}

/** A start that a person was asked to press in the portal and that nobody has, as far as was said and read, goes back to its queue, and its task is taken back. */
async function unpressed(
  context: EngineContext,
  tenantId: TenantId,
  { hostId }: HostRow,
  at: number,
): Promise<Pick<Commit, 'moves' | 'tasks'>> {
  const filter = { hostId, kind: ['portal-start'], state: ['open'] } as const;
  const { value: tasks } = await context.store.tasks(tenantId, filter, { top: 10 });
  const moves = await context.store.movesById(
    tenantId,
    tasks.flatMap(({ moveId }) => (moveId === undefined ? [] : [moveId])),
  );
  const event = { kind: 'withdrawn', at, because: 'host-held' };
  const back = moves.flatMap((move) => {
    const journey = journeyOf(context, move.journey);
    const outcome = move.state.kind === 'requested' ? journey.next(move.state, event) : undefined;
    const change = { event, waitingFor: 'host-held', actor: 'engine' };
    return outcome?.ok ? [changeMove(context, journey, move, { ...change, state: outcome.state }, at)] : [];
  });
  const taken = new Set(back.map(({ moveId }) => moveId));
  const withdrawn = tasks.filter(({ moveId }) => moveId !== undefined && taken.has(moveId));
  return { moves: back, tasks: withdrawn.map((task) => withdraw(context, task, at)) };
}

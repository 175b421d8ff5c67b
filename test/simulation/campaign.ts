import type { Store } from '../../src/engine/ports/store.ts';
import type { FaultKind } from '../../src/twin/faults.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { faultOrders, lagOf } from '../support/fault-orders.ts';
import { violationsAtTheEnd, violationsNow } from '../support/violations.ts';
import { aWorld, type World } from '../support/world.ts';

/** What one seeded campaign came to. */
export interface CampaignOutcome {
  readonly seed: number;
  readonly events: number;
  readonly simulatedHours: number;
  readonly violations: readonly string[];
  readonly fired: Readonly<Record<FaultKind, number>>;
}

/** Hours after the start at which people act; a migration takes minutes, its deadline two hours. */
const hours = { first: 1, retry: 3, back: 2, rest: 4 } as const;

/**
 * Plays one campaign: an estate, two or three faults, and people who retry, roll back and change their minds, all drawn from the seed.
 * Engine, store and connector are the real ones; only Microsoft's side is the twin.
 */
export async function playCampaign(store: Store, seed: number, faults: readonly FaultKind[]): Promise<CampaignOutcome> {
  const violations = new Set<string>();
  const note = (found: readonly string[]) => {
    for (const one of found) violations.add(one);
  };
  const draw = seededDraw(seed);
  const world = await aWorld({
    seed,
    store,
    estate: estateOf({ hosts: 4 + draw(4), seed, troubledShare: 0 }),
    onStop: async (one) => note(await violationsNow(one)),
  });
  const begunAt = world.twin.clock.now();
  // Some campaigns are held by the first failure; nobody resumes those.
  const budget = { failures: seed % 3 === 0 ? 0 : 9 };
  await world.start('all', { cap: 1 + draw(3), rules: { budget } });
  for (const kind of faults) {
    // Whoever starts a server by hand is none of our requests.
    if (kind === 'external-start') world.portalStarts.push('S0001-DC1');
    world.twin.inject({ kind, ...faultOrders[kind] });
  }
  await world.turn({ hours: hours.first });
  await world.collect(...world.twin.estate().map((server) => server.host));
  await world.turn({ hours: hours.retry });
  await retrySome(world, draw);
  await rollBackOne(world, draw);
  await world.turn({ hours: hours.back + hours.rest });
  note(await violationsAtTheEnd(world, lagOf(faults)));
  const { events } = await world.control.verifyLog(world.tenantId);
  return {
    seed,
    events,
    simulatedHours: (world.twin.clock.now() - begunAt) / 3_600_000,
    violations: [...violations],
    fired: world.twin.faultsFired(),
  };
}

async function retrySome(world: World, draw: (below: number) => number): Promise<void> {
  const open = await world.store.tasks(world.tenantId, { state: ['open'], kind: ['acknowledge-failure'] }, { top: 50 });
  for (const task of open.value) {
    const choice = task.choices.some((one) => one.choice === 'retry') && draw(3) > 0 ? 'retry' : 'accept';
    await world.control.completeTask('user:simulation', world.tenantId, task.taskId, {
      choice,
      because: 'Drawn from the seed.',
    });
  }
}

/** A person asks for the way back, and does what the task says, or not. */
async function rollBackOne(world: World, draw: (below: number) => number): Promise<void> {
  const observed = await world.store.moves(world.tenantId, { state: ['observing'] }, { top: 50 });
  const move = observed.value[draw(Math.max(1, observed.value.length))];
  const host = move && (await world.store.host(world.tenantId, move.hostId));
  if (!host) return;
  await world.control.rollback('user:simulation', world.tenantId, host.name, 'Drawn from the seed.', false);
  if (draw(2) === 0) world.twin.portal.rollback(host.name);
}

/** A small generator (mulberry32): the same seed draws the same numbers on every machine. */
function seededDraw(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

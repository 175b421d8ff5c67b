import { hourMs } from '../../src/domain/time.ts';
import type { FaultKind, FaultOrder } from '../../src/twin/faults.ts';
import { faultOrders } from '../support/fault-orders.ts';
import type { World } from '../support/world.ts';

/** The servers that faults are aimed at, by name: the first that go, and the last. */
interface Targets {
  readonly first: readonly string[];
  readonly last: string;
}

/** Puts a seed's kinds into the twin as its campaign begins; each strikes another server. */
export function injectAll(world: World, kinds: readonly FaultKind[], targets: Targets, beganAt: number): void {
  kinds.forEach((kind, index) => {
    const name = kind === 'external-start' ? targets.last : targets.first[index % targets.first.length];
    // Whoever starts a server by hand is none of our requests.
    if (kind === 'external-start') world.portalStarts.push(targets.last);
    world.twin.inject(aimed(kind, name ?? targets.last, beganAt));
  });
}

/** What strikes requests by chance goes on for so long: a campaign that waits for a window or an approval sends few in its first half hour. */
const chanceMs = 3 * hourMs;

/** The order of the catalogue, on another server and counted from another instant. */
function aimed(kind: FaultKind, name: string, beganAt: number): FaultOrder {
  const { hosts, untilAt, settings, ...order } = faultOrders(beganAt)[kind];
  return {
    kind,
    ...order,
    ...(hosts ? { hosts: [name] } : {}),
    ...(untilAt ? { untilAt: order.rate === undefined ? untilAt : beganAt + chanceMs } : {}),
    ...(settings ? { settings: kind === 'rename' ? { ...settings, newName: `${name}N` } : settings } : {}),
  };
}

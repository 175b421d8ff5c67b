import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import { startScratchServer } from '../../src/store/scratch.ts';
import { worldStartAt } from '../support/world.ts';
import { type SweepOrder, type Swept, sweepCrashes } from './crash-sweep.ts';
import type { SimulationStore } from './simulate.ts';

const options = { identity: seededIdentity('sweep'), machineNow: () => worldStartAt };

/** A sweep on a PostgreSQL that may be lost, or in memory where there is none, and everything gone afterwards. */
export async function sweepIn(kind: SimulationStore, order: Omit<SweepOrder, 'where'>): Promise<Swept> {
  const server = kind === 'scratch' ? await startScratchServer(options) : undefined;
  if (server === undefined) return sweepInMemory(order);
  try {
    return await sweepCrashes({ ...order, where: { server } });
  } finally {
    await server.stop();
  }
}

async function sweepInMemory(order: Omit<SweepOrder, 'where'>): Promise<Swept> {
  const store = await openStore({ kind: 'memory' }, options);
  try {
    await store.migrate();
    return await sweepCrashes({ ...order, where: { store } });
  } finally {
    await store.close();
  }
}

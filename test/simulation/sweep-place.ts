import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import { startPostgres } from '../support/postgres.ts';
import { worldStartAt } from '../support/world.ts';
import { type SweepOrder, type Swept, sweepCrashes } from './crash-sweep.ts';

/** A sweep in a store that is made for it, in memory or on a throw-away PostgreSQL, and gone afterwards. */
export async function sweepIn(
  kind: 'memory' | 'server',
  points: SweepOrder['points'],
  onPoint?: SweepOrder['onPoint'],
): Promise<Swept> {
  const server = kind === 'server' ? await startPostgres(['fsync=off', 'synchronous_commit=off']) : undefined;
  try {
    const place = server
      ? ({ kind: 'server', url: await server.createDatabase('sweep') } as const)
      : ({ kind: 'memory' } as const);
    const store = await openStore(place, { identity: seededIdentity('sweep'), machineNow: () => worldStartAt });
    try {
      await store.migrate();
      return await sweepCrashes({ store, points, ...(onPoint ? { onPoint } : {}) });
    } finally {
      await store.close();
    }
  } finally {
    await server?.stop();
  }
}

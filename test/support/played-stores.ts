import type { EngineContext } from '../../src/engine/context.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openScratch, type Scratch } from '../../src/main/rehearsal/stage.ts';
import { askDesk } from './run-desk.ts';

/*
 * Stores for what is played on one and is not about it. Where PostgreSQL is installed they are databases of one that is started for the whole run: it
 * takes much less of the processor than a store in memory, which a run takes elsewhere. Every suite about stores names the kinds that it is about.
 */

/** @returns undefined where PostgreSQL is not installed, and for a program that is no run of tests. */
const serverOfTheRun = async () => (await askDesk('scratch')) ?? undefined;

/** Databases that no world of this process uses now. */
const idle: Scratch[] = [];

/** An empty, migrated store. Whoever gives it back has nothing more to do with it. */
export async function borrowStore(machineNow: () => number): Promise<{ readonly store: Store; giveBack(): void }> {
  const scratch = idle.pop() ?? (await openScratch(await serverOfTheRun()));
  const store = await scratch.begin(seededIdentity('store'), machineNow);
  return { store, giveBack: () => void idle.push(scratch) };
}

/** An empty, migrated store for all worlds of a file, which closes it. */
export async function openPlayedStore(identity: EngineContext['identity'], machineNow: () => number): Promise<Store> {
  const scratch = await openScratch(await serverOfTheRun());
  return scratch.begin(identity, machineNow);
}

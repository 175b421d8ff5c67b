import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openScratch, type Scratch } from '../../src/main/rehearsal/stage.ts';

/** Databases that no world of this process uses now. To make one takes seconds of the processor, to empty one a tenth of one. */
const idle: Scratch[] = [];

/** An empty, migrated store in memory. Whoever gives it back has nothing more to do with it. */
export async function borrowMemoryStore(
  machineNow: () => number,
): Promise<{ readonly store: Store; giveBack(): void }> {
  const scratch = idle.pop() ?? (await openScratch());
  const store = await scratch.begin(seededIdentity('store'), machineNow);
  return { store, giveBack: () => void idle.push(scratch) };
}

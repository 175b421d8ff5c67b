import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { TenantId } from '../../src/domain/ids.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { root } from '../support/modules.ts';
import { aWorld, worldStartAt } from '../support/world.ts';

/** What every kept store was made with: it goes on with the same estate. */
export const keptSeed = 41;
export const keptEstate = estateOf({ hosts: 6, seed: keptSeed, troubledShare: 0 });

/** The cloud of a kept store as it was, and whose it is. */
interface KeptTwin {
  readonly tenantId: TenantId;
  readonly twin: WorldState;
}

const folder = join(root, 'test', 'upgrade');

export function keptStores(): readonly string[] {
  return readdirSync(folder)
    .flatMap((name) => /^(.+)\.dump\.gz$/.exec(name)?.[1] ?? [])
    .sort();
}

export function dumpOf(name: string): string {
  return join(folder, `${name}.dump.gz`);
}

export function twinOf(name: string): KeptTwin {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.twin.json.gz`))).toString());
}

/** Plays a campaign to its middle with the code of today, and keeps store and twin: what it looks like to every later version. */
export async function keepStore(name: string): Promise<readonly string[]> {
  const store = await openStore(
    { kind: 'memory' },
    { identity: seededIdentity('upgrade'), machineNow: () => worldStartAt },
  );
  await store.migrate();
  const world = await aWorld({ seed: keptSeed, estate: keptEstate, store });
  await world.start('all', { cap: 2 });
  await world.turn({ minutes: 17 });
  await store.dump(dumpOf(name));
  const kept: KeptTwin = { tenantId: world.tenantId, twin: world.twin.snapshot() };
  writeFileSync(join(folder, `${name}.twin.json.gz`), gzipSync(JSON.stringify(kept)));
  const { moves } = await store.views(world.tenantId);
  await store.close();
  return moves.map(({ state }) => state.kind);
}

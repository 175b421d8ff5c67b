import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/engine/ports/store.ts';
import { linesOf } from '../../src/store/transfer/dump.ts';

/** Every row of a tenant, table by table, as text: those that lead with it, and those of the installation that name it. */
export async function rowsOf(
  store: Store,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'cg-rows-'));
  const rows = new Map<string, string[]>(tenantIds.map((one) => [one, []]));
  try {
    const path = join(folder, 'dump.gz');
    await store.dump(path);
    let table = { table: '', columns: [] as readonly string[] };
    for await (const line of linesOf(path)) {
      const said = JSON.parse(line) as typeof table | readonly (string | null)[];
      if (!isRow(said)) table = said;
      else {
        const owner = said[table.columns?.indexOf('tenant_id') ?? -1];
        for (const one of tenantIds)
          if (owner === one || (owner == null && line.includes(one))) rows.get(one)?.push(`${table.table} ${line}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

function isRow(said: object): said is readonly (string | null)[] {
  return Array.isArray(said);
}

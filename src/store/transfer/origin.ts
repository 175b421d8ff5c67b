import { Terminal } from '../../domain/problem.ts';
import { pour } from '../copy-streams.ts';
import type { Database } from '../database.ts';
import { schemaOf } from '../migrate.ts';
import type { Origin } from './fill.ts';
import { eachPage, streamTexts, tablesOf, withoutLimits } from './tables.ts';

/**
 * A database as the origin of a copy or a dump, as it is at one instant; it may be in use meanwhile.
 * @throws Terminal('store-empty') when nothing was ever made there, Terminal('store-older') when it has not the schema of this version.
 */
export async function originOf(source: Database, name: string): Promise<Origin> {
  const { clientOf } = source;
  const { version, isCurrent } = await schemaOf(source);
  if (version === 'none') throw new Terminal('store-empty', `${name} has none of our tables.`);
  if (!isCurrent) throw new Terminal('store-older', `${name} has the tables of ${version}.`);
  return {
    schema: version,
    each: async (_tables, take) => {
      await source.snapshot(async (db) => {
        await withoutLimits(db);
        for (const table of await tablesOf(db)) await eachPage(db, table, (rows) => take(table, rows));
      });
    },
    pour:
      clientOf &&
      (async (to, onRows) => {
        await source.snapshot(async (db) => {
          await withoutLimits(db);
          const from = await clientOf(db);
          for (const table of await tablesOf(db)) {
            const { out, into } = streamTexts(table);
            const order = { from: { client: from, text: out }, to: { client: to, text: into } };
            await pour({ ...order, onRows: (rows) => onRows(table, rows) });
          }
        });
      }),
  };
}

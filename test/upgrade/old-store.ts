import { migrate, stepsUpTo } from '../../src/store/migrate.ts';
import { openDatabase, type StoreOptions } from '../../src/store/open-database.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { openDump } from '../../src/store/transfer/dump.ts';
import { tablesOf, withoutLimits, writeRows } from '../../src/store/transfer/tables.ts';

/** Leaves a store as the version left it that made the dump: its tables and its rows, and no step that came later. */
export async function leaveOldStore(dump: string, place: StorePlace, options: StoreOptions): Promise<void> {
  const { origin } = await openDump(dump);
  const { database, close } = await openDatabase(place, options);
  try {
    await migrate(database, options.machineNow(), stepsUpTo(origin.schema));
    await database.writeOnce(async (db) => {
      await withoutLimits(db);
      await origin.each(await tablesOf(db), (table, rows) => writeRows(db, table, rows));
    });
  } finally {
    await close();
  }
}

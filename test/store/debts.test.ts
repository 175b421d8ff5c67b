import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/store/database.ts';
import { type Opened, openDatabase } from '../../src/store/open-database.ts';
import { withoutLimits } from '../../src/store/transfer/tables.ts';
import { machineNow, testIdentity } from '../support/identity.ts';
import { onServer } from '../support/stores.ts';

onServer((under) => {
  let opened: Opened;
  let now = machineNow();
  beforeAll(async () => {
    opened = await openDatabase(under.place(), { identity: testIdentity, machineNow: () => now });
  });
  afterAll(() => opened.close());

  test('what a statement owes for longer than it may take speaks against the disk', async () => {
    expect(await whyAwayDuring(async () => undefined)).toMatch(/^The database has owed an answer for \d\d+ s/);
    expect(opened.whyAway?.()).toBeUndefined();
  });

  test('a dump, a copy and a sealing may compute as long as they take, and what comes after them may not', async () => {
    expect(await whyAwayDuring(withoutLimits)).toBeUndefined();
    for (let connection = 0; connection < 10; connection += 1)
      expect(await whyAwayDuring(async () => undefined)).toBeDefined();
  });

  /** What is said while a statement runs that was asked a minute ago. */
  async function whyAwayDuring(prepare: (db: Db) => Promise<void>): Promise<string | undefined> {
    let said: string | undefined;
    await opened.database.writeOnce(async (db) => {
      await prepare(db);
      const answer = sql`SELECT pg_sleep(0.05)`.execute(db);
      now += 60_000;
      said = opened.whyAway?.();
      await answer;
    });
    return said;
  }
});

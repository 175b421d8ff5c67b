import { expect, test } from 'vitest';
import { pgliteHere } from '../../src/store/pglite-here.ts';

/** More than the statements after which plans are made anew. */
const transactions = 1_200;

test('a transaction that failed can always be rolled back, however many statements came before it', async () => {
  const session = await pgliteHere();
  try {
    for (let at = 0; at < transactions; at += 1) {
      await session.query('begin', []);
      await expect(session.query('SELECT 1 / $1::integer', [0])).rejects.toThrow('division by zero');
      await session.query('rollback', []);
    }
    expect((await session.query('SELECT $1::integer AS one', [1])).rows).toEqual([{ one: 1 }]);
  } finally {
    await session.close();
  }
}, 120_000);

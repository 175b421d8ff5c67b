import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pour } from '../../src/store/copy-streams.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
let from: pg.Client;
let to: pg.Client;
const into = 'COPY copied FROM STDIN';

beforeAll(async () => {
  postgres = await startPostgres();
  from = new pg.Client(await postgres.createDatabase('from_here'));
  to = new pg.Client(await postgres.createDatabase('to_there'));
  await Promise.all([from.connect(), to.connect()]);
  await to.query('CREATE TABLE copied (id integer PRIMARY KEY, words text)');
});
afterAll(async () => {
  await Promise.all([from.end(), to.end()]);
  await postgres.stop();
});
beforeEach(() => to.query('TRUNCATE copied'));

async function poured(query: string): Promise<number> {
  let sum = 0;
  const onRows = (rows: number) => {
    sum += rows;
  };
  await pour({
    from: { client: from, text: `COPY (${query}) TO STDOUT` },
    to: { client: to, text: into },
    onRows,
  });
  return sum;
}

const digestOf = async (client: pg.Client, query: string) =>
  (
    await client.query(`SELECT count(*)::integer AS rows, md5(string_agg(id || coalesce(words, '-'), ',' ORDER BY id)) AS md5
    FROM (${query}) AS q(id, words)`)
  ).rows[0];

/** Both are asked again: a stream that ends badly must not take the connection with it. */
async function expectUsable(): Promise<void> {
  expect((await from.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect((await to.query('SELECT count(*)::integer AS rows FROM copied')).rows).toEqual([{ rows: 0 }]);
}

describe('a stream from one server into another', () => {
  test.each([
    ['nothing', 'SELECT 1, NULL::text WHERE false'],
    ['one row', `SELECT 1, 'a'`],
    ['rows without words', 'SELECT i, NULL::text FROM generate_series(1, 3) i'],
    ['marks, line ends and backslashes', `SELECT i, E'\\\\N\\t\\n\\r\\\\.ü"' || i FROM generate_series(1, 50) i`],
    // Of every length, so that heads of messages are cut where pieces of the socket end.
    ['many rows of every length', `SELECT i, repeat('x', i % 97) FROM generate_series(1, 60000) i`],
    ['rows that are longer than a piece', `SELECT i, repeat('long ', 60000 + i) FROM generate_series(1, 12) i`],
  ])('brings %s as they are, and counts them', async (_what, query) => {
    const rows = await poured(query);
    const expected = await digestOf(from, query);
    expect(rows).toBe(expected.rows);
    expect(await digestOf(to, 'SELECT id, words FROM copied')).toEqual(expected);
  });

  test('that breaks off where it comes from writes nothing', async () => {
    const breaking = 'SELECT i, (100000 / (90000 - i))::text FROM generate_series(1, 100000) i';
    await expect(poured(breaking)).rejects.toMatchObject({ code: '22012' });
    await expectUsable();
  });

  test('that is refused where it goes is told as refused there', async () => {
    await expect(poured(`SELECT i % 70000, 'x' FROM generate_series(1, 200000) i`)).rejects.toMatchObject({
      code: '23505',
    });
    await expectUsable();
  });

  test('into a table that is missing is refused, and the source was not asked', async () => {
    const order = { from: { client: from, text: 'COPY (SELECT 1) TO STDOUT' }, onRows: () => undefined };
    await expect(pour({ ...order, to: { client: to, text: 'COPY nowhere FROM STDIN' } })).rejects.toMatchObject({
      code: '42P01',
    });
    await expectUsable();
  });

  test('whose source goes away is told, and writes nothing', async () => {
    const other = new pg.Client(postgres.urlOf('from_here'));
    await other.connect();
    other.on('error', () => undefined);
    const copying = pour({
      from: {
        client: other,
        text: `COPY (SELECT i, pg_sleep(0.001)::text FROM generate_series(1, 100000) i) TO STDOUT`,
      },
      to: { client: to, text: into },
      onRows: () => undefined,
    });
    const failed = expect(copying).rejects.toThrow();
    await from.query('SELECT pg_terminate_backend($1)', [(other as unknown as { processID: number }).processID]);
    await failed;
    await expectUsable();
  });
});

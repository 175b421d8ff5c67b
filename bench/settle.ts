import pg from 'pg';

/** Brings a freshly filled database to rest, as it would be some minutes later: nothing to vacuum, nothing to write back. */
export async function settle(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
}

import pg from 'pg';
import type { TestPostgres } from '../test/support/postgres.ts';

/** As it names itself; undefined when none was used. */
export async function postgresVersion(server: TestPostgres | undefined): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  return rows[0]?.server_version.split(' ')[0];
}

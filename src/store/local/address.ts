import { realpathSync } from 'node:fs';
import pg from 'pg';

/** How a local database is reached: by the folder of its socket or over loopback, always with its password. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const longestKnockMs = 2_000;

/** Whether a server is the one of this directory and takes sessions; false also while it does not answer, and when somebody else does. */
export async function isAnswering(address: Address, data: string): Promise<boolean> {
  try {
    return (await asked(address, 'SHOW data_directory')) === realpathSync(data);
  } catch {
    return false;
  }
}

/** Says one statement on a connection of its own. @returns the first column of the first row. */
export async function asked(address: Address, statement: string): Promise<unknown> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: longestKnockMs });
  // What breaks is told by the call that it breaks; the event besides would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}

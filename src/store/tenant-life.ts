import { sql } from 'kysely';
import { installationLog, type TenantId } from '../domain/ids.ts';
import { genesisHash } from '../domain/log.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Grant } from '../domain/sign-in/grants.ts';
import type { Identity } from '../engine/ports/identity.ts';
import type { TenantLifeStore } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import type { StoreOptions } from './open-database.ts';
import { ofTenants, tablesOf } from './transfer/tables.ts';
import { exportTenant } from './transfer/tenant-export.ts';
import { appendLink, prepareLink } from './writes/log.ts';

export function tenantLifeStore(database: Database, { identity, machineNow }: StoreOptions): TenantLifeStore {
  return {
    deleteTenant: ({ tenantId, at, events }) =>
      database.write(async (db) => {
        await holdArchived(db, tenantId);
        let rows = await forgetElsewhere(db, tenantId);
        // Asked of the database itself: no table can be forgotten here.
        for (const { name } of ofTenants(await tablesOf(db))) {
          const gone = await sql`DELETE FROM ${sql.table(name)} WHERE tenant_id = ${tenantId}`.execute(db);
          rows += Number(gone.numAffectedRows ?? 0);
        }
        await addLink(db, identity, { at, events });
        return { rows };
      }),
    recordInstallation: (at, events) => database.write((db) => addLink(db, identity, { at, events })),
    exportTenant: (tenantId, path, signer) => exportTenant(database, tenantId, { path, signer, now: machineNow() }),
  };
}

/** Locks in the order of every commit, the head of the log last: nobody writes for the tenant from here on. */
async function holdArchived(db: Db, tenantId: TenantId): Promise<void> {
  const { rows } = await sql<{ archived_at: number | null }>`SELECT archived_at FROM tenant
    WHERE tenant_id = ${tenantId} FOR UPDATE`.execute(db);
  const [tenant] = rows;
  if (tenant === undefined) throw new ProblemError('not-found', 'There is no such tenant.');
  if (tenant.archived_at === null) throw new ProblemError('tenant-not-archived', 'The tenant is in use.');
  await sql`SELECT seq FROM log_head WHERE tenant_id = ${tenantId} FOR UPDATE`.execute(db);
}

/** What names the tenant where rows are the installation's: remembered answers, and accounts. */
async function forgetElsewhere(db: Db, tenantId: TenantId): Promise<number> {
  const answers = await sql`DELETE FROM request
    WHERE position(${tenantId} in scope) > 0 OR position(${tenantId} in coalesce(body, '')) > 0`.execute(db);
  let rows = Number(answers.numAffectedRows ?? 0);
  const people = await sql<{ person_id: string; grants: readonly Grant[] }>`SELECT person_id, grants FROM person
    WHERE position(${tenantId} in grants::text) > 0 FOR UPDATE`.execute(db);
  for (const { person_id: personId, grants } of people.rows) {
    const kept = grants.filter((grant) => grant.tenantId !== tenantId);
    rows += 1;
    if (kept.length > 0) {
      await sql`UPDATE person SET grants = ${JSON.stringify(kept)}::text::json, version = version + 1
        WHERE person_id = ${personId}`.execute(db);
      continue;
    }
    // An account that opens nothing concerns nobody any more, and its name is a person's.
    for (const table of ['setup_link', 'browser_session', 'person'])
      await sql`DELETE FROM ${sql.table(table)} WHERE person_id = ${personId}`.execute(db);
  }
  return rows;
}

async function addLink(
  db: Db,
  identity: Identity,
  { at, events }: Pick<Parameters<TenantLifeStore['deleteTenant']>[0], 'at' | 'events'>,
): Promise<void> {
  await sql`INSERT INTO log_head (tenant_id, seq, hash) VALUES (${installationLog}, 0, ${genesisHash})
    ON CONFLICT (tenant_id) DO NOTHING`.execute(db);
  await appendLink(db, installationLog, at, prepareLink(identity, { tenantId: installationLog, at, events }));
}

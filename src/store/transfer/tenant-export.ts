import { createHash, type Hash } from 'node:crypto';
import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { Signer } from '../../engine/ports/log-archive.ts';
import type { TenantExport } from '../../engine/ports/store.ts';
import type { Database, Db } from '../database.ts';
import { schemaOf } from '../migrate.ts';
import { type Say, writeLineFile } from './line-file.ts';
import { signedEnd } from './signed-end.ts';
import { eachPage, ofTenants, type TableShape, tablesOf } from './tables.ts';

/*
 * An export is a dump of one tenant, to be read by somebody else: gzip of lines of JSON. A manifest; the log first, its links before its events, so that it
 * can be verified while it is read; then every other table; at the end counts and digests, signed. What opens a door is in none of it.
 */

export const exportFormat = 'changeguard.tenant/2';
/** The same without a signature, as versions before made it. */
export const unsignedExportFormat = 'changeguard.tenant/1';

/** What an export says of itself at its end; of the first form only `end`, `digests` and `sha256`. */
export interface ExportEnd {
  readonly format: typeof exportFormat;
  readonly tenantId: string;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly rows: Readonly<Record<string, number>>;
  readonly digests: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly key: Signer['key'];
}

/** Who has them comes in, or could try secrets on them; they say nothing of the tenant. */
const withheldTables: readonly string[] = ['browser_session'];
const withheldColumns: readonly string[] = ['secret_hash'];
const logTables: readonly string[] = ['log_link', 'log_event'];

export async function exportTenant(
  database: Database,
  tenantId: TenantId,
  { path, signer, now }: { readonly path: string; readonly signer: Signer; readonly now: Instant },
): Promise<TenantExport> {
  const { version: schema } = await schemaOf(database);
  const write = (say: Say) => database.snapshot((db) => writeTenant(db, tenantId, say, { schema, now }));
  const { written, sha256 } = await writeLineFile(path, write, ({ tables, digests, head }, sum) => {
    const end: ExportEnd = {
      format: exportFormat,
      tenantId,
      head,
      rows: tables,
      digests,
      sha256: sum,
      key: signer.key,
    };
    return signedEnd(end, signer);
  });
  return { rows: written.rows, tables: written.tables, head: written.head, sha256 };
}

async function writeTenant(
  db: Db,
  tenantId: TenantId,
  say: Say,
  { schema, now }: { readonly schema: string; readonly now: Instant },
) {
  const found = await sql<{ name: string; seq: number; hash: string }>`SELECT t.name, h.seq, h.hash
    FROM tenant t JOIN log_head h ON h.tenant_id = t.tenant_id WHERE t.tenant_id = ${tenantId}`.execute(db);
  const [tenant] = found.rows;
  if (tenant === undefined) throw new ProblemError('not-found', 'There is no such tenant.');
  const head = { seq: tenant.seq, hash: tenant.hash };
  const madeAt = new Date(now).toISOString();
  const withheld = [...withheldTables, ...withheldColumns];
  await say({ format: exportFormat, tenantId, name: tenant.name, schema, madeAt, head, withheld });
  const counts: Record<string, number> = {};
  const digests: Record<string, string> = {};
  for (const table of inOrder(ofTenants(await tablesOf(db)))) {
    const hash = createHash('sha256');
    const rows = await writeTable(db, tenantId, table, say, hash);
    if (rows === 0) continue;
    counts[table.name] = rows;
    digests[table.name] = hash.digest('hex');
  }
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { rows, tables: counts, digests, head };
}

async function writeTable(db: Db, tenantId: TenantId, table: TableShape, say: Say, hash: Hash): Promise<number> {
  const given = table.columns.flatMap(({ name }, at) => (withheldColumns.includes(name) ? [] : [{ name, at }]));
  let count = 0;
  await eachPage(
    db,
    table,
    async (rows) => {
      if (count === 0) await say({ table: table.name, columns: given.map(({ name }) => name) });
      count += rows.length;
      for (const row of rows) {
        const told = given.map(({ at }) => row[at] ?? null);
        hash.update(`${JSON.stringify(told)}\n`);
        await say(told);
      }
    },
    tenantId,
  );
  return count;
}

function inOrder(tables: readonly TableShape[]): readonly TableShape[] {
  const first = logTables.flatMap((name) => tables.filter((table) => table.name === name));
  const rest = tables.filter(({ name }) => !logTables.includes(name) && !withheldTables.includes(name));
  return [...first, ...rest];
}

import { sql } from 'kysely';
import { canonicalJson, type Json } from '../../domain/canonical.ts';
import { genesisHash } from '../../domain/log.ts';
import type { Identity } from '../../engine/ports/identity.ts';
import type { Commit, Tenant } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';

/** What of a tenant a verdict rests on; every host's basis contains it, so that a change makes all verdicts be made again. */
function rulesDigest(tenant: Tenant, identity: Identity): string {
  // The clocks of a site and the hours for starts are no rules: others make no verdict another one.
  const { siteZones: _zones, calendars: _calendars, ...facts } = tenant.facts;
  const rules = { edition: tenant.edition, overrides: tenant.overrides, facts };
  return identity.sha256(canonicalJson(rules as unknown as Json));
}

/** Makes a tenant with the beginning of its log, or changes it if nobody else did since. */
export async function writeTenant(
  db: Db,
  identity: Identity,
  request: Commit,
): Promise<'written' | 'rules-changed' | 'lost'> {
  if (request.tenant === undefined) return 'written';
  const { tenant, expectedVersion } = request.tenant;
  const rules = rulesDigest(tenant, identity);
  const overrides = JSON.stringify(tenant.overrides);
  const facts = JSON.stringify(tenant.facts);
  if (expectedVersion === 0) {
    const { rows } = await sql`INSERT INTO tenant
        (tenant_id, name, edition, overrides, facts, rules_digest, created_at, version)
      VALUES (${request.tenantId}, ${tenant.name}, ${tenant.edition}, ${overrides}::text::json, ${facts}::text::json,
        ${rules}, ${tenant.createdAt}, 1) ON CONFLICT (tenant_id) DO NOTHING RETURNING tenant_id`.execute(db);
    if (rows.length === 0) return 'lost';
    await sql`INSERT INTO log_head (tenant_id, seq, hash) VALUES (${request.tenantId}, 0, ${genesisHash})`.execute(db);
    return 'written';
  }
  const held = await sql<{ rules_digest: string }>`SELECT rules_digest FROM tenant
    WHERE tenant_id = ${request.tenantId} AND version = ${expectedVersion} FOR UPDATE`.execute(db);
  const before = held.rows[0];
  if (before === undefined) return 'lost';
  await sql`UPDATE tenant SET name = ${tenant.name}, edition = ${tenant.edition}, overrides = ${overrides}::text::json,
      facts = ${facts}::text::json, rules_digest = ${rules}, archived_at = ${tenant.archivedAt ?? null}::bigint,
      version = version + 1
    WHERE tenant_id = ${request.tenantId}`.execute(db);
  return before.rules_digest === rules ? 'written' : 'rules-changed';
}

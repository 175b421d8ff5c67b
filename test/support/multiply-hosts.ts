import pg from 'pg';
import type { TenantId } from '../../src/domain/ids.ts';

/**
 * Makes so many hosts of each that is registered, the first one included: `DC-A` gives `DC-A-000001` and so on. Registering and judging each would
 * take longer than everything that is looked at afterwards.
 */
export async function multiplyHosts(url: string, tenantId: TenantId, times: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO host SELECT made.* FROM host h, generate_series(1, $2::integer - 1) AS n,
       LATERAL (SELECT '-' || lpad(n::text, 6, '0') AS mark) AS copy,
       LATERAL jsonb_populate_record(h, jsonb_build_object('host_id', h.host_id || mark, 'name', h.name || mark,
         'name_key', h.name_key || mark, 'fqdn', h.name_key || mark || '.' || h.domain, 'sensor_id', h.sensor_id || mark)) AS made
     WHERE h.tenant_id = $1`,
    [tenantId, times],
  );
  await client.query('UPDATE host_count SET hosts = hosts * $2::integer WHERE tenant_id = $1', [tenantId, times]);
  await client.query('VACUUM ANALYZE host');
  await client.end();
}

import type { Migration } from '../migrate.ts';

/**
 * What it takes to bring evidence in from many hands.
 * - `host_device`: which documents gave a host which device id. A row counts only while its document still holds the id, which the reader looks up, so
 *   that documents are replaced without looking for old rows here. Filled from the documents that are there; they are text as it came, so that a
 *   pattern finds the ids without parsing what PostgreSQL refuses to parse (an escaped NUL).
 * - `upload_token`: one file of one host each. The hash finds it before the tenant is known.
 */
export const evidenceIntake: Migration = {
  name: '0003-evidence-intake',
  statements: [
    `CREATE TABLE host_device (
      tenant_id text COLLATE "C" NOT NULL,
      device_id text COLLATE "C" NOT NULL,
      host_id text COLLATE "C" NOT NULL,
      source text COLLATE "C" NOT NULL,
      PRIMARY KEY (tenant_id, device_id, host_id, source)
    )`,
    `INSERT INTO host_device (tenant_id, device_id, host_id, source)
      SELECT DISTINCT d.tenant_id, lower(m.found[1]), d.host_id, d.source
      FROM fact_document d CROSS JOIN LATERAL (
        SELECT regexp_matches(d.facts::text, '"device\\.id":"\\{?([0-9A-Za-z-]{16,64})\\}?"', 'g') AS found
        UNION ALL
        SELECT regexp_matches(l.list[1], '"\\{?([0-9A-Za-z-]{16,64})\\}?"', 'g') AS found
        FROM regexp_matches(d.facts::text, '"device\\.records":\\[([^]]*)\\]', 'g') AS l(list)) AS m
      WHERE m.found[1] ~ '[1-9A-Za-z]'`,
    `CREATE TABLE upload_token (
      tenant_id text COLLATE "C" NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      secret_hash text COLLATE "C" NOT NULL,
      host text NOT NULL,
      created_at bigint NOT NULL,
      created_by text NOT NULL,
      expires_at bigint NOT NULL,
      revoked_at bigint,
      used_at bigint,
      used_digest text,
      refusals integer NOT NULL,
      PRIMARY KEY (tenant_id, token_id)
    )`,
    'CREATE INDEX upload_token_hash ON upload_token (secret_hash)',
    'CREATE INDEX upload_token_expires ON upload_token (expires_at)',
  ],
};

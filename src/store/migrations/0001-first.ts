import type { Migration } from '../migrate.ts';

/**
 * The first schema. Rules that every table follows:
 * - The primary key leads with tenant_id, so that a tenant's rows lie together and can be spread over servers later.
 *   The access tables at the end belong to the installation: who comes in is known before the tenant is.
 * - Ids come from the application; instants are epoch milliseconds in bigint, always given, never the database's clock.
 * - Key columns are COLLATE "C": the same order on every server, and prefixes can use the index.
 * - What is filtered, sorted or counted is a column; documents are json (not jsonb: kept byte for byte, and every string that JSON allows is allowed), read whole.
 * - No foreign keys: every writer is the one commit function, and on a distributed server they would tie tables together.
 */
export const first: Migration = {
  name: '0001-first',
  statements: [
    `CREATE TABLE tenant (
      tenant_id text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      edition text NOT NULL,
      overrides json NOT NULL,
      facts json NOT NULL,
      rules_digest text NOT NULL,
      created_at bigint NOT NULL,
      version integer NOT NULL
    )`,
    // One row a tenant, rewritten by every logged commit: half-empty pages let it stay in its page.
    `CREATE TABLE log_head (
      tenant_id text COLLATE "C" PRIMARY KEY,
      seq bigint NOT NULL,
      hash text NOT NULL
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE log_link (
      tenant_id text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      at bigint NOT NULL,
      digest text NOT NULL,
      hash text NOT NULL,
      event_count integer NOT NULL,
      PRIMARY KEY (tenant_id, seq)
    )`,
    `CREATE TABLE log_event (
      tenant_id text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      ordinal integer NOT NULL,
      at bigint NOT NULL,
      kind text NOT NULL,
      subject_type text COLLATE "C" NOT NULL,
      subject_id text COLLATE "C" NOT NULL,
      payload json NOT NULL,
      personal json NOT NULL,
      PRIMARY KEY (tenant_id, seq, ordinal)
    )`,
    'CREATE INDEX log_event_subject ON log_event (tenant_id, subject_type, subject_id, seq)',
    // basis: digest of everything a verdict on this host rests on now; verdict_basis: of what the stored verdict was made on.
    // evaluate_at: when it must be evaluated again; far below zero while what it rests on has changed since.
    // eligible_until: 0 unless the stored verdict passes and still rests on the same things.
    `CREATE TABLE host (
      tenant_id text COLLATE "C" NOT NULL,
      host_id text COLLATE "C" NOT NULL,
      name text NOT NULL,
      name_key text COLLATE "C" NOT NULL,
      fqdn text COLLATE "C" NOT NULL,
      domain text NOT NULL,
      site text NOT NULL,
      sensor_id text COLLATE "C",
      migration_state text NOT NULL,
      sensor_version text NOT NULL,
      sensor_type text NOT NULL,
      health_status text NOT NULL,
      service_status text NOT NULL,
      seen_at bigint,
      state_from bigint,
      state_since bigint,
      verdict text,
      disposition text,
      reasons text[] NOT NULL,
      edition text,
      valid_until bigint,
      verdict_basis text,
      basis text NOT NULL,
      evaluate_at bigint NOT NULL,
      eligible_until bigint NOT NULL,
      is_pinned boolean NOT NULL,
      move_id text COLLATE "C",
      version integer NOT NULL,
      PRIMARY KEY (tenant_id, host_id)
    ) WITH (fillfactor = 80)`,
    'CREATE INDEX host_name ON host (tenant_id, name_key, host_id)',
    'CREATE INDEX host_fqdn ON host (tenant_id, fqdn)',
    'CREATE INDEX host_sensor ON host (tenant_id, sensor_id) WHERE sensor_id IS NOT NULL',
    'CREATE INDEX host_evaluate ON host (tenant_id, evaluate_at)',
    `CREATE TABLE host_count (
      tenant_id text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      value text COLLATE "C" NOT NULL,
      hosts bigint NOT NULL,
      PRIMARY KEY (tenant_id, kind, value)
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE eligibility (
      tenant_id text COLLATE "C" NOT NULL,
      host_id text COLLATE "C" NOT NULL,
      journey text COLLATE "C" NOT NULL,
      document json NOT NULL,
      PRIMARY KEY (tenant_id, host_id, journey)
    )`,
    `CREATE TABLE fact_document (
      tenant_id text COLLATE "C" NOT NULL,
      host_id text COLLATE "C" NOT NULL,
      source text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      observed_at bigint NOT NULL,
      facts json NOT NULL,
      origin json,
      PRIMARY KEY (tenant_id, host_id, source)
    ) WITH (fillfactor = 80)`,
    'CREATE INDEX fact_digest ON fact_document (tenant_id, digest)',
    `CREATE TABLE fact_archive (
      tenant_id text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      source text NOT NULL,
      facts json NOT NULL,
      origin json,
      PRIMARY KEY (tenant_id, digest)
    )`,
    // in_flight is the counter that the cap is guarded by; it changes with every start and end of a move.
    `CREATE TABLE campaign (
      tenant_id text COLLATE "C" NOT NULL,
      campaign_id text COLLATE "C" NOT NULL,
      name text NOT NULL,
      journey text NOT NULL,
      edition text NOT NULL,
      state text NOT NULL,
      plan json NOT NULL,
      cap integer NOT NULL,
      in_flight integer NOT NULL,
      version integer NOT NULL,
      created_at bigint NOT NULL,
      created_by text NOT NULL,
      PRIMARY KEY (tenant_id, campaign_id)
    ) WITH (fillfactor = 50)`,
    // is_open says that its wave is not finished yet: it waits, is in flight, or takes a slot.
    // Half-empty pages, and no index on anything that a start or a look changes (move_clock says when a move is due): a new version of a row
    // then stays in its page and touches no index, also when a batch rewrites all rows of the page. It halves the time of such a batch.
    `CREATE TABLE move (
      tenant_id text COLLATE "C" NOT NULL,
      move_id text COLLATE "C" NOT NULL,
      host_id text COLLATE "C" NOT NULL,
      campaign_id text COLLATE "C",
      journey text NOT NULL,
      attempt integer NOT NULL,
      origin text NOT NULL,
      wave integer NOT NULL,
      state_kind text NOT NULL,
      state json NOT NULL,
      phase text NOT NULL,
      in_flight boolean NOT NULL,
      is_active boolean NOT NULL,
      is_open boolean NOT NULL,
      look_at bigint,
      deadline_at bigint,
      waiting_for text,
      waiting_since bigint,
      snapshot json NOT NULL,
      proofs json NOT NULL,
      version integer NOT NULL,
      created_at bigint NOT NULL,
      changed_at bigint NOT NULL,
      PRIMARY KEY (tenant_id, move_id)
    ) WITH (fillfactor = 50)`,
    // I5 as an index. It also finds a host's ended moves, because those stand under their own ids instead of the empty text.
    `CREATE UNIQUE INDEX move_one_active_a_host ON move (tenant_id, host_id, (CASE WHEN is_active THEN '' ELSE move_id END))`,
    'CREATE INDEX move_campaign ON move (tenant_id, campaign_id, move_id)',
    'CREATE INDEX move_open ON move (tenant_id, campaign_id, wave, move_id) WHERE is_open',
    `CREATE INDEX move_external ON move (tenant_id) WHERE is_open AND origin = 'external' AND campaign_id IS NULL`,
    // When a move has to be looked at: the earlier of its look_at and deadline_at. One row for each move that has a clock, written with the move.
    `CREATE TABLE move_clock (
      tenant_id text COLLATE "C" NOT NULL,
      move_id text COLLATE "C" NOT NULL,
      due_at bigint NOT NULL,
      PRIMARY KEY (tenant_id, move_id)
    ) WITH (fillfactor = 80)`,
    'CREATE INDEX move_clock_due ON move_clock (tenant_id, due_at)',
    `CREATE TABLE outbox (
      tenant_id text COLLATE "C" NOT NULL,
      effect_id text COLLATE "C" NOT NULL,
      kind text NOT NULL,
      move_ids text[] NOT NULL,
      campaign_id text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      state text NOT NULL,
      due_at bigint NOT NULL,
      tries integer NOT NULL,
      fence integer NOT NULL,
      worker text NOT NULL,
      lease_until bigint NOT NULL,
      PRIMARY KEY (tenant_id, effect_id),
      UNIQUE (tenant_id, key)
    ) WITH (fillfactor = 80)`,
    `CREATE INDEX outbox_open ON outbox (tenant_id, due_at) WHERE state IN ('pending', 'sending')`,
    `CREATE TABLE task (
      tenant_id text COLLATE "C" NOT NULL,
      task_id text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      kind text NOT NULL,
      state text NOT NULL,
      host_id text COLLATE "C",
      move_id text COLLATE "C",
      campaign_id text COLLATE "C",
      opened_at bigint NOT NULL,
      document json NOT NULL,
      version integer NOT NULL,
      PRIMARY KEY (tenant_id, task_id),
      UNIQUE (tenant_id, key)
    )`,
    'CREATE INDEX task_opened ON task (tenant_id, opened_at, task_id)',
    'CREATE INDEX task_move ON task (tenant_id, move_id) WHERE move_id IS NOT NULL',
    'CREATE INDEX task_host ON task (tenant_id, host_id) WHERE host_id IS NOT NULL',
    `CREATE TABLE connection (
      tenant_id text COLLATE "C" PRIMARY KEY,
      connection_id text NOT NULL,
      document json NOT NULL,
      version integer NOT NULL
    )`,
    `CREATE TABLE reading (
      tenant_id text COLLATE "C" NOT NULL,
      resource text COLLATE "C" NOT NULL,
      read_at bigint,
      due_at bigint NOT NULL,
      problem json,
      failures integer NOT NULL,
      claimed_until bigint NOT NULL,
      PRIMARY KEY (tenant_id, resource)
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE api_token (
      token_id text COLLATE "C" PRIMARY KEY,
      secret_hash text COLLATE "C" NOT NULL UNIQUE,
      name text NOT NULL,
      role text NOT NULL,
      tenant_id text COLLATE "C",
      created_at bigint NOT NULL,
      created_by text NOT NULL,
      expires_at bigint NOT NULL,
      revoked_at bigint,
      last_used_at bigint
    )`,
    `CREATE TABLE sign_in_link (
      link_hash text COLLATE "C" PRIMARY KEY,
      role text NOT NULL,
      actor text NOT NULL,
      expires_at bigint NOT NULL
    )`,
    `CREATE TABLE browser_session (
      session_hash text COLLATE "C" PRIMARY KEY,
      actor text NOT NULL,
      role text NOT NULL,
      tenant_id text COLLATE "C",
      csrf_token text NOT NULL,
      expires_at bigint NOT NULL
    )`,
    `CREATE TABLE request (
      scope text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      body_hash text NOT NULL,
      begun_at bigint NOT NULL,
      status integer,
      body text,
      PRIMARY KEY (scope, key)
    )`,
    'CREATE INDEX request_begun ON request (begun_at)',
  ],
};

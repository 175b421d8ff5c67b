import type { Migration } from '../migrate.ts';

/**
 * Who is told what.
 * - `receiver`: `cursor` is the last link of the log that was looked at for it; who moves it writes in the same transaction what was found, so that
 *   every event is found once. `fence` and `lease_until` keep two workers from sending at once.
 * - `notice`: one thing for one receiver. Its id is made of what it tells, and its topic of the state of things that it belongs to, so that neither
 *   is told twice. It waits until it becomes part of a message.
 * - `message`: what is sent at once, tried under one id until it gets through, is refused, or is given up.
 * Nothing of this is folded from the log: it is about the world outside.
 */
export const notifications: Migration = {
  name: '0004-notifications',
  statements: [
    `CREATE TABLE receiver (
      tenant_id text COLLATE "C" NOT NULL,
      receiver_id text COLLATE "C" NOT NULL,
      name_key text COLLATE "C" NOT NULL,
      document json NOT NULL,
      is_enabled boolean NOT NULL,
      version integer NOT NULL,
      cursor bigint NOT NULL,
      deadlines_at bigint NOT NULL,
      fence integer NOT NULL,
      worker text NOT NULL,
      lease_until bigint NOT NULL,
      paused_until bigint NOT NULL,
      sent_at bigint,
      problem json,
      is_broken boolean NOT NULL,
      PRIMARY KEY (tenant_id, receiver_id),
      UNIQUE (tenant_id, name_key)
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE notice (
      tenant_id text COLLATE "C" NOT NULL,
      receiver_id text COLLATE "C" NOT NULL,
      notice_id text COLLATE "C" NOT NULL,
      is_alarm boolean NOT NULL,
      is_held boolean NOT NULL,
      at bigint NOT NULL,
      due_at bigint NOT NULL,
      topic text COLLATE "C",
      document json NOT NULL,
      message_id text COLLATE "C",
      PRIMARY KEY (tenant_id, receiver_id, notice_id)
    )`,
    'CREATE INDEX notice_waiting ON notice (tenant_id, receiver_id, due_at) WHERE message_id IS NULL',
    'CREATE UNIQUE INDEX notice_topic ON notice (tenant_id, receiver_id, topic) WHERE topic IS NOT NULL',
    'CREATE INDEX notice_message ON notice (tenant_id, receiver_id, message_id, at) WHERE message_id IS NOT NULL',
    `CREATE TABLE message (
      tenant_id text COLLATE "C" NOT NULL,
      receiver_id text COLLATE "C" NOT NULL,
      message_id text COLLATE "C" NOT NULL,
      kind text NOT NULL,
      made_at bigint NOT NULL,
      begun_at bigint NOT NULL,
      due_at bigint NOT NULL,
      head_seq bigint NOT NULL,
      head_hash text NOT NULL,
      notices integer NOT NULL,
      state text NOT NULL,
      tries integer NOT NULL,
      problem json,
      settled_at bigint,
      PRIMARY KEY (tenant_id, receiver_id, message_id)
    ) WITH (fillfactor = 80)`,
    `CREATE INDEX message_open ON message (tenant_id, receiver_id, due_at) WHERE state = 'waiting'`,
    'CREATE INDEX message_settled ON message (settled_at) WHERE settled_at IS NOT NULL',
  ],
};

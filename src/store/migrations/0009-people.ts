import type { Migration } from '../migrate.ts';

/**
 * Accounts of people. Their roles lie in one document with them: they are read and changed together, and there are few people. Attempts to sign in are
 * kept by a hash of the name or the address, so that a name that nobody has costs what another one costs, and leaves nothing to read.
 * A session now says whose account it is and when it was last used; the sessions of before end here, and whoever had one signs in again.
 */
export const people: Migration = {
  name: '0009-people',
  statements: [
    `CREATE TABLE person (
      person_id text COLLATE "C" PRIMARY KEY,
      name text COLLATE "C" NOT NULL UNIQUE,
      origin text NOT NULL,
      subject text COLLATE "C" UNIQUE,
      password_hash text,
      grants json NOT NULL,
      disabled_at bigint,
      created_at bigint NOT NULL,
      created_by text NOT NULL,
      signed_in_at bigint,
      version integer NOT NULL
    )`,
    `CREATE TABLE setup_link (
      link_hash text COLLATE "C" PRIMARY KEY,
      person_id text COLLATE "C" NOT NULL,
      expires_at bigint NOT NULL
    )`,
    `CREATE TABLE sign_in_attempts (
      key text COLLATE "C" PRIMARY KEY,
      failures integer NOT NULL,
      locked_until bigint NOT NULL,
      last_at bigint NOT NULL
    )`,
    `CREATE TABLE pending_sign_in (
      state_hash text COLLATE "C" PRIMARY KEY,
      browser_hash text NOT NULL,
      nonce text NOT NULL,
      verifier text NOT NULL,
      expires_at bigint NOT NULL
    )`,
    'DELETE FROM browser_session',
    'ALTER TABLE browser_session ADD COLUMN person_id text COLLATE "C"',
    'ALTER TABLE browser_session ADD COLUMN seen_at bigint NOT NULL DEFAULT 0',
  ],
};

import { sql } from 'kysely';
import type { AccessStore, ApiToken, BrowserSession, SignInLink } from '../engine/ports/store.ts';
import type { Database } from './database.ts';

interface TokenRecord {
  readonly token_id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly role: ApiToken['role'];
  readonly tenant_id: ApiToken['tenantId'];
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
}

function toToken(row: TokenRecord): ApiToken {
  return {
    tokenId: row.token_id,
    name: row.name,
    secretHash: row.secret_hash,
    role: row.role,
    tenantId: row.tenant_id,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

type Tokens = Pick<AccessStore, 'putToken' | 'tokenByHash' | 'tokens' | 'revokeToken' | 'touchToken'>;
type Links = Pick<AccessStore, 'putSignInLink' | 'spendSignInLink'>;
type Sessions = Omit<AccessStore, keyof Tokens | keyof Links>;

export function accessStore(database: Database): AccessStore {
  return { ...tokens(database), ...links(database), ...sessions(database) };
}

function tokens(database: Database): Tokens {
  return {
    async putToken(token) {
      await database.write((db) =>
        sql`INSERT INTO api_token (token_id, secret_hash, name, role, tenant_id, created_at, created_by, expires_at,
            revoked_at, last_used_at)
          VALUES (${token.tokenId}, ${token.secretHash}, ${token.name}, ${token.role}, ${token.tenantId},
            ${token.createdAt}, ${token.createdBy}, ${token.expiresAt}, ${token.revokedAt}, ${token.lastUsedAt})`.execute(
          db,
        ),
      );
    },
    async tokenByHash(secretHash) {
      const { rows } = await database.read((db) =>
        sql<TokenRecord>`SELECT * FROM api_token WHERE secret_hash = ${secretHash}`.execute(db),
      );
      return rows[0] && toToken(rows[0]);
    },
    /** null: all tokens, for administrators of the installation; a tenant: those that open it and no other. */
    async tokens(tenantId) {
      const scope = tenantId === null ? sql`true` : sql`tenant_id = ${tenantId}`;
      const { rows } = await database.read((db) =>
        sql<TokenRecord>`SELECT * FROM api_token WHERE ${scope} ORDER BY created_at, token_id`.execute(db),
      );
      return rows.map(toToken);
    },
    async revokeToken(tokenId, at) {
      const { rows } = await database.write((db) =>
        sql`UPDATE api_token SET revoked_at = ${at}
          WHERE token_id = ${tokenId} AND revoked_at IS NULL RETURNING token_id`.execute(db),
      );
      return rows.length === 1;
    },
    async touchToken(tokenId, at) {
      await database.write((db) =>
        sql`UPDATE api_token SET last_used_at = ${at} WHERE token_id = ${tokenId}`.execute(db),
      );
    },
  };
}

function links(database: Database): Links {
  return {
    async putSignInLink(link) {
      await database.write((db) =>
        sql`INSERT INTO sign_in_link (link_hash, role, actor, expires_at)
          VALUES (${link.linkHash}, ${link.role}, ${link.actor}, ${link.expiresAt})`.execute(db),
      );
    },
    async spendSignInLink(linkHash, now) {
      // An expired link is taken out too: it is of no use to anybody.
      const { rows } = await database.write((db) =>
        sql<{ role: SignInLink['role']; actor: string; expires_at: number }>`DELETE FROM sign_in_link
          WHERE link_hash = ${linkHash} RETURNING role, actor, expires_at`.execute(db),
      );
      const row = rows[0];
      if (row === undefined || row.expires_at <= now) return undefined;
      return { linkHash, role: row.role, actor: row.actor, expiresAt: row.expires_at };
    },
  };
}

interface SessionRecord {
  readonly session_hash: string;
  readonly actor: string;
  readonly role: BrowserSession['role'];
  readonly tenant_id: BrowserSession['tenantId'];
  readonly csrf_token: string;
  readonly expires_at: number;
  readonly person_id: string | null;
  readonly seen_at: number;
}

function sessions(database: Database): Sessions {
  return {
    async putSession(session) {
      await database.write((db) =>
        sql`INSERT INTO browser_session (session_hash, actor, role, tenant_id, csrf_token, expires_at, person_id, seen_at)
          VALUES (${session.sessionHash}, ${session.actor}, ${session.role}, ${session.tenantId}, ${session.csrfToken},
            ${session.expiresAt}, ${session.personId}, ${session.seenAt})`.execute(db),
      );
    },
    async session(sessionHash, now) {
      const { rows } = await database.read((db) =>
        sql<SessionRecord>`SELECT * FROM browser_session
          WHERE session_hash = ${sessionHash} AND expires_at > ${now}`.execute(db),
      );
      const row = rows[0];
      if (row === undefined) return undefined;
      return {
        sessionHash: row.session_hash,
        actor: row.actor,
        role: row.role,
        tenantId: row.tenant_id,
        csrfToken: row.csrf_token,
        expiresAt: row.expires_at,
        personId: row.person_id,
        seenAt: row.seen_at,
      };
    },
    async touchSession(sessionHash, at) {
      await database.statement((db) =>
        sql`UPDATE browser_session SET seen_at = ${at} WHERE session_hash = ${sessionHash}`.execute(db),
      );
    },
    async dropSession(sessionHash) {
      await database.write((db) => sql`DELETE FROM browser_session WHERE session_hash = ${sessionHash}`.execute(db));
    },
    async dropSessionsOf(actor) {
      const { rows } = await database.write((db) =>
        sql`DELETE FROM browser_session WHERE actor = ${actor} RETURNING session_hash`.execute(db),
      );
      return rows.length;
    },
    async sweepAccess(now, forgetBefore) {
      await database.write(async (db) => {
        for (const table of ['browser_session', 'sign_in_link', 'setup_link', 'pending_sign_in'])
          await sql`DELETE FROM ${sql.table(table)} WHERE expires_at <= ${now}`.execute(db);
        await sql`DELETE FROM sign_in_attempts WHERE last_at < ${forgetBefore} AND locked_until <= ${now}`.execute(db);
      });
    },
  };
}

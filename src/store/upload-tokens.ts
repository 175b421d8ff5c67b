import { sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import type { UploadToken, UploadTokenStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';

interface UploadTokenRecord {
  readonly tenant_id: TenantId;
  readonly token_id: string;
  readonly secret_hash: string;
  readonly host: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly used_at: number | null;
  readonly used_digest: string | null;
  readonly refusals: number;
}

function toUploadToken(row: UploadTokenRecord): UploadToken {
  return {
    tenantId: row.tenant_id,
    tokenId: row.token_id,
    secretHash: row.secret_hash,
    host: row.host,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    usedAt: row.used_at,
    usedDigest: row.used_digest,
    refusals: row.refusals,
  };
}

export function uploadTokenStore(database: Database): UploadTokenStore {
  return {
    async putUploadToken(token) {
      await database.write((db) =>
        sql`INSERT INTO upload_token (tenant_id, token_id, secret_hash, host, created_at, created_by, expires_at,
            revoked_at, used_at, used_digest, refusals)
          VALUES (${token.tenantId}, ${token.tokenId}, ${token.secretHash}, ${token.host}, ${token.createdAt},
            ${token.createdBy}, ${token.expiresAt}, ${token.revokedAt}, ${token.usedAt}, ${token.usedDigest},
            ${token.refusals})`.execute(db),
      );
    },
    async uploadTokenByHash(secretHash) {
      const { rows } = await database.read((db) =>
        sql<UploadTokenRecord>`SELECT * FROM upload_token WHERE secret_hash = ${secretHash}`.execute(db),
      );
      return rows[0] && toUploadToken(rows[0]);
    },
    async uploadTokens(tenantId) {
      const { rows } = await database.read((db) =>
        sql<UploadTokenRecord>`SELECT * FROM upload_token WHERE tenant_id = ${tenantId}
          ORDER BY created_at DESC, token_id DESC`.execute(db),
      );
      return rows.map(toUploadToken);
    },
    async revokeUploadToken(tenantId, tokenId, at) {
      const { rows } = await database.write((db) =>
        sql`UPDATE upload_token SET revoked_at = ${at}
          WHERE tenant_id = ${tenantId} AND token_id = ${tokenId} AND revoked_at IS NULL RETURNING token_id`.execute(
          db,
        ),
      );
      return rows.length === 1;
    },
    async spendUploadToken(tenantId, tokenId, digest, at) {
      const { rows } = await database.write((db) =>
        sql`UPDATE upload_token SET used_at = coalesce(used_at, ${at}), used_digest = ${digest}
          WHERE tenant_id = ${tenantId} AND token_id = ${tokenId} AND revoked_at IS NULL AND expires_at > ${at}
            AND (used_digest IS NULL OR used_digest = ${digest}) RETURNING token_id`.execute(db),
      );
      return rows.length === 1;
    },
    async countUploadRefusal(tenantId, tokenId, most, at) {
      const { rows } = await database.write((db) =>
        sql<{ refusals: number }>`UPDATE upload_token SET refusals = refusals + 1,
            revoked_at = CASE WHEN refusals + 1 >= ${most} THEN coalesce(revoked_at, ${at}) ELSE revoked_at END
          WHERE tenant_id = ${tenantId} AND token_id = ${tokenId} RETURNING refusals`.execute(db),
      );
      return rows[0]?.refusals ?? most;
    },
    async sweepUploadTokens(expiredBefore) {
      const { rows } = await database.write((db) =>
        sql`DELETE FROM upload_token WHERE expires_at < ${expiredBefore} RETURNING token_id`.execute(db),
      );
      return rows.length;
    },
  };
}

import type { UploadToken as UploadTokenShape } from '../contract/uploads.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { UploadToken } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';

/** An upload token without its secret, of which not even the hash leaves the store. */
export function uploadTokenShape(row: UploadToken, machineNow: Instant): UploadTokenShape {
  return {
    id: row.tokenId,
    host: row.host,
    state: stateOf(row, machineNow),
    createdAt: toRfc3339(row.createdAt),
    createdBy: row.createdBy,
    expiresAt: toRfc3339(row.expiresAt),
    usedAt: instantOrNull(row.usedAt),
    revokedAt: instantOrNull(row.revokedAt),
    refusals: row.refusals,
  };
}

function stateOf({ usedAt, revokedAt, expiresAt }: UploadToken, now: Instant): UploadTokenShape['state'] {
  if (usedAt !== null) return 'used';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'valid';
}

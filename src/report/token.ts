import type { z } from 'zod';
import type { token } from '../contract/installation.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { ApiToken } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';

/** A token without its secret, of which not even the hash leaves the store. */
export function tokenShape(row: ApiToken): z.infer<typeof token> {
  return {
    id: row.tokenId,
    name: row.name,
    role: row.role,
    tenantId: row.tenantId,
    createdAt: toRfc3339(row.createdAt),
    createdBy: row.createdBy,
    expiresAt: toRfc3339(row.expiresAt),
    revokedAt: instantOrNull(row.revokedAt),
    lastUsedAt: instantOrNull(row.lastUsedAt),
  };
}

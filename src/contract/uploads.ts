import { z } from 'zod';
import { id, instant } from './words.ts';

/** Lets a collector bring one file of one host. */
export const uploadToken = z
  .object({
    id,
    host: z.string().describe('Whose file it takes'),
    state: z.enum(['valid', 'used', 'expired', 'revoked']),
    createdAt: instant,
    createdBy: z.string(),
    expiresAt: instant,
    usedAt: instant.nullable(),
    revokedAt: instant.nullable(),
    refusals: z.number().int().describe('Files that were refused so far; a refused file does not use the token up'),
  })
  .meta({ id: 'UploadToken' });
export type UploadToken = z.infer<typeof uploadToken>;

export const uploadTokenRequest = z.object({
  host: z.string().trim().min(1).max(253).describe('Name or FQDN of the host'),
  expiresIn: z.string().max(20).default('24h').describe('A duration of at most 7 days: 20m, 24h, 7d'),
});

export const uploadQuery = z.object({
  fileName: z.string().max(300).default('upload'),
  observedAt: instant.optional().describe('When the file was made, for files that do not say it'),
});

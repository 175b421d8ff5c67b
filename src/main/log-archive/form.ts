import { z } from 'zod';

/*
 * A sealed archive is gzip of lines of JSON: a head; each link of a stretch of a log with all its entries; an end with a manifest that names the stretch and
 * the SHA-256 of all lines before, and a signature of the manifest. Whoever has it needs nothing else to prove it.
 */

export const archiveFormat = 'changeguard.log-archive/1';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.number().int().positive();

export const archiveHead = z.strictObject({
  format: z.literal(archiveFormat),
  tenantId: z.string().min(1),
  firstSeq: place,
  hashBefore: digest,
});

const archiveManifest = z.strictObject({
  format: z.literal(archiveFormat),
  tenantId: z.string().min(1),
  firstSeq: place,
  lastSeq: place,
  hashBefore: digest,
  hashAfter: digest,
  links: place,
  events: z.number().int().nonnegative(),
  sha256: digest,
  key: z.strictObject({ fingerprint: digest, publicKey: z.string().max(1_000) }),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

export const archiveEnd = z.strictObject({ end: archiveManifest, signature: z.string() });

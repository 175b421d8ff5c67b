import type { TenantId } from '../domain/ids.ts';
import type { Signer } from '../engine/ports/log-archive.ts';
import type { PackManifest } from '../report/pack/form.ts';
import type { RunningDigest } from '../report/pack/write.ts';

export type PublicReportKey = PackManifest['key'];

/** Whoever keeps the keys that evidence packs are signed with. The private half never leaves it. */
export interface ReportKeys {
  /** The key of a tenant; made when there is none. @throws ProblemError('report-key-unusable'). */
  current(tenantId: TenantId): Promise<PublicReportKey>;
  /** The same, and undefined when there is none. */
  held(tenantId: TenantId): Promise<PublicReportKey | undefined>;
  /** Another key from now on. The private half of the old one is gone. */
  renew(tenantId: TenantId): Promise<PublicReportKey>;
  /** Ed25519 with exactly this key, base64. @throws ProblemError('report-key-unusable') when it is another by now. */
  sign(tenantId: TenantId, fingerprint: string, bytes: Uint8Array): Promise<string>;
  /** Takes the key of a tenant off this machine; what it signed stays verifiable. */
  forget(tenantId: TenantId): Promise<void>;
  newDigest(): RunningDigest;
}

/** Who signs with one key of a tenant, and no other one that is made meanwhile. */
export function signerOf(keys: ReportKeys, tenantId: TenantId, key: PublicReportKey): Signer {
  return { key, sign: (bytes) => keys.sign(tenantId, key.fingerprint, bytes) };
}

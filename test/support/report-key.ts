import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { type ReportKeys, signerOf } from '../../src/api/report-keys.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import type { Signer } from '../../src/engine/ports/log-archive.ts';
import { fingerprintOf, newDigest } from '../../src/main/report-keys.ts';

/** The beginning of every Ed25519 key in DER; the 32 bytes behind it are the key. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Always the same key, for what has to come out the same every time. Never for real data. */
export function fixedReportKeys(): ReportKeys {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8, Buffer.alloc(32, 7)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
  const key = { fingerprint: fingerprintOf(publicKey) ?? '', publicKey };
  return {
    current: async () => key,
    held: async () => key,
    renew: async () => key,
    sign: async (_tenantId, _fingerprint, bytes) => sign(null, bytes, privateKey).toString('base64'),
    forget: async () => undefined,
    newDigest,
  };
}

export async function fixedSigner(tenantId: TenantId): Promise<Signer> {
  const keys = fixedReportKeys();
  return signerOf(keys, tenantId, await keys.current(tenantId));
}

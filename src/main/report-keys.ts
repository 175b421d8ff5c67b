import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PublicReportKey, ReportKeys } from '../api/report-keys.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { RunningDigest } from '../report/pack/write.ts';
import { replaceFile } from './data-directory.ts';

/** A key in PEM has some hundred bytes. */
const keyLimitBytes = 4 * 1024;

/**
 * Keys of this machine, one a tenant, each in a file that only its owner can read: the database holds no secret (ADR 0010). The public halves stand in
 * the log of the tenant.
 */
export function reportKeys(directory: string): ReportKeys {
  const pathOf = (tenantId: TenantId) => join(directory, `${tenantId}.pem`);
  const held = async (tenantId: TenantId) => (await readKey(pathOf(tenantId))) ?? (await makeKey(pathOf(tenantId)));
  return {
    current: async (tenantId) => publicHalf(await held(tenantId)),
    held: async (tenantId) => {
      const key = await readKey(pathOf(tenantId));
      return key && publicHalf(key);
    },
    renew: async (tenantId) => {
      const { privateKey } = generateKeyPairSync('ed25519');
      await replaceFile(pathOf(tenantId), pemOf(privateKey), 0o600);
      // What is there now, should two have renewed it at once.
      return publicHalf(await held(tenantId));
    },
    sign: async (tenantId, fingerprint, bytes) => {
      const key = await held(tenantId);
      if (publicHalf(key).fingerprint !== fingerprint)
        throw new ProblemError('report-key-unusable', 'Another key was made while the pack was written.');
      return sign(null, bytes, key).toString('base64');
    },
    forget: (tenantId) => rm(pathOf(tenantId), { force: true }),
    newDigest,
  };
}

export function newDigest(): RunningDigest {
  const digest = createHash('sha256');
  return { update: (bytes) => void digest.update(bytes), hex: () => digest.digest('hex') };
}

/** SHA-256 of the key as it is encoded in DER; undefined when it is no Ed25519 key. */
export function fingerprintOf(publicKey: string): string | undefined {
  const key = publicKeyIn(publicKey);
  return (
    key &&
    createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex')
  );
}

export function isSigned(bytes: Uint8Array, signature: string, publicKey: string): boolean {
  const key = publicKeyIn(publicKey);
  return key !== undefined && verify(null, bytes, key, Buffer.from(signature, 'base64'));
}

function publicKeyIn(text: string): KeyObject | undefined {
  // A private key would be taken too, and made public by whoever shows it.
  if (!text.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey(text);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function publicHalf(privateKey: KeyObject): PublicReportKey {
  const key = createPublicKey(privateKey);
  return {
    fingerprint: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    publicKey: String(key.export({ type: 'spki', format: 'pem' })),
  };
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}

/** @returns undefined when there is none. */
async function readKey(path: string): Promise<KeyObject | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unusable(`${path} cannot be read (${error.code ?? error.message}).`);
  });
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > keyLimitBytes) throw unusable(`${path} is no file with a key.`);
  // Whoever reads it can sign in the name of the tenant. Windows has no such mode bits.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw unusable(`${path} can be read by others; "chmod 600" it if nobody has, else make another key.`);
  try {
    const key = createPrivateKey(await readFile(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw unusable(`${path} holds no key that can be read.`, cause);
  }
  throw unusable(`${path} holds a key of another kind than Ed25519.`);
}

/** Of two processes that make the first key at once, both take the one that is there first. */
async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  // A name that nobody else has: another request of this process may be doing the same.
  const next = `${path}.${publicHalf(privateKey).fingerprint.slice(0, 16)}.next`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  await writeFile(next, pemOf(privateKey), { mode: 0o600 });
  try {
    await link(next, path);
    return privateKey;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readKey(path)) ?? privateKey;
  } finally {
    await rm(next, { force: true });
  }
}

function unusable(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('report-key-unusable', detail, { cause });
}

import { createHash, randomBytes } from 'node:crypto';
import type { TenantId } from '../domain/ids.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../domain/time.ts';
import type {
  AccessStore,
  ApiToken,
  PeopleStore,
  Role,
  SignInLink,
  UploadToken,
  UploadTokenStore,
} from '../engine/ports/store.ts';

/** How long a person stays signed in, and how long a link waits to be followed. Machine clock. */
export const sessionMs = 8 * hourMs;
/** A session that nobody uses ends earlier. */
export const idleMs = hourMs;
const signInLinkMs = 15 * minuteMs;
/** Somebody who gets an account reads the mail with its link the next morning. */
const setupLinkMs = dayMs;

/** 256 bits from the operating system, also where ids are seeded: a secret that can be computed again is none. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Given {
  readonly store: Pick<AccessStore, 'putSignInLink' | 'putToken'>;
  readonly identity: { newId(): string; sha256(text: string): string };
  readonly machineNow: () => Instant;
}

/**
 * A one-time link that signs somebody in, for the first start and for "admin sign-in-link"; only its hash is kept.
 * The secret stands behind the # so that no server and no proxy ever sees it in an address.
 */
export async function makeSignInLink(
  given: Given,
  request: { readonly publicUrl: string; readonly actor: string; readonly role: Role },
): Promise<{ readonly link: string; readonly expiresAt: Instant }> {
  const secret = newSecret();
  const expiresAt = given.machineNow() + signInLinkMs;
  const row: SignInLink = {
    linkHash: given.identity.sha256(secret),
    role: request.role,
    actor: request.actor,
    expiresAt,
  };
  await given.store.putSignInLink(row);
  return { link: `${request.publicUrl.replace(/\/+$/, '')}/sign-in#${secret}`, expiresAt };
}

/** A one-time link behind which somebody sets the password of an account. */
export async function makeSetupLink(
  given: {
    readonly store: Pick<PeopleStore, 'putSetupLink'>;
    readonly identity: { sha256(text: string): string };
    readonly machineNow: () => Instant;
  },
  request: { readonly publicUrl: string; readonly personId: string },
): Promise<{ readonly link: string; readonly expiresAt: Instant }> {
  const secret = newSecret();
  const expiresAt = given.machineNow() + setupLinkMs;
  await given.store.putSetupLink({ linkHash: given.identity.sha256(secret), personId: request.personId, expiresAt });
  return { link: `${request.publicUrl.replace(/\/+$/, '')}/sign-in?setup#${secret}`, expiresAt };
}

/** The secret of a link, which people paste whole or without its address. */
export function secretOfLink(link: string): string {
  return link.trim().replace(/^.*#/s, '');
}

/** A new API token: `secret` is what the caller sends, `row` is what is kept. */
export async function makeToken(
  given: Given,
  request: {
    readonly name: string;
    readonly role: Role;
    readonly tenantId: TenantId | null;
    readonly days: number;
    readonly createdBy: string;
    readonly tokenId: string;
  },
): Promise<{ readonly row: ApiToken; readonly secret: string }> {
  const secret = newSecret();
  const now = given.machineNow();
  const row: ApiToken = {
    tokenId: request.tokenId,
    name: request.name,
    secretHash: given.identity.sha256(secret),
    role: request.role,
    tenantId: request.tenantId,
    createdAt: now,
    createdBy: request.createdBy,
    expiresAt: now + request.days * dayMs,
    revokedAt: null,
    lastUsedAt: null,
  };
  await given.store.putToken(row);
  return { row, secret: `cg_${request.tokenId}_${secret}` };
}

/** A new upload token: `secret` is what the collector sends, `row` is what is kept. */
export async function makeUploadToken(
  given: {
    readonly store: Pick<UploadTokenStore, 'putUploadToken'>;
    readonly identity: { sha256(text: string): string };
  },
  request: Pick<UploadToken, 'tenantId' | 'tokenId' | 'host' | 'createdAt' | 'createdBy' | 'expiresAt'>,
): Promise<{ readonly row: UploadToken; readonly secret: string }> {
  const secret = newSecret();
  const row: UploadToken = {
    ...request,
    secretHash: given.identity.sha256(secret),
    revokedAt: null,
    usedAt: null,
    usedDigest: null,
    refusals: 0,
  };
  await given.store.putUploadToken(row);
  return { row, secret: `up_${request.tokenId}_${secret}` };
}

import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { csrfHeader } from '../contract/routes.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Grant } from '../domain/sign-in/grants.ts';
import { minuteMs } from '../domain/time.ts';
import type { Actor } from '../engine/control.ts';
import type { BrowserSession, Role, UploadToken } from '../engine/ports/store.ts';
import type { ApiContext } from './context.ts';
import { idleMs } from './secret.ts';

/** Who a request comes from, and what the credential opens. */
export interface Principal {
  readonly actor: Actor;
  readonly role: Role;
  /** The one tenant that the credential opens; null for all of the installation. */
  readonly tenantId: TenantId | null;
  readonly kind: 'token' | 'session' | 'door' | 'upload' | 'nobody';
  /** Names the credential, never holds it; the scope of its idempotency keys. */
  readonly credential: string;
  /** What an `upload` comes with; its role opens nothing. */
  readonly uploadToken?: UploadToken | undefined;
  /** Of an account: its role in each tenant. The request's own role and tenant are those of one of them. */
  readonly grants?: readonly Grant[] | undefined;
  /** A selector: what the account sees, and nothing else; undefined: all hosts. */
  readonly hosts?: string | undefined;
  /** Of a browser session; other kinds are not sent by browsers on their own and need none. */
  readonly csrfToken?: string | undefined;
}

/** Stands for the caller of public routes. */
export const nobody: Principal = {
  actor: 'nobody',
  role: 'viewer',
  tenantId: null,
  kind: 'nobody',
  credential: 'nobody',
};

export const sessionCookie = 'changeguard_session';

/** A token is noted as used at most once a minute, so that reading costs no write. */
const touchEveryMs = minuteMs;

/**
 * Finds out who asks: the in-process door, a bearer token of a person or of a collector, or a browser session, in this order.
 * @returns undefined when the request carries no credential at all. @throws ProblemError for one that does not hold.
 */
export async function authenticate(
  context: ApiContext,
  request: FastifyRequest,
  isUse = true,
): Promise<Principal | undefined> {
  const trusted = context.trust?.(request);
  if (trusted !== undefined) return trusted;
  const { authorization } = request.headers;
  if (authorization !== undefined)
    return /^Bearer +up_/i.test(authorization)
      ? ofUploadToken(context, authorization)
      : ofToken(context, authorization);
  const cookie = request.cookies[sessionCookie];
  return cookie === undefined || cookie === '' ? undefined : ofSession(context, cookie, isUse);
}

async function ofToken(context: ApiContext, authorization: string): Promise<Principal> {
  const parts = /^Bearer +cg_([0-9A-Za-z-]{1,64})_([0-9a-f]{64})$/i.exec(authorization);
  const [, tokenId, secret] = parts ?? [];
  if (tokenId === undefined || secret === undefined)
    throw new ProblemError('sign-in-required', 'The Authorization header holds no API token of ours.');
  const { store } = context.control;
  const token = await store.tokenByHash(context.identity.sha256(secret));
  if (token === undefined || token.tokenId !== tokenId)
    throw new ProblemError('sign-in-required', 'The API token is not known here.');
  if (token.revokedAt !== null) throw new ProblemError('sign-in-required', 'The API token was revoked.');
  const now = context.clocks.machineNow();
  if (token.expiresAt <= now) throw new ProblemError('token-expired', `The API token "${token.name}" has expired.`);
  if (token.lastUsedAt === null || now - token.lastUsedAt >= touchEveryMs) await store.touchToken(token.tokenId, now);
  return {
    actor: `token:${token.name}`,
    role: token.role,
    tenantId: token.tenantId,
    kind: 'token',
    credential: `token:${token.tokenId}`,
  };
}

/** A token that was used passes the door: its collector may not have got the answer, and the same file gets it again. */
async function ofUploadToken(context: ApiContext, authorization: string): Promise<Principal> {
  const parts = /^Bearer +up_([0-9A-Za-z-]{1,64})_([0-9a-f]{64})$/i.exec(authorization);
  const [, tokenId, secret] = parts ?? [];
  const token =
    secret === undefined
      ? undefined
      : await context.control.store.uploadTokenByHash(context.identity.sha256(secret.toLowerCase()));
  if (token === undefined || token.tokenId !== tokenId)
    throw new ProblemError('sign-in-required', 'The upload token is not known here.');
  if (token.revokedAt !== null) throw new ProblemError('sign-in-required', 'The upload token was revoked.');
  if (token.expiresAt <= context.clocks.machineNow())
    throw new ProblemError('token-expired', 'The upload token has expired.');
  return {
    actor: `upload:${token.host}`,
    role: 'viewer',
    tenantId: token.tenantId,
    kind: 'upload',
    credential: `upload:${token.tokenId}`,
    uploadToken: token,
  };
}

async function ofSession(context: ApiContext, cookie: string, isUse: boolean): Promise<Principal> {
  const { store } = context.control;
  const sessionHash = context.identity.sha256(cookie);
  const now = context.clocks.machineNow();
  const session = await store.session(sessionHash, now);
  if (session === undefined || now - session.seenAt >= idleMs) throw sessionEnded();
  if (isUse && now - session.seenAt >= touchEveryMs) await store.touchSession(sessionHash, now);
  return {
    ...(await openedBy(context, session)),
    actor: session.actor,
    kind: 'session',
    credential: `session:${sessionHash}`,
    csrfToken: session.csrfToken,
  };
}

/** What a session opens: the account says so anew for every request, so that a change of it holds at once. */
async function openedBy(
  { control }: ApiContext,
  { personId, role, tenantId }: BrowserSession,
): Promise<Pick<Principal, 'role' | 'tenantId' | 'grants' | 'hosts'>> {
  if (personId === null) return { role, tenantId };
  const person = await control.store.person(personId);
  const [first] = person?.grants ?? [];
  if (person === undefined || first === undefined || person.disabledAt !== null) throw sessionEnded();
  return { ...opened(first), grants: person.grants };
}

export function opened({ role, tenantId, hosts }: Grant): Pick<Principal, 'role' | 'tenantId' | 'hosts'> {
  return { role, tenantId, hosts: hosts ?? undefined };
}

function sessionEnded(): ProblemError {
  return new ProblemError('sign-in-required', 'The session has ended.');
}

/** Another site can make a browser send our cookie, but it cannot read the token that must come with it. */
export function requireCsrfToken(principal: Principal, request: FastifyRequest): void {
  if (principal.csrfToken === undefined || request.method === 'GET' || request.method === 'HEAD') return;
  const sent = request.headers[csrfHeader];
  if (typeof sent !== 'string' || !isSameSecret(sent, principal.csrfToken))
    throw new ProblemError('csrf-token-wrong', `The header ${csrfHeader} does not hold the token of this session.`);
}

function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Whether a role may do what needs `least`. Everybody signed in may read; operator and approver are different branches,
 * because whoever starts something shall not be the one who approves it; an administrator may do all.
 */
export function isAllowed(role: Role, least: Role | 'public'): boolean {
  return least === 'public' || least === 'viewer' || role === 'administrator' || role === least;
}

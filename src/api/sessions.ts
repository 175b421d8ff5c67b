import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../domain/ids.ts';
import { concernedTenants } from '../domain/sign-in/grants.ts';
import type { Person, Role } from '../engine/ports/store.ts';
import type { ApiContext } from './context.ts';
import { sessionCookie } from './principal.ts';
import { newSecret, sessionMs } from './secret.ts';

/**
 * A session under a new secret; the one that the browser came with ends. A secret that somebody slipped into the browser beforehand is so never
 * that of a person who signs in.
 */
export async function beginSession(
  { control, identity, clocks }: ApiContext,
  request: FastifyRequest,
  who: {
    readonly actor: string;
    readonly role: Role;
    readonly tenantId: TenantId | null;
    readonly personId: string | null;
  },
): Promise<{ readonly secret: string; readonly csrfToken: string }> {
  const before = request.cookies[sessionCookie];
  if (before !== undefined && before !== '') await control.store.dropSession(identity.sha256(before));
  const secret = newSecret();
  const csrfToken = newSecret();
  const now = clocks.machineNow();
  const sessionHash = identity.sha256(secret);
  await control.store.putSession({ ...who, sessionHash, csrfToken, expiresAt: now + sessionMs, seenAt: now });
  return { secret, csrfToken };
}

/** The session of somebody with an account: what it opens stands with the account, and changes with it. */
export async function beginSessionOf(context: ApiContext, request: FastifyRequest, person: Person) {
  const [first] = person.grants;
  if (first === undefined) throw new Error('A session was begun for somebody without a role.');
  const { role, tenantId } = first;
  const actor = actorOf(person);
  const { secret, csrfToken } = await beginSession(context, request, {
    actor,
    role,
    tenantId,
    personId: person.personId,
  });
  const body = { actor, role, tenantId, csrfToken, grants: person.grants.map((grant) => ({ ...grant })) };
  return { body, session: { secret } };
}

export function actorOf({ name }: Pick<Person, 'name'>): string {
  return `user:${name}`;
}

/** Tells the log of every tenant in which the person has a role; the address and the name enter it as private values. */
export async function recordOf(
  { control }: ApiContext,
  actor: string,
  person: Pick<Person, 'grants'>,
  what: string,
  detail: string,
): Promise<void> {
  for (const tenantId of concernedTenants(person.grants)) await control.recordAccess(actor, tenantId, what, detail);
}

import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import { accountName } from '../domain/sign-in/account-name.ts';
import type { Grant } from '../domain/sign-in/grants.ts';
import { grantsByRows, type RoleRow } from '../domain/sign-in/role-rows.ts';
import { minuteMs } from '../domain/time.ts';
import type { IdentityProvider, ProvidedIdentity } from '../engine/ports/identity-provider.ts';
import type { Person } from '../engine/ports/store.ts';
import type { ApiContext } from './context.ts';
import { newSecret } from './secret.ts';
import { actorOf, beginSessionOf, recordOf } from './sessions.ts';

/** The provider, and which of its groups and app roles give which role. */
export interface EntraSignIn {
  readonly provider: IdentityProvider;
  readonly rows: readonly RoleRow[];
}

/** Holds the browser's side of a begun sign-in: only who began it can end it. */
export const pendingCookie = 'changeguard_sign_in';
/** So long somebody may take at the provider. */
export const pendingMs = 10 * minuteMs;

/** Where the browser goes; what must come back with it is kept here, and a secret of its own in the browser. */
export async function beginEntraSignIn(context: ApiContext, redirectUri: string) {
  const { provider } = requireEntra(context);
  const [state, nonce, verifier, browser] = [newSecret(), newSecret(), newSecret(), newSecret()] as const;
  const url = await provider.authorizationUrl({ redirectUri, state, nonce, verifier });
  const { sha256 } = context.identity;
  await context.control.store.putPendingSignIn({
    stateHash: sha256(state),
    browserHash: sha256(browser),
    nonce,
    verifier,
    expiresAt: context.clocks.machineNow() + pendingMs,
  });
  return { body: { url }, pending: { secret: browser } };
}

/** What the browser brings back from the provider, traded for a session. */
export async function endEntraSignIn(
  context: ApiContext,
  request: FastifyRequest,
  { code, state }: { readonly code: string; readonly state: string },
  redirectUri: string,
) {
  const entra = requireEntra(context);
  const { sha256 } = context.identity;
  const pending = await context.control.store.spendPendingSignIn(sha256(state), context.clocks.machineNow());
  const browser = request.cookies[pendingCookie] ?? '';
  if (pending === undefined) throw new ProblemError('entra-refused', 'This sign-in was ended, or took too long.');
  if (sha256(browser) !== pending.browserHash)
    throw new ProblemError('entra-refused', 'This sign-in was begun in another browser.');
  const { nonce, verifier } = pending;
  const identity = await entra.provider.identityOf({ redirectUri, code, nonce, verifier }).catch((error: unknown) => {
    // Nobody knows whose sign-in it was, so it concerns no tenant; what is wrong stands in the server's own log.
    request.log.warn({ err: error, address: request.ip }, 'A sign-in with Microsoft Entra ID does not hold.');
    throw error;
  });
  const known = await context.control.store.personBySubject(identity.subject);
  try {
    const person = await admitted(context, request, entra, identity, known);
    await recordOf(context, actorOf(person), person, 'signed-in', `With Microsoft Entra ID, from ${request.ip}.`);
    return { ...(await beginSessionOf(context, request, person)), pending: 'ended' as const };
  } catch (error) {
    if (error instanceof ProblemError) await refuse(context, request, known, error);
    throw error;
  }
}

function requireEntra({ entra }: ApiContext): EntraSignIn {
  if (entra === undefined) throw new ProblemError('entra-not-set-up', 'This server knows no identity provider.');
  return entra;
}

/** The account with the roles that groups and app roles give now; what they gave before ends. */
async function admitted(
  context: ApiContext,
  request: FastifyRequest,
  { rows }: EntraSignIn,
  identity: ProvidedIdentity,
  known: Person | undefined,
): Promise<Person> {
  if (identity.hasTooManyGroups && rows.some(({ group }) => group !== undefined))
    throw new ProblemError('entra-groups-overage', 'The token names no groups, since there are too many.');
  if (known !== undefined && known.disabledAt !== null)
    throw new ProblemError('entra-no-role', 'The account is disabled here.');
  const grants = grantsByRows(identity, rows, await tenantFinder(context));
  if (grants.length === 0)
    throw new ProblemError('entra-no-role', 'None of your groups and app roles gives a role here.');
  return known === undefined ? addAccount(context, request, identity, grants) : renewAccount(context, known, grants);
}

async function tenantFinder({ control }: ApiContext): Promise<(nameOrId: string) => TenantId | undefined> {
  const tenants = await control.store.tenants();
  return (asked) => {
    const named = tenants.filter(({ name }) => name.toLowerCase() === asked.toLowerCase());
    const byId = tenants.find(({ tenantId }) => tenantId === asked);
    return byId?.tenantId ?? (named.length === 1 ? named[0]?.tenantId : undefined);
  };
}

async function addAccount(
  context: ApiContext,
  request: FastifyRequest,
  identity: ProvidedIdentity,
  grants: readonly Grant[],
): Promise<Person> {
  const now = context.clocks.machineNow();
  const person: Person = {
    personId: context.identity.newId(),
    name: nameOf(identity),
    origin: 'entra',
    subject: identity.subject,
    passwordHash: null,
    grants,
    disabledAt: null,
    createdAt: now,
    createdBy: 'entra',
    signedInAt: now,
    version: 1,
  };
  await recordOf(
    context,
    'engine',
    person,
    'person-added',
    `${actorOf(person)}, by Microsoft Entra ID, from ${request.ip}.`,
  );
  // An account that somebody left behind must not become that of the next one with the same address.
  if (!(await context.control.store.putPerson(person)))
    throw new ProblemError(
      'name-taken',
      `Another account is called "${person.name}": an administrator removes it first.`,
    );
  return person;
}

async function renewAccount(context: ApiContext, known: Person, grants: readonly Grant[]): Promise<Person> {
  const next = { ...known, grants, signedInAt: context.clocks.machineNow() };
  if (JSON.stringify(known.grants) !== JSON.stringify(grants)) {
    const both = { grants: [...known.grants, ...grants] };
    await recordOf(context, 'engine', both, 'role-changed', `${actorOf(known)}, by Microsoft Entra ID.`);
  }
  if (await context.control.store.savePerson(next)) return { ...next, version: next.version + 1 };
  throw new ProblemError('version-outdated', 'The account was changed by somebody else meanwhile.');
}

/** Whoever is refused now is signed out as well: the roles of before came from groups that do not give them any more. */
async function refuse(context: ApiContext, request: FastifyRequest, known: Person | undefined, error: ProblemError) {
  if (known === undefined) {
    request.log.warn({ address: request.ip, code: error.code }, 'A sign-in with Microsoft Entra ID was refused.');
    return;
  }
  const detail = `With Microsoft Entra ID, from ${request.ip}: ${error.code}.`;
  await recordOf(context, actorOf(known), known, 'sign-in-refused', detail);
  await context.control.store.dropSessionsOf(actorOf(known));
}

/** Signs that an account's name may not have, such as those of guests, are put aside; the name identifies nobody here. */
function nameOf({ name }: ProvidedIdentity): string {
  const plain = accountName(name)
    .replace(/[^\p{L}\p{N}._@+-]/gu, '_')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  return plain.slice(0, 100) || 'somebody';
}

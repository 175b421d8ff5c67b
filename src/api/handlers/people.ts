import type { FastifyRequest } from 'fastify';
import { as, type TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { accountName, faultOfAccountName, faultOfPassword } from '../../domain/sign-in/account-name.ts';
import { type Grant, homeOf, withGrant } from '../../domain/sign-in/grants.ts';
import { toRfc3339 } from '../../domain/time.ts';
import { parseHostScope } from '../../engine/host-scope.ts';
import type { Person } from '../../engine/ports/store.ts';
import { personShape } from '../../report/person.ts';
import type { Call, Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { unlock } from '../password-sign-in.ts';
import type { Principal } from '../principal.ts';
import { makeSetupLink, secretOfLink } from '../secret.ts';
import { actorOf, recordOf } from '../sessions.ts';
import { noSuchTenant } from '../tenant-of-request.ts';
import { requireInstallation } from './access.ts';
import { reachedAt } from './sessions.ts';

type PeopleHandlers = Pick<
  Handlers,
  | 'choosePassword'
  | 'listPeople'
  | 'addPerson'
  | 'changeRole'
  | 'disablePerson'
  | 'enablePerson'
  | 'resetPassword'
  | 'removePerson'
>;

/** Who has an account, and what it opens. Every change is in the log before it is made, and holds from the next request on. */
export function peopleHandlers(context: ApiContext): PeopleHandlers {
  return { ...accountHandlers(context), ...passwordHandlers(context) };
}

function accountHandlers(context: ApiContext): Omit<PeopleHandlers, 'choosePassword' | 'resetPassword'> {
  const { store } = context.control;
  return {
    listPeople: async ({ principal }) => ({
      body: { value: (await store.people()).filter((one) => isInCareOf(one, principal)).map(personShape) },
    }),
    addPerson: (call) => addPerson(context, call),
    changeRole: (call) => changeRole(context, call),
    disablePerson: async ({ id, principal }) => {
      const person = await personOf(context, principal, id);
      if (person.disabledAt !== null) return { body: personShape(person) };
      await recordOf(context, principal.actor, person, 'person-disabled', `${actorOf(person)}.`);
      const saved = await save(context, { ...person, disabledAt: context.clocks.machineNow() });
      await store.dropSessionsOf(actorOf(person));
      return { body: personShape(saved) };
    },
    enablePerson: async ({ id, principal }) => {
      const person = await personOf(context, principal, id);
      if (person.disabledAt === null) return { body: personShape(person) };
      await recordOf(context, principal.actor, person, 'person-enabled', `${actorOf(person)}.`);
      const saved = await save(context, { ...person, disabledAt: null });
      await unlock(context, person);
      return { body: personShape(saved) };
    },
    removePerson: async ({ id, principal }) => {
      const person = await personOf(context, principal, id);
      await recordOf(context, principal.actor, person, 'person-removed', `${actorOf(person)}.`);
      await store.removePerson(person.personId);
      await store.dropSessionsOf(actorOf(person));
      return { body: undefined };
    },
  };
}

async function addPerson(context: ApiContext, { body, principal, request }: Call<'addPerson'>) {
  const { control, identity, clocks, passwords } = context;
  // A name is taken or free in the whole installation, and whether it is must not be told to an administrator of one tenant.
  requireInstallation(principal, 'An account is the installation’s');
  const name = accountName(body.name);
  const fault = faultOfAccountName(name);
  if (fault !== undefined)
    throw new ProblemError('request-invalid', fault, { errors: [{ at: 'body.name', message: fault }] });
  const grant = await grantOf(context, principal, body);
  if (body.password !== undefined) requireGoodPassword(body.password, name);
  if ((await control.store.personByName(name)) !== undefined) throw nameTaken(name);
  const person: Person = {
    personId: identity.newId(),
    name,
    origin: 'local',
    subject: null,
    passwordHash: body.password === undefined ? null : await passwords.hash(body.password),
    grants: [grant],
    disabledAt: null,
    createdAt: clocks.machineNow(),
    createdBy: principal.actor,
    signedInAt: null,
    version: 1,
  };
  await recordOf(context, principal.actor, person, 'person-added', `${actorOf(person)} as ${inWords(grant)}.`);
  if (!(await control.store.putPerson(person))) throw nameTaken(name);
  return withLink(context, request, person, body.password === undefined);
}

function nameTaken(name: string): ProblemError {
  return new ProblemError('name-taken', `There is an account "${name}".`);
}

async function changeRole(context: ApiContext, { id, body, principal }: Call<'changeRole'>) {
  const person = await personOf(context, principal, id);
  const grant = body.role === 'none' ? undefined : await grantOf(context, principal, { ...body, role: body.role });
  const tenantId = grant === undefined ? await tenantOfGrant(context, principal, body.tenantId) : grant.tenantId;
  const grants = withGrant(person.grants, tenantId, grant);
  // An account without a role concerns no tenant, and no log would tell what becomes of it.
  if (grants.length === 0)
    throw new ProblemError('request-invalid', 'It is the only role of the account: disable or remove the account.');
  const detail = `${actorOf(person)}: ${grant === undefined ? 'no role any more' : inWords(grant)}.`;
  // Both the tenants of before and the one that is new are told.
  await recordOf(context, principal.actor, { grants: [...person.grants, ...grants] }, 'role-changed', detail);
  return { body: personShape(await save(context, { ...person, grants })) };
}

function passwordHandlers(context: ApiContext): Pick<PeopleHandlers, 'choosePassword' | 'resetPassword'> {
  const { control, identity, clocks, passwords } = context;
  const { store } = control;
  return {
    choosePassword: async ({ body, request }) => {
      const linkHash = identity.sha256(secretOfLink(body.link));
      const personId = await store.setupLink(linkHash, clocks.machineNow());
      const person = personId === undefined ? undefined : await store.person(personId);
      if (person === undefined || person.disabledAt !== null) throw linkUsed();
      // Looked at before the link is spent: whoever chose a short one tries again.
      requireGoodPassword(body.password, person.name);
      const passwordHash = await passwords.hash(body.password);
      if ((await store.spendSetupLink(linkHash, clocks.machineNow())) === undefined) throw linkUsed();
      await recordOf(context, actorOf(person), person, 'password-set', `With a setup link, from ${request.ip}.`);
      await save(context, { ...person, passwordHash });
      await unlock(context, person);
      await store.dropSessionsOf(actorOf(person));
      return { body: undefined };
    },
    resetPassword: async ({ id, body, principal, request }) => {
      const person = await personOf(context, principal, id);
      if (person.origin !== 'local')
        throw new ProblemError('request-invalid', 'Microsoft Entra ID keeps the password of this account.');
      if (body.password !== undefined) requireGoodPassword(body.password, person.name);
      const passwordHash = body.password === undefined ? null : await passwords.hash(body.password);
      await recordOf(context, principal.actor, person, 'password-reset', `Of ${actorOf(person)}.`);
      const saved = await save(context, { ...person, passwordHash });
      await unlock(context, person);
      await store.dropSessionsOf(actorOf(person));
      return withLink(context, request, saved, body.password === undefined);
    },
  };
}

function linkUsed(): ProblemError {
  return new ProblemError('setup-link-used', 'This link sets no password.');
}

async function withLink(context: ApiContext, request: FastifyRequest, person: Person, isWanted: boolean) {
  if (!isWanted) return { body: personShape(person) };
  const given = { ...context, store: context.control.store, machineNow: context.clocks.machineNow };
  const made = await makeSetupLink(given, { publicUrl: reachedAt(context, request), personId: person.personId });
  const body = { ...personShape(person), link: made.link, linkExpiresAt: toRfc3339(made.expiresAt) };
  return { body, holdsSecret: true as const };
}

/** @throws ProblemError('password-weak'). */
function requireGoodPassword(password: string, name: string): void {
  const fault = faultOfPassword(password, name);
  if (fault !== undefined) throw new ProblemError('password-weak', fault);
}

/** An administrator of one tenant looks after the accounts that have no role elsewhere; the others are not there. */
function isInCareOf(person: Person, { tenantId }: Principal): boolean {
  return tenantId === null || homeOf(person.grants) === tenantId;
}

async function personOf({ control }: ApiContext, principal: Principal, id: string): Promise<Person> {
  const person = (await control.store.person(id)) ?? (await control.store.personByName(accountName(id)));
  if (person === undefined || !isInCareOf(person, principal))
    throw new ProblemError('not-found', 'There is no such account.');
  return person;
}

async function save({ control }: ApiContext, person: Person): Promise<Person> {
  if (!(await control.store.savePerson(person)))
    throw new ProblemError('version-outdated', 'The account was changed by somebody else meanwhile.');
  return { ...person, version: person.version + 1 };
}

/** A role as it is asked for, checked. @throws ProblemError. */
async function grantOf(
  context: ApiContext,
  principal: Principal,
  asked: { readonly role: Grant['role']; readonly tenantId: string | null; readonly hosts: string | null },
): Promise<Grant> {
  const tenantId = await tenantOfGrant(context, principal, asked.tenantId);
  if (asked.hosts !== null && asked.role === 'administrator') {
    const message = 'An administrator sees every host; take another role, or leave the hosts out.';
    throw new ProblemError('request-invalid', message, { errors: [{ at: 'body.hosts', message }] });
  }
  if (asked.hosts !== null) parseHostScope(asked.hosts);
  return { tenantId, role: asked.role, hosts: asked.hosts };
}

/** An administrator of one tenant gives roles in that tenant alone; another tenant's id is answered like one nobody has. */
async function tenantOfGrant(context: ApiContext, { tenantId }: Principal, asked: string | null) {
  if (tenantId !== null) {
    if (asked !== null && asked !== tenantId) throw noSuchTenant();
    return tenantId;
  }
  if (asked === null) return null;
  const tenant = await context.control.store.tenant(as<TenantId>(asked));
  if (tenant === undefined) throw noSuchTenant();
  return tenant.tenantId;
}

function inWords({ role, tenantId, hosts }: Grant): string {
  return `${role}${tenantId === null ? ' of every tenant' : ''}${hosts === null ? '' : `, hosts "${hosts}"`}`;
}

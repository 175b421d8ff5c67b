import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../domain/problem.ts';
import { accountName } from '../domain/sign-in/account-name.ts';
import { addressGroup } from '../domain/sign-in/address.ts';
import { type Attempts, beginAttempt, lockRules, noAttempts, takeBackAttempt } from '../domain/sign-in/lock-out.ts';
import type { Instant } from '../domain/time.ts';
import type { Person } from '../engine/ports/store.ts';
import type { ApiContext } from './context.ts';
import { actorOf, beginSessionOf, recordOf } from './sessions.ts';

/**
 * Signs in with a name and a password. A wrong name, a wrong password, an account without a password or a role, a disabled one and a lock get the
 * same answer after the same work: the same statements, the same guess. What the log is told of a refusal is told after the answer.
 */
export async function signInWithPassword(
  context: ApiContext,
  request: FastifyRequest,
  given: { readonly name: string; readonly password: string },
) {
  const name = accountName(given.name);
  const attempt = await beginAttempts(context, name, request.ip);
  const person = await context.control.store.personByName(name);
  const isRight = await context.passwords.isRight(given.password, person?.passwordHash ?? null);
  if (person === undefined || !isRight || attempt.isLocked || !mayComeIn(person)) {
    context.later(() => recordRefusal(context, request, person, attempt));
    throw new ProblemError(
      'sign-in-refused',
      'The name or the password is not right, or too many attempts went before.',
    );
  }
  await attempt.succeed();
  await recordOf(context, actorOf(person), person, 'signed-in', `With a password, from ${request.ip}.`);
  await noteSignIn(context, person, given.password);
  return beginSessionOf(context, request, person);
}

function mayComeIn({ disabledAt, grants }: Person): boolean {
  return disabledAt === null && grants.length > 0;
}

interface Attempt {
  readonly isLocked: boolean;
  /** What this attempt has locked, unless it succeeds. */
  readonly locks: readonly ('account' | 'address')[];
  readonly lockedUntil: Instant;
  succeed(): Promise<void>;
}

function accountKey({ identity }: ApiContext, name: string): string {
  return identity.sha256(`account ${name}`);
}

/** An administrator who gives a new password, or lets an account in again, does not mean from in a quarter of an hour. */
export async function unlock(context: ApiContext, { name }: Pick<Person, 'name'>): Promise<void> {
  await context.control.store.changeAttempts(accountKey(context, name), () => noAttempts);
}

/** Counts the attempt for the name and for the address, before it is known whether it succeeds; both are kept as hashes. */
async function beginAttempts(context: ApiContext, name: string, address: string): Promise<Attempt> {
  const { control, identity, clocks } = context;
  const now = clocks.machineNow();
  const keys = {
    account: accountKey(context, name),
    address: identity.sha256(`address ${addressGroup(address)}`),
  };
  const begun = async (kind: keyof typeof keys) => {
    let found = { isLocked: false, after: noAttempts };
    await control.store.changeAttempts(keys[kind], (before: Attempts) => {
      found = beginAttempt(before, now, lockRules[kind]);
      return found.after;
    });
    return { kind, ...found };
  };
  const both = [await begun('account'), await begun('address')];
  const locks = both.filter(({ isLocked, after }) => !isLocked && after.lockedUntil > now);
  return {
    isLocked: both.some(({ isLocked }) => isLocked),
    locks: locks.map(({ kind }) => kind),
    lockedUntil: Math.max(0, ...locks.map(({ after }) => after.lockedUntil)),
    succeed: async () => {
      await control.store.changeAttempts(keys.account, () => noAttempts);
      await control.store.changeAttempts(keys.address, (before) => takeBackAttempt(before, lockRules.address));
    },
  };
}

/**
 * A name that nobody has concerns no tenant, and people type passwords into the wrong field: such a refusal stands in the server's own log, without
 * the name. While a lock holds nothing more is told, so that nobody can fill a log.
 */
async function recordRefusal(
  context: ApiContext,
  request: FastifyRequest,
  person: Person | undefined,
  { isLocked, locks, lockedUntil }: Attempt,
): Promise<void> {
  const from = `from ${request.ip}`;
  if (isLocked) return;
  if (locks.length > 0) request.log.warn({ address: request.ip, locks }, 'Sign-in is locked after too many failures.');
  else if (person === undefined)
    request.log.info({ address: request.ip }, 'A sign-in with an unknown name was refused.');
  if (person === undefined) return;
  await recordOf(context, actorOf(person), person, 'sign-in-refused', `With a password, ${from}.`);
  if (locks.length === 0) return;
  const until = new Date(lockedUntil).toISOString();
  const whose = locks.map((kind) => (kind === 'account' ? 'The account' : 'The address')).join(' and ');
  await recordOf(context, 'engine', person, 'locked-out', `${whose}, ${actorOf(person)} ${from}, until ${until}.`);
}

/** Notes the time, and keeps the password at today's cost. Lost against somebody who changes the account meanwhile, it is left for the next time. */
async function noteSignIn(context: ApiContext, person: Person, password: string): Promise<void> {
  const { passwordHash } = person;
  const isOutdated = passwordHash !== null && context.passwords.isOutdated(passwordHash);
  await context.control.store.savePerson({
    ...person,
    signedInAt: context.clocks.machineNow(),
    passwordHash: isOutdated ? await context.passwords.hash(password) : passwordHash,
  });
}

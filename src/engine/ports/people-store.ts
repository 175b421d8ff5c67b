import type { Grant } from '../../domain/sign-in/grants.ts';
import type { Attempts } from '../../domain/sign-in/lock-out.ts';
import type { Instant } from '../../domain/time.ts';

/** Somebody who signs in: with a password that is kept here as a hash, or through an identity provider. */
export interface Person {
  readonly personId: string;
  /** As typed at the sign-in, in the one spelling of `accountName`; with `user:` before it the actor in the log. */
  readonly name: string;
  readonly origin: 'local' | 'entra';
  /** Who the provider says it is, by ids that do not change; null for a local account. */
  readonly subject: string | null;
  /** With the parameters it was made with; null: nobody signs in with a password. */
  readonly passwordHash: string | null;
  readonly grants: readonly Grant[];
  readonly disabledAt: Instant | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly signedInAt: Instant | null;
  readonly version: number;
}

/** A sign-in that was begun at the identity provider and has not come back. */
interface PendingSignIn {
  readonly stateHash: string;
  /** Of a cookie: only the browser that began it may end it. */
  readonly browserHash: string;
  readonly nonce: string;
  /** The secret of PKCE, which goes with the code. */
  readonly verifier: string;
  readonly expiresAt: Instant;
}

/** Accounts of people. Instants here are the machine clock's. */
export interface PeopleStore {
  /** False: the name or the subject is somebody's already. */
  putPerson(person: Person): Promise<boolean>;
  people(): Promise<readonly Person[]>;
  person(personId: string): Promise<Person | undefined>;
  personByName(name: string): Promise<Person | undefined>;
  personBySubject(subject: string): Promise<Person | undefined>;
  /** Writes all of it but name and origin. False: it is at another version than `person.version`, or gone. */
  savePerson(person: Person): Promise<boolean>;
  /** Their setup links go along. */
  removePerson(personId: string): Promise<void>;
  /** The link before it is of no use any more. */
  putSetupLink(link: {
    readonly linkHash: string;
    readonly personId: string;
    readonly expiresAt: Instant;
  }): Promise<void>;
  /** Whose link it is, without spending it. */
  setupLink(linkHash: string, now: Instant): Promise<string | undefined>;
  /** Takes the link out in the same statement that reads it. */
  spendSetupLink(linkHash: string, now: Instant): Promise<string | undefined>;
  /** Changes what is remembered of a name or an address, one change after the other. */
  changeAttempts(key: string, change: (before: Attempts) => Attempts): Promise<void>;
  putPendingSignIn(pending: PendingSignIn): Promise<void>;
  /** Takes it out in the same statement that reads it: a state that comes twice is refused. */
  spendPendingSignIn(stateHash: string, now: Instant): Promise<PendingSignIn | undefined>;
}

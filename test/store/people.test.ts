import { expect, test } from 'vitest';
import { noAttempts } from '../../src/domain/sign-in/lock-out.ts';
import type { Person } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';

function aPerson(more: Partial<Person> = {}): Person {
  const personId = newId<string>();
  return {
    personId,
    name: `anna-${personId}`,
    origin: 'local',
    subject: null,
    passwordHash: null,
    grants: [{ tenantId: null, role: 'viewer', hosts: 'site:"Berlin"' }],
    disabledAt: null,
    createdAt: 5,
    createdBy: 'os:root',
    signedInAt: null,
    version: 1,
    ...more,
  };
}

forEveryStore((under) => {
  test('an account comes back as written, by id, by name and by subject', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const person = aPerson({
      origin: 'entra',
      subject: `https://issuer ${newId<string>()}`,
      passwordHash: 'scrypt:1',
      grants: [{ tenantId, role: 'operator', hosts: null }],
    });
    expect(await store.putPerson(person)).toBe(true);
    expect(await store.person(person.personId)).toEqual(person);
    expect(await store.personByName(person.name)).toEqual(person);
    expect(await store.personBySubject(person.subject ?? '')).toEqual(person);
    expect((await store.people()).filter(({ personId }) => personId === person.personId)).toEqual([person]);
    await store.removePerson(person.personId);
    expect(await store.person(person.personId)).toBeUndefined();
  });

  test('a name and a subject are somebody’s once, whoever comes second', async () => {
    const store = under.store();
    const subject = newId<string>();
    const first = aPerson({ subject });
    const others = [aPerson({ name: first.name }), aPerson({ subject })];
    expect(await store.putPerson(first)).toBe(true);
    for (const other of others) expect(await store.putPerson(other)).toBe(false);
    const many = Array.from({ length: 6 }, () => aPerson({ name: `same-${subject}` }));
    const taken = await Promise.all(many.map((person) => store.putPerson(person)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('of two changes of one version one is written', async () => {
    const store = under.store();
    const person = aPerson();
    await store.putPerson(person);
    const changes = [
      { ...person, disabledAt: 7 },
      { ...person, signedInAt: 8 },
    ];
    const written = await Promise.all(changes.map((change) => store.savePerson(change)));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await store.person(person.personId))?.version).toBe(2);
  });

  test('a setup link is spent once, in time, and a new one ends the one before', async () => {
    const store = under.store();
    const { personId } = aPerson();
    const [old, link] = [sha256(newId<string>()), sha256(newId<string>())];
    await store.putSetupLink({ linkHash: old, personId, expiresAt: 50 });
    await store.putSetupLink({ linkHash: link, personId, expiresAt: 50 });
    expect(await store.setupLink(old, 49)).toBeUndefined();
    expect(await store.setupLink(link, 49)).toBe(personId);
    expect(await store.setupLink(link, 50)).toBeUndefined();
    expect(await Promise.all([store.spendSetupLink(link, 49), store.spendSetupLink(link, 49)])).toContain(personId);
    expect(await store.spendSetupLink(link, 49)).toBeUndefined();
  });

  test('X-09 attempts are changed one after the other, however many come at once', async () => {
    const store = under.store();
    const key = sha256(newId<string>());
    const count = () => store.changeAttempts(key, (before) => ({ ...before, failures: before.failures + 1 }));
    await Promise.all(Array.from({ length: 16 }, count));
    let found = noAttempts;
    await store.changeAttempts(key, (before) => {
      found = before;
      return before;
    });
    expect(found.failures).toBe(16);
  });

  test('X-09 a begun sign-in comes back once, and not after its time', async () => {
    const store = under.store();
    const pending = { stateHash: sha256(newId<string>()), browserHash: 'b', nonce: 'n', verifier: 'v', expiresAt: 50 };
    await store.putPendingSignIn(pending);
    const found = await Promise.all([1, 2, 3].map(() => store.spendPendingSignIn(pending.stateHash, 49)));
    expect(found.filter((one) => one !== undefined)).toEqual([pending]);
    await store.putPendingSignIn(pending);
    expect(await store.spendPendingSignIn(pending.stateHash, 50)).toBeUndefined();
  });

  test('the sweep takes out what has ended, and nothing that holds', async () => {
    const store = under.store();
    const at = 1_000_000;
    const session = (expiresAt: number) => ({
      sessionHash: sha256(newId<string>()),
      actor: `user:${newId<string>()}`,
      role: 'viewer' as const,
      tenantId: null,
      csrfToken: 'c',
      personId: null,
      seenAt: 0,
      expiresAt,
    });
    const [ended, open] = [session(at), session(at + 1)];
    const locked = sha256(newId<string>());
    await store.putSession(ended);
    await store.putSession(open);
    await store.changeAttempts(locked, () => ({ failures: 9, lockedUntil: at + 1, lastAt: 5 }));
    await store.sweepAccess(at, at);
    expect(await store.session(ended.sessionHash, at - 1)).toBeUndefined();
    expect(await store.session(open.sessionHash, at)).toEqual(open);
    let failures = 0;
    await store.changeAttempts(locked, (before) => {
      failures = before.failures;
      return before;
    });
    expect(failures).toBe(9);
    expect(await store.dropSessionsOf(open.actor)).toBe(1);
    expect(await store.session(open.sessionHash, at)).toBeUndefined();
  });
});

import { sql } from 'kysely';
import type { Grant } from '../domain/sign-in/grants.ts';
import type { PeopleStore, Person } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { Raced } from './failures.ts';

interface PersonRecord {
  readonly person_id: string;
  readonly name: string;
  readonly origin: Person['origin'];
  readonly subject: string | null;
  readonly password_hash: string | null;
  readonly grants: readonly Grant[];
  readonly disabled_at: number | null;
  readonly created_at: number;
  readonly created_by: string;
  readonly signed_in_at: number | null;
  readonly version: number;
}

function toPerson(row: PersonRecord): Person {
  return {
    personId: row.person_id,
    name: row.name,
    origin: row.origin,
    subject: row.subject,
    passwordHash: row.password_hash,
    grants: row.grants,
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    signedInAt: row.signed_in_at,
    version: row.version,
  };
}

export function peopleStore(database: Database): PeopleStore {
  return { ...people(database), ...setupLinks(database), ...attempts(database), ...pendingSignIns(database) };
}

type People = Pick<
  PeopleStore,
  'putPerson' | 'people' | 'person' | 'personByName' | 'personBySubject' | 'savePerson' | 'removePerson'
>;

function people(database: Database): People {
  const one = async (column: 'person_id' | 'name' | 'subject', value: string) => {
    const { rows } = await database.read((db) =>
      sql<PersonRecord>`SELECT * FROM person WHERE ${sql.ref(column)} = ${value}`.execute(db),
    );
    return rows[0] && toPerson(rows[0]);
  };
  return {
    async putPerson(person) {
      const { rows } = await database.write((db) =>
        sql`INSERT INTO person (person_id, name, origin, subject, password_hash, grants, disabled_at, created_at,
            created_by, signed_in_at, version)
          VALUES (${person.personId}, ${person.name}, ${person.origin}, ${person.subject}, ${person.passwordHash},
            ${JSON.stringify(person.grants)}::json, ${person.disabledAt}, ${person.createdAt}, ${person.createdBy},
            ${person.signedInAt}, ${person.version}) ON CONFLICT DO NOTHING RETURNING person_id`.execute(db),
      );
      return rows.length === 1;
    },
    async people() {
      const { rows } = await database.read((db) => sql<PersonRecord>`SELECT * FROM person ORDER BY name`.execute(db));
      return rows.map(toPerson);
    },
    person: (personId) => one('person_id', personId),
    personByName: (name) => one('name', name),
    personBySubject: (subject) => one('subject', subject),
    async savePerson(person) {
      const { rows } = await database.write((db) =>
        sql`UPDATE person SET password_hash = ${person.passwordHash}, grants = ${JSON.stringify(person.grants)}::json,
            disabled_at = ${person.disabledAt}, signed_in_at = ${person.signedInAt}, version = version + 1
          WHERE person_id = ${person.personId} AND version = ${person.version} RETURNING person_id`.execute(db),
      );
      return rows.length === 1;
    },
    async removePerson(personId) {
      await database.write(async (db) => {
        await sql`DELETE FROM setup_link WHERE person_id = ${personId}`.execute(db);
        await sql`DELETE FROM person WHERE person_id = ${personId}`.execute(db);
      });
    },
  };
}

function setupLinks(database: Database): Pick<PeopleStore, 'putSetupLink' | 'setupLink' | 'spendSetupLink'> {
  return {
    async putSetupLink({ linkHash, personId, expiresAt }) {
      await database.write(async (db) => {
        await sql`DELETE FROM setup_link WHERE person_id = ${personId}`.execute(db);
        await sql`INSERT INTO setup_link (link_hash, person_id, expires_at)
          VALUES (${linkHash}, ${personId}, ${expiresAt})`.execute(db);
      });
    },
    async setupLink(linkHash, now) {
      const { rows } = await database.read((db) =>
        sql<{ person_id: string }>`SELECT person_id FROM setup_link
          WHERE link_hash = ${linkHash} AND expires_at > ${now}`.execute(db),
      );
      return rows[0]?.person_id;
    },
    async spendSetupLink(linkHash, now) {
      const { rows } = await database.write((db) =>
        sql<{ person_id: string; expires_at: number }>`DELETE FROM setup_link WHERE link_hash = ${linkHash}
          RETURNING person_id, expires_at`.execute(db),
      );
      const row = rows[0];
      return row === undefined || row.expires_at <= now ? undefined : row.person_id;
    },
  };
}

function attempts(database: Database): Pick<PeopleStore, 'changeAttempts'> {
  return {
    async changeAttempts(key, change) {
      await database.write(async (db) => {
        await sql`INSERT INTO sign_in_attempts (key, failures, locked_until, last_at) VALUES (${key}, 0, 0, 0)
          ON CONFLICT (key) DO NOTHING`.execute(db);
        const { rows } = await sql<{ failures: number; locked_until: number; last_at: number }>`
          SELECT failures, locked_until, last_at FROM sign_in_attempts WHERE key = ${key} FOR UPDATE`.execute(db);
        const [row] = rows;
        // The sweep may have taken the new row out between the two statements: then the attempt is made anew.
        if (row === undefined) throw new Raced('The row of the attempts is gone.');
        const after = change({ failures: row.failures, lockedUntil: row.locked_until, lastAt: row.last_at });
        await sql`UPDATE sign_in_attempts SET failures = ${after.failures}, locked_until = ${after.lockedUntil},
            last_at = ${after.lastAt} WHERE key = ${key}`.execute(db);
      });
    },
  };
}

function pendingSignIns(database: Database): Pick<PeopleStore, 'putPendingSignIn' | 'spendPendingSignIn'> {
  return {
    async putPendingSignIn({ stateHash, browserHash, nonce, verifier, expiresAt }) {
      await database.statement((db) =>
        sql`INSERT INTO pending_sign_in (state_hash, browser_hash, nonce, verifier, expires_at)
          VALUES (${stateHash}, ${browserHash}, ${nonce}, ${verifier}, ${expiresAt})`.execute(db),
      );
    },
    async spendPendingSignIn(stateHash, now) {
      const { rows } = await database.write((db) =>
        sql<{ browser_hash: string; nonce: string; verifier: string; expires_at: number }>`DELETE FROM pending_sign_in
          WHERE state_hash = ${stateHash} RETURNING browser_hash, nonce, verifier, expires_at`.execute(db),
      );
      const row = rows[0];
      if (row === undefined || row.expires_at <= now) return undefined;
      const { browser_hash: browserHash, nonce, verifier, expires_at: expiresAt } = row;
      return { stateHash, browserHash, nonce, verifier, expiresAt };
    },
  };
}

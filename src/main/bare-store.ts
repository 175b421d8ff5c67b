import { makeSignInLink } from '../api/secret.ts';
import type { StoreInfo } from '../cli/io.ts';
import { randomIdentity } from '../engine/identity.ts';
import { openStore, openStoreBeside } from '../store/open.ts';
import { dataDirectory, makePrivate } from './data-directory.ts';
import { defaultServer } from './default-server.ts';
import { placeOf } from './place.ts';
import type { StoreWish } from './store-wish.ts';

/* What is done with a store by itself: no application is built around it. */

/** A sign-in link of an administrator, for a data directory whose server does not run. */
export async function linkWithoutServer(directory: string | undefined, place: StoreWish) {
  const { store, identity } = await bareStore(directory, place);
  try {
    await store.migrate();
    const made = await makeSignInLink(
      { store, identity, machineNow: Date.now },
      { publicUrl: defaultServer, actor: 'user:administrator', role: 'administrator' },
    );
    return { link: made.link, expiresAt: new Date(made.expiresAt).toISOString() };
  } finally {
    await store.close();
  }
}

async function bareStore(directory: string | undefined, wished: StoreWish) {
  const data = dataDirectory(directory);
  await makePrivate(data.path);
  const identity = randomIdentity(Date.now);
  return { store: await openStore(placeOf(data, wished), { identity, machineNow: Date.now }), identity };
}

/** What the store of a data directory is, and how far its schema is. */
export async function storeInfo(directory: string | undefined, place: StoreWish): Promise<StoreInfo> {
  const data = dataDirectory(directory);
  await makePrivate(data.path);
  // Looked at, not worked on: the process that works on it goes on meanwhile.
  const store = await openStoreBeside(placeOf(data, place), {
    identity: randomIdentity(Date.now),
    machineNow: Date.now,
  });
  try {
    const schema = await store.schema();
    const tenants = schema.isCurrent ? await store.tenants() : [];
    const { kind, where, note, warning } = store.description;
    return {
      kind,
      where,
      schemaVersion: schema.version,
      isCurrent: schema.isCurrent,
      facts: [{ name: 'Tenants', value: schema.isCurrent ? String(tenants.length) : 'unknown until migrated' }],
      warnings: [note, warning].filter((text) => text !== undefined),
    };
  } finally {
    await store.close();
  }
}

/** Brings the schema to what this version needs. */
export async function migrateStore(directory: string | undefined, place: StoreWish) {
  const { store } = await bareStore(directory, place);
  try {
    const before = await store.schema();
    const { applied } = await store.migrate();
    const after = await store.schema();
    return { from: before.version, to: after.version, applied: [...applied] };
  } finally {
    await store.close();
  }
}

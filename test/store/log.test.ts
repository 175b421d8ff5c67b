import { expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { genesisHash, nextHash, verifyChain } from '../../src/domain/log.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion, onLocal, onServer, type StoreUnderTest } from '../support/stores.ts';
import { aHost, anEvent, aTask } from './estate.ts';

async function verified(store: Store, tenantId: TenantId) {
  return verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
}

forEveryStoreAndVersion((under) => {
  test('the hash that the database computes is the one of the domain', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    expect(await store.logHead(newId<TenantId>())).toEqual({ seq: 0, hash: genesisHash });
    await store.commit({ tenantId, at: 2_000, events: [anEvent('signed-in', 'user', 'ü', { text: 'ß ∞ 𝄞' })] });
    let hash = genesisHash;
    for await (const { link } of store.links(tenantId, 0)) {
      hash = nextHash(hash, link.digest, sha256);
      expect(link.hash).toBe(hash);
    }
    expect(await store.logHead(tenantId)).toEqual({ seq: 2, hash });
    expect(await verified(store, tenantId)).toEqual({ links: 2, events: 2, breaks: [] });
  });

  test('I12 after commits from many sides at once the chain is whole, and every change has exactly one entry', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const commits = Array.from({ length: 64 }, () => ({ hosts: [aHost(), aHost()], tasks: [aTask(tenantId)] }));
    const outcomes = await Promise.all(
      commits.map((part, place) => store.commit({ tenantId, at: 1_000 + place, ...part })),
    );
    const places = outcomes.map((outcome) => outcome.seq ?? 0).sort((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: 64 }, (_, place) => place + 2));
    expect(await verified(store, tenantId)).toEqual({ links: 65, events: 1 + 64 * 3, breaks: [] });
    const subjects = (await store.events(tenantId, { afterSeq: 1 }, 1_000)).map((event) => event.subjectId);
    const written = commits.flatMap(({ hosts, tasks }) => [
      ...hosts.map((write) => write.host.hostId as string),
      ...tasks.map((write) => write.task.taskId as string),
    ]);
    expect(subjects.sort()).toEqual(written.sort());
  });

  test('a commit without events writes no link', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const quiet = { ...aHost(), events: [] };
    expect(await store.commit({ tenantId, at: 2_000, hosts: [quiet] })).toMatchObject({ seq: null });
    expect(await store.logHead(tenantId)).toMatchObject({ seq: 1 });
  });

  test('a commit for a tenant that was never created fails, and leaves nothing', async () => {
    const store = under.store();
    const tenantId = newId<TenantId>();
    const host = aHost();
    await expect(store.commit({ tenantId, at: 1, hosts: [host] })).rejects.toThrow('There is no such tenant.');
    expect(await store.host(tenantId, host.host.hostId)).toBeUndefined();
  });
});

function tampering(under: StoreUnderTest): void {
  test.each([
    ['an event was changed', `UPDATE log_event SET payload = '{"name":"X"}' WHERE seq = 3`, ['digest']],
    ['a name in an event was changed', `UPDATE log_event SET personal = '{}' WHERE seq = 3`, ['digest']],
    [
      'a name was changed, with the digest of the old one beside it',
      `UPDATE log_event SET personal = json_build_object('actor', json_build_object('value', 'os:somebody-else', 'digest',
        encode(sha256(convert_to((personal->'actor'->>'salt') || ':' || (personal->'actor'->>'value'), 'UTF8')), 'hex')))
        WHERE seq = 3`,
      ['digest'],
    ],
    ['an event was deleted', 'DELETE FROM log_event WHERE seq = 3 AND ordinal = 1', ['count', 'digest']],
    [
      'an event was added',
      `INSERT INTO log_event SELECT tenant_id, seq, 9, at, kind, subject_type, subject_id, payload, personal
        FROM log_event WHERE seq = 3 AND ordinal = 0`,
      ['count', 'digest'],
    ],
    ['a link was deleted', 'DELETE FROM log_link WHERE seq = 3', ['gap', 'hash']],
    ['the tail was cut off', 'DELETE FROM log_link WHERE seq >= 4', ['head']],
    ['a time was changed', 'UPDATE log_link SET at = at + 1 WHERE seq = 3', ['digest']],
  ])('I12 tampering is found: %s', async (_what, statement, found) => {
    const tenantId = await aTenant(under.store());
    for (let at = 2; at <= 5; at += 1)
      await under.store().commit({ tenantId, at: at * 1_000, hosts: [aHost(), aHost()] });
    expect((await verified(under.store(), tenantId)).breaks).toEqual([]);
    await under.tamper(`${statement} AND tenant_id = '${tenantId}'`);
    const { breaks } = await verified(under.store(), tenantId);
    expect(breaks.map((broken) => broken.what)).toEqual(found);
  });
}

onServer(tampering);
onLocal(tampering);

import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical.ts';
import { as, type TenantId } from '../../src/domain/ids.ts';
import {
  digestOfBatch,
  digestOfWritten,
  type EventDraft,
  genesisHash,
  type LogLink,
  nextHash,
  verifyChain,
  type WrittenEvent,
} from '../../src/domain/log.ts';
import { sha256 } from '../support/identity.ts';

const tenantId = as<TenantId>('t-1');
const at = 1_000;

function event(payload: EventDraft['payload']): EventDraft {
  const personal = { actor: { salt: 's', value: 'user:anna' } };
  return { kind: 'move-changed', subjectType: 'move', subjectId: 'm-1', payload, personal };
}

const first = event({ state: 'queued', count: 2 });
const events = [first, event({ state: 'granted', from: ['queued', { at: 1 }] })];
const digest = digestOfBatch({ tenantId, at, events }, sha256);
const link: LogLink = {
  ...{ tenantId, seq: 1, at, digest, hash: nextHash(genesisHash, digest, sha256) },
  eventCount: events.length,
};

/** The events as a store has them, with these texts as their payloads. */
function written(...payloads: readonly string[]): readonly WrittenEvent[] {
  return events.map((one, place) => {
    const payloadText = payloads[place] ?? canonicalJson(one.payload);
    return { ...one, payload: JSON.parse(payloadText) as EventDraft['payload'], payloadText };
  });
}

async function breaksOf(batch: readonly WrittenEvent[]) {
  async function* links() {
    yield { link, events: batch };
  }
  return (await verifyChain(links(), { seq: 1, hash: link.hash }, sha256)).breaks.map(({ what }) => what);
}

test('I12 what is written in canonical form is digested as it stands, and no payload is read for it', async () => {
  const payloads = events.map(({ payload }) => canonicalJson(payload));
  expect(digestOfWritten({ tenantId, at, events }, payloads, sha256)).toBe(digest);
  const unread = written().map((one) =>
    Object.defineProperty({ ...one }, 'payload', {
      get: () => {
        throw new Error('It was read.');
      },
    }),
  );
  expect(await breaksOf(unread)).toEqual([]);
});

test.each<readonly [string, string, readonly string[]]>([
  ['the same in another order of members', '{"state":"queued","count":2}', []],
  ['the same with white space and an escape', '{ "count": 2, "state": "\\u0071ueued" }', []],
  ['another value', '{"count":3,"state":"queued"}', ['digest']],
  ['a member more', '{"count":2,"more":1,"state":"queued"}', ['digest']],
  ['a number that is spelled otherwise', '{"count":2.0,"state":"queued"}', []],
])('I12 a payload of which its row says %s', async (_what, text, breaks) => {
  expect(await breaksOf(written(text))).toEqual(breaks);
});

test('I12 what was written of one entry never passes as that of another', async () => {
  const [one = '', other = ''] = events.map(({ payload }) => canonicalJson(payload));
  expect(await breaksOf(written(other, one))).toEqual(['digest']);
});

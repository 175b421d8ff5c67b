import { expect, test } from 'vitest';
import { as, type TenantId } from '../../src/domain/ids.ts';
import { digestOfBatch } from '../../src/domain/log.ts';
import { randomIdentity } from '../../src/engine/identity.ts';

const { sha256 } = randomIdentity(() => 0);

test.each([
  ['none', []],
  ['one', ['a']],
  ['a few', ['a', '', 'ü', '\u{1F6E1}']],
  ['more than a piece', Array.from({ length: 500 }, (_, at) => `${'ä'.repeat(at % 90)},`)],
  ['one that is longer than a piece', ['x', 'y'.repeat(40_000), 'z']],
])('the digest of %s is that of the text which they make', (_what, texts) => {
  expect(sha256.ofAll?.(texts)).toBe(sha256(texts.join('')));
});

test('I12 a batch has one digest, however it is put together', () => {
  const events = Array.from({ length: 300 }, (_, at) => ({
    ...({ kind: 'move-changed', subjectType: 'move', subjectId: `move ${at}` } as const),
    payload: { at, words: 'w'.repeat(at) },
    personal: { actor: { salt: String(at), value: 'user:anna' } },
  }));
  const batch = { tenantId: as<TenantId>('t'), at: 1, events } as const;
  expect(digestOfBatch(batch, sha256)).toBe(digestOfBatch(batch, (text) => sha256(text)));
});

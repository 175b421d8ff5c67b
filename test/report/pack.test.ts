import { expect, test } from 'vitest';
import { verifyPackBytes } from '../../src/main/verify-pack.ts';
import { aPackedWorld } from './support/packed-world.ts';

test('X-08 a pack of a campaign is sound: every gate, start, approval and transition in it comes out again as it was decided', async () => {
  await using packed = await aPackedWorld({ seed: 901 });
  const answer = await packed.download('/campaigns/nord/report/file?format=pack&for=auditor');
  expect([answer.status, answer.type, answer.disposition]).toEqual([200, 'application/zip', 'attachment; filename="report-nord.zip"']);
  const found = await verifyPackBytes(answer.bytes, undefined, () => undefined);
  console.log(JSON.stringify(found, null, 1), answer.bytes.length);
  expect(found.differences).toEqual([]);
});

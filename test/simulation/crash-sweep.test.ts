import { expect, test } from 'vitest';
import { sweepIn } from './sweep-place.ts';

/** A few points, since each is a campaign with its week; `npm run simulate -- --sweep` tries all. CHANGEGUARD_CRASH_POINTS sets how many, or `all`. */
const wanted = process.env.CHANGEGUARD_CRASH_POINTS ?? '5';

test('I2 I10 I12 I14 I16 a campaign whose process dies at any transaction or request ends as one that nobody disturbed, and no server is started twice', async () => {
  const points = wanted === 'all' ? 'all' : Number(wanted);
  const swept = await sweepIn('memory', points);
  expect(swept.broken).toEqual([]);
  expect(swept.tried).toHaveLength(points === 'all' ? swept.points : points);
}, 14_400_000);

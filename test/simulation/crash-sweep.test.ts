import { expect, test } from 'vitest';
import { sweepIn } from './sweep-place.ts';

/**
 * A few points of the small campaign, since what follows each is most of a week; `npm run simulate -- --sweep` tries all of the one of forty servers.
 * CHANGEGUARD_CRASH_POINTS sets how many, or `all`.
 */
const wanted = process.env.CHANGEGUARD_CRASH_POINTS ?? '5';

test('I2 I10 I12 I14 I16 a campaign whose process dies at any transaction or request ends as one that nobody disturbed, and no server is started twice', async () => {
  const points = wanted === 'all' ? 'all' : Number(wanted);
  const { campaign, recovery } = await sweepIn('scratch', { campaign: 'small', points });
  for (const part of recovery ? [campaign, recovery] : [campaign]) {
    expect(part.broken).toEqual([]);
    expect(part.tried.length + part.same.length).toBe(points === 'all' ? part.points : Math.min(points, part.points));
  }
}, 14_400_000);

import { describe, expect, test } from 'vitest';
import { whyNoPostgres } from '../support/postgres.ts';
import { drill } from './drill.ts';

const why = whyNoPostgres();
describe.skipIf(why !== undefined)(`an installation of a server and three workers${why ? ` (${why})` : ''}`, () => {
  test('I2 I10 I12 I14 I16 whoever is killed is taken over from, no start is sent twice or lost, and every log is whole', {
    timeout: 420_000,
  }, async () => {
    const outcome = await drill({
      servers: 24,
      tenants: 2,
      secondsBetweenKills: 4,
      seed: 3,
      minutes: 6,
      isShort: true,
      say: () => undefined,
    });
    expect(outcome.violations).toEqual([]);
    expect(outcome.doubleEffects).toBe(0);
    expect(outcome.requests, 'the twins were asked at all').toBeGreaterThan(0);
    expect(outcome.kills, 'somebody was killed, or it proves nothing').toBeGreaterThan(1);
    expect(
      outcome.takeovers.filter(({ heldUntil, takenAt }) => takenAt < heldUntil),
      'nobody takes what somebody has',
    ).toEqual([]);
    expect(outcome.restarts, 'everybody was restarted once in good order').toBe(4);
    expect(outcome.restartsUnderWay, 'most of them while servers migrated').toBeGreaterThan(1);
    expect(outcome.aimed, 'also between a start and its record').toBeGreaterThan(0);
  });
});

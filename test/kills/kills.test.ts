import { describe, expect, test } from 'vitest';
import { whyNoPostgres } from '../support/postgres.ts';
import { kills } from './kills.ts';

const why = whyNoPostgres();

describe.skipIf(why !== undefined)(`a server on the default store${why ? ` (${why})` : ''}`, () => {
  test('I12 I16 killed at any moment, with its database or without it, it loses nothing that it acknowledged', {
    timeout: 400_000,
  }, async () => {
    const outcome = await kills({ rounds: 20, seed: 7, say: () => undefined });
    expect(outcome.violations).toEqual([]);
    expect(outcome.lost).toBe(0);
    expect(outcome.kills).toEqual({ server: 7, both: 7, database: 6 });
    expect(outcome.files, 'something was acknowledged, or it proves nothing').toBeGreaterThan(0);
  });
});

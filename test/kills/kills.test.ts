import { describe, expect, test } from 'vitest';
import { whyNoPostgres } from '../support/postgres.ts';
import { type KillsOutcome, kills } from './kills.ts';
import { limitMs, verdictOf } from './verdict.ts';

const why = whyNoPostgres();

describe.skipIf(why !== undefined)(`a server on the default store${why ? ` (${why})` : ''}`, () => {
  test('I12 I16 killed at any moment, with its database or without it, it loses nothing that it acknowledged', {
    timeout: 400_000,
  }, async () => {
    const outcome = await kills({ rounds: 20, seed: 7, say: () => undefined });
    expect(outcome.violations).toEqual([]);
    expect(outcome.lost).toBe(0);
    expect(outcome.kills).toEqual({ server: 7, both: 7, database: 6 });
    expect(outcome.endCode, 'it ended in good order when it was told to').toBe(0);
    // How long it took says more of this machine than of us: the command judges it, here it must only have been measured, and said.
    const { lines } = verdictOf(outcome);
    for (const [victim, ms] of Object.entries(outcome.slowest)) {
      expect(ms, victim).toBeGreaterThan(0);
      expect(lines.join('\n')).toContain(`ready again after ${Math.round(ms).toLocaleString('en')} ms at most`);
    }
    expect(outcome.files, 'something was acknowledged, or it proves nothing').toBeGreaterThan(0);
  });
});

const sound: KillsOutcome = {
  kills: { server: 7, both: 7, database: 6 },
  files: 100,
  servers: 300,
  lost: 0,
  links: 400,
  slowest: { ...limitMs },
  endCode: 0,
  violations: [],
};

describe('the command', () => {
  test('ends with 0 where nothing was lost and every limit is kept, and says the slowest beside what is allowed', () => {
    const { lines, code } = verdictOf(sound);
    expect(code).toBe(0);
    expect(lines).toContain('the server killed 7 times, ready again after 2,000 ms at most (2,000 allowed)');
    expect(lines).toContain(
      'the server with its database killed 7 times, ready again after 10,000 ms at most (10,000 allowed)',
    );
    expect(lines).toContain('the database killed 6 times, ready again after 10,000 ms at most (10,000 allowed)');
  });

  test.each<[string, Partial<KillsOutcome>, string]>([
    [
      'the server was ready too late',
      { slowest: { ...limitMs, server: 2_001 } },
      'After the server was killed it took too long.',
    ],
    [
      'both were ready too late',
      { slowest: { ...limitMs, both: 10_001 } },
      'After the server with its database was killed it took too long.',
    ],
    [
      'the database was ready too late',
      { slowest: { ...limitMs, database: 10_001 } },
      'After the database was killed it took too long.',
    ],
    ['something was lost', { lost: 1, violations: ['A is not stored.'] }, '1 violations.'],
    ['it did not end in good order', { endCode: 1 }, 'Told to end by SIGTERM, it ended with 1, not with 0.'],
    ['a signal ended it at last', { endCode: null }, 'Told to end by SIGTERM, it ended with a signal, not with 0.'],
  ])('ends with 1 where %s, and says so', (_what, about, said) => {
    const { lines, code } = verdictOf({ ...sound, ...about });
    expect(code).toBe(1);
    expect(lines).toContain(said);
  });
});

import { describe, expect, test } from 'vitest';
import { addUp } from '../../src/domain/evaluate.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

const now = 1_000_000;

function verdict(value: Verdict['verdict'], reason: string, more: Partial<Verdict> = {}): Verdict {
  return {
    check: reason,
    verdict: value,
    reason,
    summary: '',
    evidence: [],
    edition: '2026-03',
    validUntil: now + 5_000,
    ...more,
  };
}

describe('adding verdicts up', () => {
  test('all that apply pass: pass, without reasons', () => {
    const sum = addUp([verdict('pass', ''), verdict('notApplicable', 'no-matter')], 'disagree', now);
    expect(sum).toMatchObject({ verdict: 'pass', reasons: [], disposition: 'moves' });
  });

  test('X-01 nothing applies, or nothing was checked: unknown and not pass', () => {
    expect(addUp([], 'disagree', now).verdict).toBe('unknown');
    expect(addUp([verdict('notApplicable', 'no-matter')], 'disagree', now).verdict).toBe('unknown');
  });

  test('one unknown blocks, one fail is worse', () => {
    expect(addUp([verdict('pass', ''), verdict('unknown', 'u')], 'disagree', now).verdict).toBe('unknown');
    expect(addUp([verdict('unknown', 'u'), verdict('fail', 'f')], 'disagree', now).verdict).toBe('fail');
  });

  test('reasons stand worst first and each once', () => {
    const sum = addUp(
      [
        verdict('unknown', 'u'),
        verdict('fail', 'plain'),
        verdict('fail', 'role', { disposition: 'stays' }),
        verdict('fail', 'os', { disposition: 'unsupported' }),
        verdict('unknown', 'u'),
      ],
      'disagree',
      now,
    );
    expect(sum.reasons).toEqual(['os', 'role', 'plain', 'u']);
    expect(sum.disposition).toBe('unsupported');
  });

  test('a contradiction decides nothing, whatever else fails, and is named first', () => {
    const sum = addUp([verdict('fail', 'f'), verdict('unknown', 'disagree')], 'disagree', now);
    expect(sum).toMatchObject({ verdict: 'unknown', reasons: ['disagree', 'f'] });
  });

  test('the sum is valid as long as its shortest verdict', () => {
    expect(addUp([verdict('pass', '', { validUntil: now + 7 }), verdict('pass', '')], 'disagree', now).validUntil).toBe(
      now + 7,
    );
  });
});

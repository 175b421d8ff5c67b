import { describe, expect, test } from 'vitest';
import { addUp } from '../../src/domain/evaluate.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

const now = 1_000_000;
const weighing = { contradiction: 'disagree', moot: new Set(['moved']), ofTenant: new Set(['tenant']) };

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
    const sum = addUp([verdict('pass', ''), verdict('notApplicable', 'no-matter')], weighing, now);
    expect(sum).toMatchObject({ verdict: 'pass', reasons: [], disposition: 'moves' });
  });

  test('X-01 nothing applies, or nothing was checked: unknown and not pass', () => {
    expect(addUp([], weighing, now).verdict).toBe('unknown');
    expect(addUp([verdict('notApplicable', 'no-matter')], weighing, now).verdict).toBe('unknown');
  });

  test('one unknown blocks, one fail is worse', () => {
    expect(addUp([verdict('pass', ''), verdict('unknown', 'u')], weighing, now).verdict).toBe('unknown');
    expect(addUp([verdict('unknown', 'u'), verdict('fail', 'f')], weighing, now).verdict).toBe('fail');
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
      weighing,
      now,
    );
    expect(sum.reasons).toEqual(['os', 'role', 'plain', 'u']);
    expect(sum.disposition).toBe('unsupported');
  });

  test('S3-04 what is wrong with the host is named before what is wrong with the whole tenant', () => {
    const sum = addUp([verdict('fail', 'tenant'), verdict('unknown', 'u'), verdict('fail', 'own')], weighing, now);
    expect(sum.reasons).toEqual(['own', 'u', 'tenant']);
  });

  test('that a host has moved already is named before what it lacks', () => {
    const sum = addUp([verdict('fail', 'own'), verdict('fail', 'moved')], weighing, now);
    expect(sum.reasons).toEqual(['moved', 'own']);
  });

  test('a contradiction decides nothing, whatever else fails, and is named first', () => {
    const sum = addUp([verdict('fail', 'f'), verdict('unknown', 'disagree')], weighing, now);
    expect(sum).toMatchObject({ verdict: 'unknown', reasons: ['disagree', 'f'] });
  });

  test('the sum is valid as long as its shortest verdict', () => {
    expect(addUp([verdict('pass', '', { validUntil: now + 7 }), verdict('pass', '')], weighing, now).validUntil).toBe(
      now + 7,
    );
  });
});

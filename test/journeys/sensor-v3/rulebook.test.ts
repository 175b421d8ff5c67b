import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/domain/canonical.ts';
import { isPromised } from '../../../src/domain/rulebook.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import { readOverride } from '../../../src/journeys/sensor-v3/rule-overrides.ts';
import { editions, type RuleId, rulebookFor, ruleChanges } from '../../../src/journeys/sensor-v3/rulebook.ts';

const march = rulebookFor('2026-03', []);
const september = rulebookFor('2026-09', []);

describe('editions', () => {
  test('every value says where it comes from: a page with its date, or that it is ours and why', () => {
    for (const edition of editions) {
      for (const [name, rule] of Object.entries(rulebookFor(edition, []))) {
        if (rule.basis === 'ours') expect(rule.note?.length ?? 0, name).toBeGreaterThan(20);
        else expect(rule.sources.length, name).toBeGreaterThan(0);
        for (const source of rule.sources) expect(source.seenOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
  });

  test('S3-08 S3-10 2026-03 states 20 minutes, two hours, a week, rollback and commit', () => {
    expect([march.typicalMs.value, march.timeoutMs.value, march.observationMs.value]).toEqual([
      20 * minuteMs,
      2 * hourMs,
      7 * dayMs,
    ]);
    expect([march.rollback.value, march.commit.value]).toEqual(['possible', 'automatic']);
    for (const rule of [march.typicalMs, march.timeoutMs, march.observationMs, march.rollback])
      expect(isPromised(rule)).toBe(true);
  });

  test('S3-10 2026-09 promises neither the two hours nor the week nor a rollback: what is used is ours', () => {
    expect([september.timeoutMs.value, september.observationMs.value]).toEqual([2 * hourMs, 7 * dayMs]);
    expect(september.rollback.value).toBe('unstated');
    for (const rule of [
      september.timeoutMs,
      september.observationMs,
      september.rollback,
      september.leastSenseVersion,
    ]) {
      expect(isPromised(rule)).toBe(false);
      expect(rule.basis).toBe('ours');
    }
  });

  test('S3-01 the March builds are compared in their own branches', () => {
    const least = Object.entries(march.updateBaselines.value).map(([build, one]) => [build, one.leastRevision]);
    expect(least).toEqual([
      ['17763', 8511],
      ['20348', 4893],
      ['26100', 32522],
    ]);
  });

  test('what differs between the editions is known', () => {
    expect([...ruleChanges(march, september)].sort()).toEqual(
      [
        'actionAccount',
        'additionalRoles',
        'commit',
        'cumulative-update',
        'rollback',
        'rpcAuditingAutomaticFrom',
        'serviceVerdictChecks',
        'updateBaselines',
        'v2Connection',
      ].sort(),
    );
  });
});

describe('overrides of a tenant', () => {
  test.each<[RuleId, Json, unknown]>([
    ['timeoutMs', '90m', 90 * minuteMs],
    ['timeoutMs', 3 * hourMs, 3 * hourMs],
    ['leastSenseVersion', '10.9000', '10.9000'],
    ['additionalRoles', 'allowed', 'allowed'],
    ['highLoadPercent', 80, 80],
    ['rpcAuditingAutomaticFrom', null, null],
    ['serviceVerdictChecks', [], []],
  ])('%s accepts %j', (rule, value, read) => {
    expect(readOverride({ rule, value, because: 'tested' })).toEqual({ ok: true, value: read });
    expect(rulebookFor('2026-03', [{ rule, value, because: 'tested' }])[rule]).toMatchObject({
      value: read,
      basis: 'override',
      note: 'tested',
    });
  });

  test('a required revision that we do not know can be given', () => {
    const overrides = [{ rule: 'updateBaselines', value: { '20348': 5500 }, because: 'release table' }];
    expect(rulebookFor('2026-09', overrides).updateBaselines.value['20348']).toMatchObject({
      leastRevision: 5500,
      lastRevisionBefore: 5499,
    });
  });

  test.each<[string, Json]>([
    ['timeoutMs', '2 hours'],
    ['timeoutMs', 0],
    ['timeoutMs', -1],
    ['timeoutMs', '999d'],
    ['timeoutMs', null],
    ['leastSenseVersion', 'latest'],
    ['leastOsBuild', 14_393],
    ['highLoadPercent', 0.5],
    ['highLoadPercent', '80'],
    ['additionalRoles', 'whatever'],
    ['serviceVerdictMaxAgeMs', '1h'],
    ['serviceVerdictChecks', 'all'],
    ['updateBaselines', {}],
    ['updateBaselines', { '20348': 0 }],
    ['updateBaselines', { ws2022: 4893 }],
    ['updateBaselines', [4893]],
    ['noSuchRule', 1],
    ['constructor', 1],
  ])('a malformed or unbounded %s = %j is refused and never becomes no limit', (rule, value) => {
    expect(readOverride({ rule, value, because: 'tested' }).ok).toBe(false);
    expect(() => rulebookFor('2026-03', [{ rule, value, because: 'tested' }])).toThrow(/not checked at the door/);
  });

  test('an override without a reason is refused', () => {
    expect(readOverride({ rule: 'timeoutMs', value: '90m', because: ' ' })).toEqual({
      ok: false,
      fault: 'Say why timeoutMs is overridden.',
    });
  });
});

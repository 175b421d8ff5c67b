import { expect, test } from 'vitest';
import { defaultRules } from '../../../src/domain/campaign/default-rules.ts';
import { type FirstForm, fromFirstForm } from '../../../src/domain/plan/first-form.ts';
import { faultsOfRules } from '../../../src/domain/plan/rule-faults.ts';
import { dayMs, minuteMs } from '../../../src/domain/time.ts';

const first = {
  schema: 'changeguard.plan/1',
  tenantId: 't-1',
  journey: 'sensor-v3',
  edition: '2026-03',
  name: 'berlin',
  author: 'user:anna',
  createdAt: 1_000,
  selector: 'site:Berlin',
  waves: [{ name: 'all', hosts: [{ hostId: 'h-1', name: 'BER-DC1', site: 'Berlin' }] }],
  excluded: [{ hostId: 'h-2', name: 'BER-CA1', site: 'Berlin', reason: 'stays', detail: 'It runs AD CS.' }],
  cap: 4,
  channel: 'portal',
  demand: 'host',
  digest: 'd'.repeat(64),
} as unknown as FirstForm;

test('a plan of the first form keeps who, how and its digest', () => {
  const { name, author, createdAt, selector, channel, demand, digest, waves, excluded } = fromFirstForm(first);
  expect({ name, author, createdAt, selector, channel, demand, digest }).toEqual({
    name: 'berlin',
    author: 'user:anna',
    createdAt: 1_000,
    selector: 'site:Berlin',
    channel: 'portal',
    demand: 'host',
    digest: first.digest,
  });
  expect(waves).toEqual([
    {
      name: 'all',
      isCanary: false,
      hosts: [{ hostId: 'h-1', name: 'BER-DC1', site: 'Berlin', domain: '', stratum: 'all' }],
    },
  ]);
  expect(excluded).toEqual([
    { hostId: 'h-2', name: 'BER-CA1', site: 'Berlin', domain: '', reason: 'stays', detail: 'It runs AD CS.' },
  ]);
});

test('its cap is kept, its campaign is stopped by no failure as before, and everything else is the safer side', () => {
  const { rules } = fromFirstForm(first);
  expect(rules).toEqual({
    ...defaultRules,
    caps: { ...defaultRules.caps, inFlight: 4 },
    budget: { failures: 1_000_000, perStratum: null },
  });
  expect(faultsOfRules(rules, { typicalMs: 20 * minuteMs, worstMs: 120 * minuteMs, observationMs: 7 * dayMs })).toEqual(
    [],
  );
});

test('nothing of the first form is left over, and nothing is predicted that nobody was told', () => {
  const plan = fromFirstForm(first);
  expect(plan.schema).toBe('changeguard.plan/2');
  expect(plan).not.toHaveProperty('cap');
  expect(plan.prediction).toEqual({ asOf: 1_000, waves: [] });
  expect(plan.strata).toEqual([]);
});

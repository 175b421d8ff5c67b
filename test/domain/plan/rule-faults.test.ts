import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CampaignRules, GateCondition } from '../../../src/domain/campaign/rules.ts';
import { faultsOfRules } from '../../../src/domain/plan/rule-faults.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import { aFloor, aWaiver, durations, holds, someRules } from '../../support/plan-estates.ts';

const full: CampaignRules = someRules({
  caps: {
    inFlight: 10,
    perSite: 2,
    perDomain: 5,
    startsPerDay: 20,
    commitsPerDay: 20,
    blastRadius: 50,
    spreadMs: hourMs,
  },
  floor: aFloor({ servers: 1, share: 0.75, waivers: [aWaiver('Oslo'), aWaiver('Oslo', { of: 'domain' })] }),
  budget: { failures: 2, perStratum: 1 },
  gate: [
    { kind: 'success-share', atLeast: 1 },
    { kind: 'soak', ms: dayMs },
    { kind: 'health' },
    { kind: 'detection' },
    { kind: 'proofs', proofs: ['sensor-running', 'events-seen'] },
    { kind: 'hunting', query: 'inactive-devices' },
    { kind: 'manual', question: 'Does the SOC see alerts?' },
    { kind: 'rollback-drill' },
  ],
});

test('rules that make sense have no fault', () => {
  expect(faultsOfRules(full, durations)).toEqual([]);
  expect(faultsOfRules(someRules(), durations)).toEqual([]);
});

/** Rules as they come from a file: the compiler has not seen them. */
const wrongly = (value: unknown) => value as never;
const gate = (...conditions: readonly unknown[]): Partial<CampaignRules> => ({ gate: conditions as GateCondition[] });
const caps = (more: Partial<CampaignRules['caps']>): Partial<CampaignRules> => ({ caps: { ...full.caps, ...more } });
const waivers = (...some: CampaignRules['floor']['waivers']): Partial<CampaignRules> => ({
  floor: aFloor({ waivers: some }),
});
const alarms = (...alarmHours: readonly number[]): Partial<CampaignRules> => ({
  commitGuard: { ...full.commitGuard, alarmHours },
});

describe('a threshold that makes no sense is refused, never read as off', () => {
  test.each<[string, Partial<CampaignRules>, readonly string[]]>([
    ['no slot at all', caps({ inFlight: 0 }), ['caps.inFlight']],
    ['half a slot', caps({ inFlight: 1.5 }), ['caps.inFlight']],
    ['no limit in flight', caps({ inFlight: wrongly(null) }), ['caps.inFlight']],
    ['a limit that is left out', caps({ perSite: wrongly(undefined) }), ['caps.perSite']],
    ['a limit in words', caps({ perDomain: wrongly('5') }), ['caps.perDomain']],
    ['a limit of none', caps({ blastRadius: 0 }), ['caps.blastRadius']],
    ['more than there are', caps({ startsPerDay: 1e9 }), ['caps.startsPerDay']],
    ['a spread back in time', caps({ spreadMs: -1 }), ['caps.spreadMs']],
    ['a spread of years', caps({ spreadMs: 400 * dayMs }), ['caps.spreadMs']],
    ['a share in percent', { floor: aFloor({ share: 75 }) }, ['floor.share']],
    ['a share below nothing', { floor: aFloor({ share: -0.1 }) }, ['floor.share']],
    ['a share that is no number', { floor: aFloor({ share: Number.NaN }) }, ['floor.share']],
    ['a floor below nothing', { floor: aFloor({ servers: -1 }) }, ['floor.servers']],
    ['a waiver without a reason', waivers(aWaiver('Oslo', { because: ' ' })), ['floor.waivers[0].because']],
    [
      'a waiver for ever',
      waivers(aWaiver('Oslo', { expiresAt: Number.POSITIVE_INFINITY })),
      ['floor.waivers[0].expiresAt'],
    ],
    ['a waiver of something else', waivers(aWaiver('Oslo', { of: wrongly('tenant') })), ['floor.waivers[0].of']],
    ['two waivers for one site', waivers(aWaiver('Oslo'), aWaiver('Rome'), aWaiver('Oslo')), ['floor.waivers[2]']],
    ['a budget below nothing', { budget: { failures: -1, perStratum: null } }, ['budget.failures']],
    ['a budget without a number', { budget: { failures: 0, perStratum: Number.NaN } }, ['budget.perStratum']],
    ['a share that any wave reaches', gate({ kind: 'success-share', atLeast: 0 }), ['gate[0].atLeast']],
    ['a share that no wave reaches', gate({ kind: 'success-share', atLeast: 1.01 }), ['gate[0].atLeast']],
    [
      'a soak shorter than a move takes',
      gate({ kind: 'health' }, { kind: 'soak', ms: 20 * minuteMs - 1 }),
      ['gate[1].ms'],
    ],
    ['a soak that is no time', gate({ kind: 'soak', ms: Number.NaN }), ['gate[0].ms']],
    ['a soak of exactly the typical time', gate({ kind: 'soak', ms: 20 * minuteMs }), []],
    ['two soaks', gate({ kind: 'soak', ms: hourMs }, { kind: 'soak', ms: dayMs }), ['gate[1]']],
    ['two questions', gate({ kind: 'manual', question: 'A?' }, { kind: 'manual', question: 'B?' }), []],
    ['no proof', gate({ kind: 'proofs', proofs: [] }), ['gate[0].proofs']],
    ['a proof twice', gate({ kind: 'proofs', proofs: ['a', 'a'] }), ['gate[0].proofs']],
    ['no query', gate({ kind: 'hunting', query: '' }), ['gate[0].query']],
    ['no question', gate({ kind: 'manual', question: '  ' }), ['gate[0].question']],
    ['a condition that nobody knows', gate({ kind: 'luck' }), ['gate[0].kind']],
    ['a condition without a kind', gate({}), ['gate[0].kind']],
    [
      'a default that nobody knows',
      { commitGuard: { ...full.commitGuard, whenNobodyDecides: wrongly('wait') } },
      ['commitGuard.whenNobodyDecides'],
    ],
    ['no alarm', alarms(), ['commitGuard.alarmHours']],
    ['alarms that ascend', alarms(6, 24), ['commitGuard.alarmHours']],
    ['an alarm twice', alarms(24, 24), ['commitGuard.alarmHours']],
    ['an alarm at no time', alarms(24, Number.NaN), ['commitGuard.alarmHours']],
    ['an alarm before the move', alarms(169, 6), ['commitGuard.alarmHours']],
    ['less than nobody', { approval: { ...full.approval, people: -1 } }, ['approval.people']],
    ['an approval that is never good', { approval: { ...full.approval, validMs: 0 } }, ['approval.validMs']],
    ['an approval by wave or not', { approval: { ...full.approval, perWave: wrongly('yes') } }, ['approval.perWave']],
  ])('%s', (_, more, places) => {
    expect(faultsOfRules({ ...full, ...more }, durations).map((fault) => fault.at)).toEqual(places);
  });
});

/** Every number in the rules, as the path that a fault would name. */
function numbersIn(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return [path];
  if (Array.isArray(value)) return value.flatMap((item, at) => numbersIn(item, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => numbersIn(member, path === '' ? name : `${path}.${name}`));
}

function withValue(value: unknown, path: string, put: unknown, here = ''): unknown {
  if (here === path) return put;
  if (Array.isArray(value)) return value.map((item, at) => withValue(item, path, put, `${here}[${at}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withValue(member, path, put, here === '' ? name : `${here}.${name}`),
    ]),
  );
}

test('whatever number of the rules is spoiled, the fault says which', () => {
  const paths = numbersIn(full);
  expect(paths.length).toBeGreaterThan(18);
  const spoiled = fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    -0.5,
    '1',
    true,
    {},
    [],
    undefined,
  );
  holds(
    fc.property(fc.constantFrom(...paths), spoiled, (path, value) => {
      // An instant may lie before 1970; it is only long over.
      if (path.endsWith('expiresAt') && value === -1) return;
      const rules = withValue(full, path, value) as CampaignRules;
      const places = faultsOfRules(rules, durations).map((fault) => fault.at);
      expect(places).toContain(path.replace(/(alarmHours)\[\d+\]$/, '$1'));
    }),
    1_000,
  );
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rulesRequest } from '../../src/contract/campaign-rules.ts';
import { closureAt, nextOpening } from '../../src/domain/calendar/openings.ts';
import { sampleEstates } from '../../src/twin/sample-estates.ts';
import { hoursOf } from '../domain/calendar/drawn-calendars.ts';
import { aWorld, worldStartAt } from '../support/world.ts';

const page = readFileSync('docs/start/estates.md', 'utf8');

/** What the page says of checks: the row of a check has a mark in the column of an estate. */
function claimed(column: number): readonly string[] {
  return page.split('\n').flatMap((line) => {
    const [, check, ...marks] = line.split('|').map((cell) => cell.trim());
    return /^`[a-z0-9-]+`$/.test(check ?? '') && marks[column] === '✓' ? [(check ?? '').slice(1, -1)] : [];
  });
}

describe.each([
  ['hospital', 0, 10],
  ['school', 1, 10],
] as const)('the sample estate %s', (name, column, least) => {
  test('gives pass, fail and unknown for every check that its page names', async () => {
    const estate = sampleEstates[name].build({ hosts: 1_000, seed: 1, startAt: worldStartAt });
    await using world = await aWorld({ estate });
    await world.collect(...world.twin.estate().flatMap(({ host }, at) => (at % 2 === 0 ? [host] : [])));
    const { hosts } = await world.control.check('user:test', world.tenantId, 'all', true);
    expect(hosts).toHaveLength(1_000);
    const given = new Map<string, Set<string>>();
    for (const { eligibility } of hosts)
      for (const { check, verdict } of eligibility.verdicts)
        given.set(check, (given.get(check) ?? new Set()).add(verdict));
    const checks = claimed(column);
    expect(checks.length).toBeGreaterThanOrEqual(least);
    for (const check of checks)
      expect([check, ...[...(given.get(check) ?? [])].sort()]).toEqual([check, 'fail', 'pass', 'unknown']);
    const plan = await world.control.makePlan('user:test', world.tenantId, {
      selector: 'all',
      name,
      demand: 'service',
    });
    const planned = plan.waves.flatMap((wave) => wave.hosts.map((host) => host.name));
    expect(planned.length).toBeGreaterThan(50);
    expect(planned.filter((host) => !host.includes('-DC'))).toEqual([]);
  }, 120_000);
});

const hoursIn = (file: string) => {
  const { calendars = [] } = rulesRequest.parse(JSON.parse(readFileSync(`docs/operate/${file}`, 'utf8')));
  return hoursOf(...calendars);
};

describe('the calendar of', () => {
  test.each([
    ['rules.hospital.example.json', '2026-03-30T06:00:00Z', '2026-04-07T08:00:00Z', 'Easter, with half of the staff'],
    ['rules.hospital.example.json', '2026-04-22T01:00:00Z', '2026-04-28T08:00:00Z', 'The new ward system goes live'],
    ['rules.school.example.json', '2026-04-13T08:00:00Z', '2026-07-09T05:00:00Z', 'Term until summer'],
  ])('%s is closed at %s until %s: %s', (file, at, opensAt, because) => {
    const hours = hoursIn(file);
    expect(closureAt(hours, Date.parse(at))).toMatchObject({ kind: 'freeze', because });
    expect(nextOpening(hours, Date.parse(at))).toMatchObject({ opening: { opensAt: Date.parse(opensAt) } });
  });

  test('the hospital has no opening at night, and that of the schools is open when the sample begins', () => {
    const hospital = hoursIn('rules.hospital.example.json');
    expect(closureAt(hospital, Date.parse('2026-04-08T01:00:00Z'))).toMatchObject({ kind: 'window' });
    expect(closureAt(hoursIn('rules.school.example.json'), worldStartAt)).toBeUndefined();
  });
});

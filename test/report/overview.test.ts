import { expect, test } from 'vitest';
import { owner } from '../../src/contract/owner.ts';
import { requirement, rulebook } from '../../src/contract/rulebook.ts';
import type { HostId } from '../../src/domain/ids.ts';
import type { RulebookOverride } from '../../src/domain/journey.ts';
import type { Eligibility, Verdict } from '../../src/domain/verdict.ts';
import type { HostRow } from '../../src/engine/ports/store.ts';
import { rulebookFor } from '../../src/journeys/sensor-v3/rulebook.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { checkSummaryShape } from '../../src/report/check-summary.ts';
import { coverageShape } from '../../src/report/coverage.ts';
import { irreversibleShape } from '../../src/report/irreversible.ts';
import { rulebookShape } from '../../src/report/rule.ts';
import { verdictShape } from '../../src/report/verdict.ts';

const at = Date.UTC(2026, 4, 4, 8);

function aRow(name: string, more: Partial<HostRow> = {}): HostRow {
  return {
    hostId: name as HostId,
    name,
    fqdn: `${name.toLowerCase()}.bank.example`,
    domain: 'bank.example',
    site: 'Berlin',
    migrationState: 'notReadyForMigration',
    sensorVersion: '2.254.19112.470',
    sensorType: 'domainControllerIntegrated',
    healthStatus: 'healthy',
    serviceStatus: 'running',
    seenAt: at,
    stateFrom: null,
    stateSince: at,
    verdict: null,
    disposition: null,
    reasons: [],
    edition: null,
    validUntil: null,
    factsDigest: null,
    isPinned: false,
    hold: null,
    moveState: null,
    moveId: null,
    version: 1,
    ...more,
  };
}

function aVerdict(check: string, more: Partial<Verdict> = {}): Verdict {
  return {
    check,
    verdict: 'pass',
    reason: '',
    summary: 'Seen.',
    evidence: [],
    edition: '2026-03',
    validUntil: at,
    ...more,
  };
}

function checked(
  name: string,
  verdict: Eligibility['verdict'],
  verdicts: readonly Verdict[],
  more: Partial<Eligibility> = {},
) {
  const reasons = verdicts.filter((each) => each.verdict !== 'pass').map((each) => each.reason);
  const eligibility: Eligibility = {
    hostId: name as HostId,
    journey: 'sensor-v3',
    edition: '2026-03',
    verdict,
    disposition: 'moves',
    reasons,
    verdicts,
    differsIn: [],
    evaluatedAt: at,
    validUntil: at,
    ...more,
  };
  return { host: aRow(name, { reasons }), eligibility };
}

const stopped = aVerdict('sense-running', { verdict: 'fail', reason: 'sense-not-running', remedy: 'Start it.' });
const old = aVerdict('v2-sensor-version', { verdict: 'fail', reason: 'v2-version-too-old', remedy: 'Update it.' });
const unseen = aVerdict('device-id', {
  verdict: 'unknown',
  reason: 'device-id-unknown',
  remedy: 'Mend it.',
  howToGet: 'Collect it.',
});
const role = aVerdict('no-additional-role', {
  verdict: 'fail',
  reason: 'additional-role',
  remedy: 'Leave it.',
  disposition: 'stays',
});

test('S3-03 what blocks is grouped by remedy: how many have it, and how many become ready by it alone', () => {
  const summary = checkSummaryShape(
    {
      hosts: [
        checked('DC1', 'pass', [aVerdict('sense-running')]),
        checked('DC2', 'fail', [stopped]),
        checked('DC3', 'fail', [stopped]),
        checked('DC4', 'fail', [stopped, old]),
        checked('DC5', 'unknown', [unseen]),
        checked('DC6', 'fail', [role], { disposition: 'stays' }),
      ],
      problems: [{ code: 'connection-throttled', detail: 'Later.' }],
    },
    checkCatalogue,
  );
  expect(summary).toMatchObject({ evaluated: 6, pass: 1, fail: 3, unknown: 1, stays: 1 });
  expect(summary.problems).toEqual([{ code: 'connection-throttled', detail: 'Later.' }]);
  expect(summary.groups.map(({ reason, servers, alone, remedy }) => [reason, servers, alone, remedy])).toEqual([
    ['sense-not-running', 3, 2, 'Start it.'],
    ['device-id-unknown', 1, 1, 'Collect it.'],
    ['additional-role', 1, 0, 'Leave it.'],
    ['v2-version-too-old', 1, 0, 'Update it.'],
  ]);
  expect(summary.groups[0]).toMatchObject({ title: 'Sense service not running', names: ['DC2', 'DC3', 'DC4'] });
});

test('portal 3.3 who has to do it stands beside each remedy: who mends what fails, and who gets what is missing', () => {
  const summary = checkSummaryShape(
    { hosts: [checked('DC1', 'fail', [stopped]), checked('DC2', 'unknown', [unseen])], problems: [] },
    checkCatalogue,
  );
  const owners = Object.fromEntries(summary.groups.map(({ reason, owner }) => [reason, owner]));
  // The id is mended by an onboarding, and read on the server.
  expect(owners).toEqual({ 'sense-not-running': 'server', 'device-id-unknown': 'server' });
  const missingId = aVerdict('device-id', { verdict: 'fail', reason: 'device-id-missing' });
  expect(verdictShape(missingId, checkCatalogue, []).owner).toBe('endpoint');
  expect(verdictShape(aVerdict('device-id'), checkCatalogue, []).owner).toBeUndefined();
  for (const check of Object.keys(checkCatalogue.checks))
    for (const verdict of ['fail', 'unknown'] as const)
      expect(owner.options, check).toContain(verdictShape(aVerdict(check, { verdict }), checkCatalogue, []).owner);
});

test('S3-03 every check tells how to verify it, with the analyzer and by hand', () => {
  for (const [check, text] of Object.entries(checkCatalogue.checks)) {
    const shape = verdictShape(aVerdict(check), checkCatalogue, []);
    expect(shape).toMatchObject({ title: text.title, verify: text.verify });
    expect([shape.verify?.analyzer, shape.verify?.byHand].every((sentence) => (sentence ?? '') !== '')).toBe(true);
  }
  expect(verdictShape(aVerdict('of-a-newer-version'), checkCatalogue, []).title).toBe('Of a newer version');
});

test('portal 4.3 every check names the page and the day of what it demands, or says that it is our own rule and why', () => {
  for (const edition of ['2026-03', '2026-09'] as const)
    for (const check of Object.keys(checkCatalogue.checks)) {
      const { required = [] } = verdictShape(aVerdict(check, { edition }), checkCatalogue, []);
      expect(required.length, check).toBeGreaterThan(0);
      for (const { basis, pages, note } of required) {
        if (basis === 'ours') expect(note?.length ?? 0, check).toBeGreaterThan(20);
        else expect(pages.length, check).toBeGreaterThan(0);
        for (const page of pages) {
          expect(requirement.shape.pages.element.safeParse(page).error, check).toBeUndefined();
          expect(new URL(page.url).host).toBe('learn.microsoft.com');
        }
      }
    }
  expect(verdictShape(aVerdict('of-a-newer-version'), checkCatalogue, []).required).toEqual([]);
});

test('portal 4.3 a demand is that of the edition under which was judged, and a value of the tenant stands there with its reason', () => {
  const asked = (edition: '2026-03' | '2026-09', overrides: readonly RulebookOverride[] = []) =>
    verdictShape(aVerdict('cumulative-update', { edition }), checkCatalogue, overrides).required ?? [];
  expect(asked('2026-03')[0]).toMatchObject({ rule: 'updateBaselines', basis: 'stated', pages: [{}, {}] });
  expect(asked('2026-03')[0]?.value).toContain('20348.4893');
  expect(asked('2026-09')[0]?.pages[0]).toMatchObject({ datedOn: '2026-09-14', seenOn: '2026-11-21' });
  expect(asked('2026-09')[0]?.value).not.toContain('4893');
  const because = 'Microsoft published the number';
  expect(asked('2026-09', [{ rule: 'updateBaselines', value: { '20348': 5_500 }, because }])).toMatchObject([
    { rule: 'updateBaselines', basis: 'override', note: because, pages: [] },
    { rule: 'leastOsBuild', basis: 'stated' },
  ]);
});

test('portal 4 every value in force is told, and of one that the tenant chose the reason and what the edition says', () => {
  const because = 'Slow links to the branches';
  const overrides = [{ rule: 'timeoutMs', value: '3h', because }];
  const { rules } = rulebookShape({ edition: '2026-03', overrides }, checkCatalogue);
  expect(rules.map(({ rule }) => rule)).toEqual(Object.keys(rulebookFor('2026-03', [])));
  expect(rules.filter(({ instead }) => instead !== null)).toMatchObject([
    {
      ...{ rule: 'timeoutMs', value: '3 h', basis: 'override', note: because },
      instead: { value: '2 h', basis: 'stated', pages: [{ seenOn: '2026-11-21' }] },
    },
  ]);
  expect(rulebook.safeParse({ edition: '2026-03', rules }).error).toBeUndefined();
  for (const { rule, value } of rules) expect(value, rule).toMatch(/^[^[{]/);
});

test('I17 coverage adds up only the seconds in which nothing protected for certain', () => {
  const intervals = [
    { by: 'v2', from: at, to: at + 60_000 },
    { by: 'none', from: at + 60_000, to: at + 90_000 },
    { by: 'unknown', from: at + 90_000, to: at + 120_000 },
    { by: 'none', from: at + 120_000, to: null },
  ] as const;
  const report = coverageShape([{ host: aRow('DC1'), intervals }], at + 130_000);
  expect(report).toMatchObject({ unprotectedSeconds: 40 });
  expect(report.servers[0]?.intervals.at(-1)).toEqual({ by: 'none', from: '2026-05-04T08:02:00.000Z', to: null });
});

test('S3-05 the preview says from when it cannot be undone, and promises nothing that an edition does not state', () => {
  const rules = { overrides: [], now: at };
  expect(irreversibleShape({ edition: '2026-03', ...rules })).toMatchObject({ earliestAt: '2026-05-11T08:00:00.000Z' });
  const newer = irreversibleShape({ edition: '2026-09', ...rules });
  expect(newer.earliestAt).toBeNull();
  expect(newer.sentence).toMatch(/promises no rollback/);
});

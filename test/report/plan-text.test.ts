import { describe, expect, test } from 'vitest';
import { planDiff } from '../../src/domain/plan/diff.ts';
import type { Plan, PlanBody } from '../../src/domain/plan/document.ts';
import { predict } from '../../src/domain/plan/prediction.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import type { Candidate } from '../../src/domain/waves/candidate.ts';
import { layOutWaves } from '../../src/domain/waves/lay-out.ts';
import { planDiffLines } from '../../src/report/plan-diff-text.ts';
import { planLines } from '../../src/report/plan-text.ts';
import {
  aCandidate,
  aFloor,
  aWaiver,
  durations,
  now,
  someRules,
  startView,
  viewOfAll,
} from '../support/plan-estates.ts';
import { aPlan } from '../support/plans.ts';

const open = { nextStart: (at: number) => at, nextDay: (at: number) => at + dayMs };
const bank: readonly Candidate[] = [
  aCandidate('BER-DC1'),
  aCandidate('BER-DC2'),
  aCandidate('BER-DC3', { roles: ['domain-controller', 'pdc-emulator'] }),
  aCandidate('BER-DC4', { isPinned: true }),
  aCandidate('MUC-DC1', { site: 'Munich' }),
  aCandidate('MUC-DC2', { site: 'Munich', verdict: 'fail', reasons: ['sense-version-too-old'] }),
  aCandidate('OSL-DC1', { site: 'Oslo' }),
];

function planned(candidates: readonly Candidate[], more: Partial<PlanBody> = {}): Plan {
  const rules = more.rules ?? someRules();
  const laidOut = layOutWaves(candidates, viewOfAll(bank), rules.floor, {
    strata: ['system', 'roles'],
    hasCanary: true,
    order: { kind: 'suggested', shareOfGroup: 0.25 },
  });
  if (!laidOut.ok) throw new Error('The waves have a fault.');
  const { waves, excluded } = laidOut;
  const prediction = predict(waves, startView(viewOfAll(bank)), rules, durations, open, now);
  return { ...aPlan({ waves, excluded, rules, prediction, ...more }), digest: '7ccd99cf0dd3'.padEnd(64, '0') };
}

describe('a plan is told', () => {
  test('with who goes when, how low coverage gets, what cannot be undone from when, what holds, and who is left out', () => {
    expect(planLines(planned(bank, { rules: someRules({ floor: aFloor({ waivers: [aWaiver('Oslo')] }) }) }))).toEqual([
      'tour  5 servers in 5 waves',
      '  journey sensor-v3 · edition 2026-03 · started by Graph · evidence of the service or the host',
      '  made by os:anna, 2026-03-30 06:00 UTC · digest 7ccd99cf0dd3',
      '',
      'Who goes when, if all goes on as now and nothing fails',
      '  wave 1 canary  1 server: BER-DC1',
      '    first start 2026-03-30 06:00 UTC',
      '    all protected again 2026-03-30 06:20 UTC at best, 2026-03-30 08:00 UTC at worst',
      '  wave 2  1 server: BER-DC2',
      '    first start 2026-03-30 06:20 UTC at best, 2026-03-30 08:00 UTC at worst',
      '    all protected again 2026-03-30 06:40 UTC at best, 2026-03-30 10:00 UTC at worst',
      '  wave 3  1 server: MUC-DC1',
      '    first start 2026-03-30 06:40 UTC at best, 2026-03-30 10:00 UTC at worst',
      '    all protected again 2026-03-30 07:00 UTC at best, 2026-03-30 12:00 UTC at worst',
      '  wave 4  1 server: BER-DC3',
      '    first start 2026-03-30 07:00 UTC at best, 2026-03-30 12:00 UTC at worst',
      '    all protected again 2026-03-30 07:20 UTC at best, 2026-03-30 14:00 UTC at worst',
      '  wave 5  1 server: OSL-DC1',
      '    first start 2026-03-30 07:20 UTC at best, 2026-03-30 14:00 UTC at worst',
      '    all protected again 2026-03-30 07:40 UTC at best, 2026-03-30 16:00 UTC at worst',
      '',
      'How low coverage gets',
      '  site Oslo  0 of 1 protected, 0 %; no second server stands in, wave 5',
      '  site Munich  1 of 2 protected, 50 %; floor 1, wave 3',
      '  site Berlin  3 of 4 protected, 75 %; floor 1, wave 1',
      '  domain corp.example  6 of 7 protected, 85.71 %; floor 1, wave 1',
      '',
      'What cannot be undone from when',
      '  wave 1  its first server from 2026-04-06 06:00 UTC at best, 2026-04-06 08:00 UTC at worst; all of it from 2026-04-06 06:20 UTC at best, 2026-04-06 08:00 UTC at worst',
      '  wave 2  its first server from 2026-04-06 06:20 UTC at best, 2026-04-06 10:00 UTC at worst; all of it from 2026-04-06 06:40 UTC at best, 2026-04-06 10:00 UTC at worst',
      '  wave 3  its first server from 2026-04-06 06:40 UTC at best, 2026-04-06 12:00 UTC at worst; all of it from 2026-04-06 07:00 UTC at best, 2026-04-06 12:00 UTC at worst',
      '  wave 4  its first server from 2026-04-06 07:00 UTC at best, 2026-04-06 14:00 UTC at worst; all of it from 2026-04-06 07:20 UTC at best, 2026-04-06 14:00 UTC at worst',
      '  wave 5  its first server from 2026-04-06 07:20 UTC at best, 2026-04-06 16:00 UTC at worst; all of it from 2026-04-06 07:40 UTC at best, 2026-04-06 16:00 UTC at worst',
      '',
      'What holds',
      '  At once: at most 10 in flight.',
      '  Floor: every site and domain keeps at least 1 server protected outside a disruptive step.',
      '  Waiver for site Oslo until 2026-04-29 06:00 UTC: The branch is closed at night',
      '  Stops at more than 0 failures in all.',
      '  Between waves: every move of the wave is verified.',
      '  Starts at any hour.',
      '  Before a commit: alarms 72 h, 48 h, 24 h, 6 h ahead; when nobody decides and evidence is missing, a rollback is asked for in time.',
      '  Approved by one person other than the author; an approval is good for 7 d.',
      '',
      'Left out: 2 servers',
      '  host-pinned  1 server',
      '    BER-DC4  It was rolled back; somebody has to release it first.',
      '  not-eligible  1 server',
      '    MUC-DC2  sense-version-too-old.',
    ]);
  });

  test('with who would never start and why, and "never" for what would never be', () => {
    const lines = planLines(planned(bank));
    expect(lines).toContain(
      '    ! would not start: OSL-DC1, waiting for a waiver: no second server is known to stand in at its site or domain (floor-waiver-missing)',
    );
    expect(lines).toContain('    first start never, as things are');
    expect(lines).toContain('  site Oslo  1 of 1 protected, 100 %; no second server stands in, wave 5');
  });

  test('with unknown servers as a range, and a floor that is broken already as that', () => {
    const lowest = { name: '', servers: 4, lowest: 1, unknown: 2, needed: 2 };
    const at = { earliest: now, latest: now };
    const wave = { starts: at, ends: at, noReturn: at, allFinal: at, sites: [lowest], domains: [], held: [] };
    expect(planLines(planned(bank, { prediction: { asOf: now, waves: [wave] } }))).toContain(
      '  the unknown site  1 of 4 protected, 25 %..75 % (2 unknown); floor 2, broken before anything starts, wave 1',
    );
  });

  test('with every rule that it has', () => {
    const lines = planLines(
      planned(bank, {
        rules: someRules({
          caps: {
            inFlight: 10,
            perSite: 2,
            perDomain: 5,
            startsPerDay: 20,
            commitsPerDay: 1,
            blastRadius: 50,
            spreadMs: hourMs / 2,
          },
          floor: aFloor({ servers: 2, share: 0.29 }),
          budget: { failures: 1, perStratum: 0 },
          gate: [
            { kind: 'success-share', atLeast: 0.95 },
            { kind: 'soak', ms: dayMs },
            { kind: 'health' },
            { kind: 'detection' },
            { kind: 'proofs', proofs: ['a', 'b'] },
            { kind: 'hunting', query: 'silent' },
            { kind: 'manual', question: 'Fine?' },
            { kind: 'rollback-drill' },
          ],
          calendars: [{ name: 'nights', zone: 'Europe/Berlin', open: [], closed: [] }],
          commitGuard: { whenNobodyDecides: 'let-commit', alarmHours: [24] },
          approval: { people: 2, perWave: true, validMs: dayMs },
        }),
      }),
    );
    expect(lines.slice(lines.indexOf('What holds') + 1, lines.indexOf('What holds') + 8)).toEqual([
      '  At once: at most 10 in flight, 2 in a site, 5 in a domain, 20 starts a day, 1 commit a day, 50 servers neither as before nor committed, 30 min between two starts at a site.',
      '  Floor: every site and domain keeps at least 2 servers and 29 % protected outside a disruptive step.',
      '  Stops at more than 1 failure in all, or more than 0 of one kind of host.',
      '  Between waves: every move of the wave is verified; 95 % of it succeeded; 1 d passed since its last host was protected by the new sensor; no new health issue of those that both sensors watch; detections and telemetry are as before; proved on every host: a, b; the query silent finds none of its hosts; a person answers "Fine?"; one of its hosts was rolled back and moved again.',
      '  Starts only while all are open: nights (Europe/Berlin).',
      '  Before a commit: alarms 24 h ahead; when nobody decides and evidence is missing, the commit is let pass.',
      '  Approved by 2 people other than the author, for each wave; an approval is good for 1 d.',
    ]);
  });

  test('within bounds, however many servers it has', () => {
    const many = Array.from({ length: 300 }, (_, at) =>
      aCandidate(`DC${at}`, { site: `S${at % 60}`, isPinned: at % 3 === 0 }),
    );
    const lines = planLines(planned(many));
    expect(lines.length).toBeLessThan(300);
    expect(lines.some((line) => line.includes('more waves (--json shows all)'))).toBe(true);
    expect(lines.some((line) => line.includes('and 80 more (--json shows all)'))).toBe(true);
  });
});

describe('a difference is told', () => {
  test('as none, when there is none', () => {
    expect(planDiffLines(planDiff(planned(bank), planned(bank)))).toEqual(['The two plans say the same.']);
  });

  test('by host, by rule, and by what was predicted', () => {
    const before = planned(bank.slice(0, 4));
    const eligible = [...bank.slice(1, 3), { ...aCandidate('BER-DC4') }, ...bank.slice(4, 5)];
    const rules = someRules({
      caps: { ...someRules().caps, perSite: 2, spreadMs: hourMs },
      floor: aFloor({ share: 0.5 }),
      gate: [{ kind: 'soak', ms: dayMs }],
    });
    const after = planned(eligible, { rules, createdAt: now + dayMs });
    const lines = planDiffLines(planDiff(before, after));
    expect(lines.slice(0, 15)).toEqual([
      'Joined (2)',
      '  BER-DC4  left out, host-pinned: It was rolled back; somebody has to release it first. → wave 2',
      '  MUC-DC1  not selected → wave 3',
      'Gone (1)',
      '  BER-DC1  wave 1 canary → not selected',
      'In another wave (2)',
      '  BER-DC2  wave 2 → wave 1 canary',
      '  BER-DC3  wave 3 → wave 4',
      'Waves (1)',
      '  waves[3]  only now: name wave 4, isCanary false',
      'Rules (4)',
      '  caps.perSite  none → 2',
      '  caps.spreadMs  0 s → 1 h',
      '  floor.share  0 → 0.5',
      '  gate[0]  only now: kind soak, ms 1 d',
    ]);
    expect(lines).toContain(
      '  wave 2, first start  2026-03-30 06:20 UTC at best, 2026-03-30 08:00 UTC at worst → 2026-03-31 06:20 UTC at best, 2026-03-31 08:00 UTC at worst',
    );
    expect(lines).toContain('  wave 3, site Berlin  no longer: 3 of 4 protected, 75 %; floor 1');
    expect(lines).toContain('  wave 3, site Munich  only now: 1 of 2 protected, 50 %; floor 1');
    expect(lines.slice(-2)).toEqual(['Else (1)', '  createdAt  2026-03-30 06:00 UTC → 2026-03-31 06:00 UTC']);
  });

  test('with who would no longer start', () => {
    const before = planned(bank, { rules: someRules({ floor: aFloor({ waivers: [aWaiver('Oslo')] }) }) });
    expect(planDiffLines(planDiff(before, planned(bank)))).toContain(
      '  wave 5, would not start  nobody → OSL-DC1, waiting for a waiver: no second server is known to stand in at its site or domain (floor-waiver-missing)',
    );
  });
});

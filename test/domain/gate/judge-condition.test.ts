import { describe, expect, test } from 'vitest';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import type { GateFinding } from '../../../src/domain/gate/finding.ts';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { QueryMeasurement, WaveHost, WaveView } from '../../../src/domain/gate/wave-view.ts';
import { problem } from '../../../src/domain/problem.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import {
  aFailedHost,
  aHost,
  anAttempt,
  anIssue,
  aProof,
  aView,
  ended,
  hostId,
  issues,
  moveId,
  switchedAt,
  t0,
} from './support.ts';

/** The rule, the wave, and what the condition must say of it: verdict, reason, the hosts that are named. */
interface Case {
  readonly rule: string;
  readonly view: WaveView;
  readonly is: readonly [GateFinding['verdict'], GateFinding['reason'], ...string[]];
}

function holds(condition: GateCondition, cases: readonly Case[]): void {
  for (const { rule, view, is } of cases) {
    test(rule, () => {
      const { verdict, reason, unresolved } = judgeCondition(condition, view);
      expect([verdict, reason, ...unresolved]).toEqual(is);
    });
  }
}

const good = ['A', 'B', 'C'].map((name) => aHost(name));
const pending = (name: string, given: Partial<WaveHost> = {}) =>
  aHost(name, { move: anAttempt(name, ended.migrating), protectedByNew: null, seenAt: null, proofs: [], ...given });
const acceptedB = [{ moveId: moveId('B') }];
const throttled = problem('connection-throttled', 'Too many requests.');

describe('X-02 success share', () => {
  const all: GateCondition = { kind: 'success-share', atLeast: 1 };
  const twoThirds: GateCondition = { kind: 'success-share', atLeast: 0.66 };
  const with_ = (host: WaveHost) => aView([aHost('A'), host, aHost('C')]);
  holds(all, [
    { rule: 'all verified passes', view: aView(good), is: ['pass', ''] },
    { rule: 'an empty wave is inconclusive', view: aView([]), is: ['inconclusive', 'nothing-measured'] },
    {
      rule: 'one failure of a wave that tolerates none fails',
      view: with_(aFailedHost('B')),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'a failure that a person accepted leaves the count',
      view: { ...with_(aFailedHost('B')), accepted: acceptedB },
      is: ['pass', ''],
    },
    {
      rule: 'an acceptance covers one attempt: the next failure of the host counts again',
      view: {
        ...with_(
          aHost('B', { ...aFailedHost('B'), move: anAttempt('B', { ...ended.failed, moveId: moveId('B', 2) }) }),
        ),
        accepted: acceptedB,
      },
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'an acceptance of a host that did not fail takes nobody out',
      view: { ...with_(pending('B')), accepted: acceptedB },
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'a wave of which every host was accepted as failed has measured nothing',
      view: aView([aFailedHost('B')], { accepted: acceptedB }),
      is: ['inconclusive', 'nothing-measured'],
    },
    { rule: 'a host that still moves holds', view: with_(pending('B')), is: ['inconclusive', 'host-open', 'B'] },
    {
      rule: 'a host without any move holds',
      view: with_(pending('B', { move: null })),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'I9 a host that ended without proof is no success',
      view: with_(
        aHost('B', {
          move: anAttempt('B', { phase: 'ended', kind: 'committed' }),
          proofs: [aProof('v3-running', 'unknown')],
        }),
      ),
      is: ['inconclusive', 'host-unproven', 'B'],
    },
    {
      rule: 'a host that was taken out before its start is no success',
      view: with_(aHost('B', { move: anAttempt('B', ended.abandoned) })),
      is: ['inconclusive', 'host-unproven', 'B'],
    },
    {
      rule: 'a host whose proofs are all there and that was rolled back is no success',
      view: with_(aHost('B', { move: anAttempt('B', ended.rolledBack) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'I7 silence past the deadline is a failure',
      view: with_(pending('B', { move: anAttempt('B', ended.silent) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'a switched host that gives no sign is a failure',
      view: with_(aHost('B', { move: anAttempt('B', ended.dark) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'nobody is silent or dark while the service could not be read',
      view: {
        ...aView([pending('A', { move: anAttempt('A', ended.silent) })]),
        watch: { readAt: t0 - 2 * hourMs, darkAfterMs: hourMs },
      },
      is: ['inconclusive', 'host-open', 'A'],
    },
    {
      rule: 'I9 no proof asked for is not verified',
      view: with_(aHost('B', { proofs: [] })),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'proofs that were judged too long ago hold',
      view: with_(aHost('B', { proofs: [aProof('v3-running', 'pass', t0 - 4 * hourMs - 1)] })),
      is: ['inconclusive', 'evidence-too-old', 'B'],
    },
    {
      rule: 'a host that left the estate still counts',
      view: with_(pending('B', { isGone: true })),
      is: ['inconclusive', 'host-open', 'B'],
    },
  ]);
  holds(twoThirds, [
    { rule: 'exactly the share passes', view: with_(aFailedHost('B')), is: ['pass', '', 'B'] },
    {
      rule: 'a share that cannot be reached any more fails before the wave has ended',
      view: aView([aFailedHost('A'), aFailedHost('B'), pending('C')]),
      is: ['fail', 'share-missed', 'A', 'B', 'C'],
    },
    {
      rule: 'hawkBit #3110: a finished wave that met neither threshold does not start the next',
      view: aView([
        aHost('A'),
        aHost('B', { move: anAttempt('B', ended.abandoned) }),
        aHost('C', { move: anAttempt('C', ended.abandoned) }),
      ]),
      is: ['inconclusive', 'host-unproven', 'B', 'C'],
    },
    {
      rule: 'a share that is met does not make up for a host of which nobody knows how it ends',
      view: aView([aHost('A'), aHost('B'), pending('C')]),
      is: ['inconclusive', 'host-open', 'C'],
    },
  ]);
  holds({ kind: 'success-share', atLeast: Number.NaN }, [
    { rule: 'hawkBit: a malformed threshold never passes', view: aView(good), is: ['fail', 'share-missed'] },
  ]);
  holds({ kind: 'success-share', atLeast: 0 }, [
    {
      rule: 'where every host failed there is no success, however little is demanded',
      view: aView([aFailedHost('A')]),
      is: ['fail', 'share-missed', 'A'],
    },
  ]);

  test('the figures and the frozen denominator are told, with who joined, left or was accepted beside it', () => {
    const view = {
      ...aView([aHost('A', { isGone: true }), aFailedHost('B'), aHost('C')]),
      accepted: acceptedB,
      joined: ['D', 'E'],
    };
    const { summary, counts } = judgeCondition(all, view);
    expect(summary).toBe(
      '2 of 2 hosts verified, 0 failed, 0 ended without proof, 0 open; 100 % are demanded.' +
        ' 1 accepted as failed and not counted, 2 joined since and not counted, 1 gone since and still counted.',
    );
    expect(counts).toEqual({ planned: 3, accepted: 1, joined: 2, gone: 1 });
  });
});

describe('X-02 soak', () => {
  const soaked = (latest: number, given: Partial<WaveHost> = {}) =>
    aView([aHost('A'), aHost('B', { protectedByNew: { earliest: switchedAt, latest }, ...given })]);
  holds({ kind: 'soak', ms: dayMs }, [
    { rule: 'exactly at its end it passes', view: soaked(t0 - dayMs), is: ['pass', ''] },
    {
      rule: 'a millisecond before its end it does not',
      view: soaked(t0 - dayMs + 1),
      is: ['inconclusive', 'soaking', 'B'],
    },
    {
      rule: 'it counts from the latest possible instant, not from the earliest',
      view: soaked(t0 - hourMs),
      is: ['inconclusive', 'soaking', 'B'],
    },
    {
      rule: 'a host that is not protected yet holds',
      view: aView([aHost('A'), pending('B')]),
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
    {
      rule: 'a host that failed before it was protected has nothing to soak',
      view: aView([aHost('A'), aFailedHost('B')]),
      is: ['pass', ''],
    },
    {
      rule: 'a wave in which nothing was protected has not soaked',
      view: aView([aFailedHost('A')]),
      is: ['inconclusive', 'nothing-measured'],
    },
    {
      rule: 'time in which nobody looked is no soak',
      view: soaked(switchedAt, { seenAt: t0 - 2 * hourMs - 1 }),
      is: ['inconclusive', 'sighting-too-old', 'B'],
    },
    {
      rule: 'a sighting of the future is none',
      view: soaked(switchedAt, { seenAt: t0 + 1 }),
      is: ['inconclusive', 'sighting-too-old', 'B'],
    },
  ]);
  holds({ kind: 'soak', ms: Number.NaN }, [
    { rule: 'a malformed time never passes', view: aView([aHost('A')]), is: ['inconclusive', 'soaking', 'A'] },
  ]);

  test('it says when to look again', () => {
    const { lookAgainAt, waitsFor } = judgeCondition({ kind: 'soak', ms: dayMs }, soaked(t0 - hourMs));
    expect({ lookAgainAt, waitsFor }).toEqual({ lookAgainAt: t0 + 23 * hourMs, waitsFor: 'time' });
  });
});

describe('X-02 health, like with like', () => {
  const compared = (before: WaveHost['health']['before'], after: WaveHost['health']['after']) =>
    aView([aHost('A'), aHost('B', { health: { before, after } })]);
  const failedToRead = { kind: 'error', readAt: t0 - minuteMs, problem: throttled } as const;
  const readAt = (at: number) => ({ kind: 'issues', readAt: at, issues: [] }) as const;
  holds({ kind: 'health' }, [
    { rule: 'no issue passes', view: compared(issues(), issues()), is: ['pass', ''] },
    {
      rule: 'an issue that both watch and that is new fails',
      view: compared(issues(), issues(anIssue('x'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'an issue that was there before is not held against the new sensor',
      view: compared(issues(anIssue('x')), issues(anIssue('x'))),
      is: ['pass', ''],
    },
    {
      rule: 'an ended watch is no improvement and makes up for nothing',
      view: compared(issues(anIssue('x', 'old')), issues(anIssue('y'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a kind that only the old sensor raises, raised anew, fails as well',
      view: compared(issues(), issues(anIssue('x', 'old'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a new watch holds for a person',
      view: compared(issues(), issues(anIssue('x', 'new'))),
      is: ['inconclusive', 'health-watches-new', 'B'],
    },
    {
      rule: 'a new watch whose kind a person accepted passes',
      view: { ...compared(issues(), issues(anIssue('x', 'new'))), acceptedWatches: ['x'] },
      is: ['pass', ''],
    },
    {
      rule: 'accepting a kind as a new watch does not excuse an issue that both watch',
      view: { ...compared(issues(), issues(anIssue('x'))), acceptedWatches: ['x'] },
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'an issue of which nobody knows who watches it cannot be compared',
      view: compared(issues(), issues(anIssue('x', 'unknown'))),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'an expected issue is named and not counted',
      view: compared(issues(), issues(anIssue('x', 'both', true))),
      is: ['pass', ''],
    },
    {
      rule: 'health that was not read afterwards is unknown',
      view: compared(issues(), null),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'Elastic #15557: a reading that broke off is an error, never a failure',
      view: compared(issues(), failedToRead),
      is: ['error', 'measurement-failed', 'B'],
    },
    {
      rule: 'without a reading from before, any issue is unknown',
      view: compared(null, issues(anIssue('x'))),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'without a reading from before, no issue at all passes: none can be new',
      view: compared(null, issues()),
      is: ['pass', ''],
    },
    {
      rule: 'a reading exactly at its limit counts',
      view: compared(issues(), readAt(t0 - 2 * hourMs)),
      is: ['pass', ''],
    },
    {
      rule: 'a reading past its limit does not',
      view: compared(issues(), readAt(t0 - 2 * hourMs - 1)),
      is: ['inconclusive', 'evidence-too-old', 'B'],
    },
    {
      rule: 'a reading from before the latest possible switch says nothing of the new sensor',
      view: aView([
        aHost('B', {
          protectedByNew: { earliest: switchedAt, latest: t0 - 30_000 },
          health: { before: issues(), after: issues() },
        }),
      ]),
      is: ['inconclusive', 'evidence-before-switch', 'B'],
    },
    {
      rule: 'a host that failed after it was protected stays in the comparison: failing hides no issue',
      view: aView([
        aHost('A'),
        aHost('B', {
          move: anAttempt('B', ended.rolledBack),
          health: { before: issues(), after: issues(anIssue('x')) },
        }),
      ]),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a failed host is no worse than an unknown one: the failure decides',
      view: aView([
        aHost('A', { health: { before: issues(), after: failedToRead } }),
        aHost('B', { health: { before: issues(), after: issues(anIssue('x')) } }),
      ]),
      is: ['fail', 'health-issues-new', 'A', 'B'],
    },
  ]);

  test('ended watches and what stands since before are told beside the verdict', () => {
    const view = compared(issues(anIssue('no traffic', 'old'), anIssue('clock skew')), issues(anIssue('clock skew')));
    expect(judgeCondition({ kind: 'health' }, view).summary).toBe(
      'Health: 2 of 2 hosts pass; ended watches: no traffic; open since before: clock skew.',
    );
  });
});

describe('X-02 proofs and detection', () => {
  const proved = (...proofs: WaveHost['proofs']) => aView([aHost('A'), aHost('B', { proofs })]);
  holds({ kind: 'proofs', proofs: ['v3-running', 'sensor-health'] }, [
    { rule: 'all of them on every host passes', view: aView(good), is: ['pass', ''] },
    {
      rule: 'one that fails on one host fails',
      view: proved(aProof('v3-running'), aProof('sensor-health', 'fail')),
      is: ['fail', 'proof-failed', 'B'],
    },
    {
      rule: 'one that is unknown holds',
      view: proved(aProof('v3-running'), aProof('sensor-health', 'unknown')),
      is: ['inconclusive', 'proof-unknown', 'B'],
    },
    {
      rule: 'one that was never judged holds',
      view: proved(aProof('v3-running')),
      is: ['inconclusive', 'proof-unknown', 'B'],
    },
    {
      rule: 'one that does not apply is no obstacle',
      view: proved(aProof('v3-running'), aProof('sensor-health', 'notApplicable')),
      is: ['pass', ''],
    },
    {
      rule: 'where none applies nothing was measured',
      view: proved(aProof('v3-running', 'notApplicable'), aProof('sensor-health', 'notApplicable')),
      is: ['inconclusive', 'nothing-measured', 'B'],
    },
    {
      rule: 'a judgement past its limit holds',
      view: proved(aProof('v3-running', 'pass', t0 - 5 * hourMs), aProof('sensor-health')),
      is: ['inconclusive', 'evidence-too-old', 'B'],
    },
    {
      rule: 'a host that failed has not proved them',
      view: aView([aHost('A'), aFailedHost('B')]),
      is: ['fail', 'host-failed', 'B'],
    },
    {
      rule: 'a host that is accepted as failed is not asked',
      view: aView([aHost('A'), aFailedHost('B')], { accepted: acceptedB }),
      is: ['pass', ''],
    },
  ]);
  holds({ kind: 'proofs', proofs: [] }, [
    { rule: 'asking for no proof is no measurement', view: aView(good), is: ['inconclusive', 'nothing-measured'] },
  ]);
  holds({ kind: 'detection' }, [
    { rule: 'detection passes where the proof of the journey does', view: aView(good), is: ['pass', ''] },
    {
      rule: 'detection that is not as before fails',
      view: proved(aProof('detection-coverage', 'fail')),
      is: ['fail', 'proof-failed', 'B'],
    },
    {
      rule: 'a journey that has no proof of detection shows nothing',
      view: aView(good, { detectionProofs: [] }),
      is: ['inconclusive', 'nothing-measured'],
    },
  ]);

  test('the age of the oldest evidence is told, and the verdict goes by the age of the judgement', () => {
    const seenOnce = {
      ...aProof('v3-running'),
      evidence: [{ key: 'mdi.v3.version', value: '3.0.1', source: 'host-facts', observedAt: switchedAt }],
    } as const;
    const { verdict, oldestEvidenceAt } = judgeCondition({ kind: 'proofs', proofs: ['v3-running'] }, proved(seenOnce));
    expect({ verdict, oldestEvidenceAt }).toEqual({ verdict: 'pass', oldestEvidenceAt: switchedAt });
  });
});

describe('X-02 hunting', () => {
  const rows = (given: Partial<Extract<QueryMeasurement, { kind: 'rows' }>>): QueryMeasurement => ({
    kind: 'rows',
    query: 'v3-silent',
    measuredAt: t0 - minuteMs,
    coversUntil: t0 - hourMs,
    hosts: [],
    isCut: false,
    ...given,
  });
  const broke: QueryMeasurement = { kind: 'error', query: 'v3-silent', measuredAt: t0 - minuteMs, problem: throttled };
  const ran = (...queries: readonly QueryMeasurement[]) => aView(good, { queries });
  holds({ kind: 'hunting', query: 'v3-silent' }, [
    { rule: 'no row passes', view: ran(rows({})), is: ['pass', ''] },
    {
      rule: 'a row for a host of the wave fails',
      view: ran(rows({ hosts: [hostId('B'), hostId('B')] })),
      is: ['fail', 'rows-found', 'B'],
    },
    {
      rule: 'rows for other hosts are none of its business',
      view: ran(rows({ hosts: [hostId('Z')] })),
      is: ['pass', ''],
    },
    {
      rule: 'Argo Rollouts: a query that was never run is no success',
      view: ran(),
      is: ['inconclusive', 'measurement-missing'],
    },
    {
      rule: 'a query of another name is no measurement of this one',
      view: ran({ ...rows({}), query: 'other' }),
      is: ['inconclusive', 'measurement-missing'],
    },
    {
      rule: 'a run that broke off is an error, never a failure',
      view: ran(broke),
      is: ['error', 'measurement-failed'],
    },
    {
      rule: 'the newest run counts',
      view: ran({ ...broke, measuredAt: t0 - 2 * minuteMs }, rows({})),
      is: ['pass', ''],
    },
    {
      rule: 'of two runs of one instant the one with rows counts',
      view: ran(rows({}), rows({ hosts: [hostId('A')] })),
      is: ['fail', 'rows-found', 'A'],
    },
    {
      rule: 'an answer cut at the row limit holds',
      view: ran(rows({ isCut: true })),
      is: ['inconclusive', 'rows-incomplete'],
    },
    {
      rule: 'a row that names no host that we know holds',
      view: ran(rows({ hosts: [null] })),
      is: ['inconclusive', 'rows-incomplete'],
    },
    {
      rule: 'a run past its limit holds',
      view: ran(rows({ measuredAt: t0 - hourMs - 1 })),
      is: ['inconclusive', 'evidence-too-old'],
    },
    {
      rule: 'tables that do not reach past the last switch say nothing of the new sensor',
      view: ran(rows({ coversUntil: switchedAt - 1 })),
      is: ['inconclusive', 'evidence-before-switch'],
    },
    {
      rule: 'no row says nothing of a host that is not switched yet',
      view: { ...ran(rows({})), hosts: [aHost('A'), pending('B')] },
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
  ]);
});

describe('X-02 a person', () => {
  const answered = (answer: 'yes' | 'no', at: number) => ({ question: 'Go on?', answer, by: 'anna', at });
  const said = (...answers: readonly WaveView['answers'][number][]) => aView(good, { answers });
  holds({ kind: 'manual', question: 'Go on?' }, [
    { rule: 'yes passes', view: said(answered('yes', t0)), is: ['pass', ''] },
    { rule: 'no fails', view: said(answered('no', t0)), is: ['fail', 'answered-no'] },
    { rule: 'nobody has answered holds', view: said(), is: ['inconclusive', 'answer-missing'] },
    {
      rule: 'an answer to another question is none',
      view: said({ ...answered('yes', t0), question: 'Lunch?' }),
      is: ['inconclusive', 'answer-missing'],
    },
    { rule: 'the newest answer counts', view: said(answered('no', t0 - 2), answered('yes', t0 - 1)), is: ['pass', ''] },
    {
      rule: 'of two answers of one instant the no counts',
      view: said(answered('yes', t0), answered('no', t0)),
      is: ['fail', 'answered-no'],
    },
    {
      rule: 'a yes past its limit holds',
      view: said(answered('yes', t0 - dayMs - 1)),
      is: ['inconclusive', 'evidence-too-old'],
    },
    {
      rule: 'a yes from before the last switch was about another wave',
      view: {
        ...said(answered('yes', t0 - hourMs)),
        hosts: [aHost('A', { protectedByNew: { earliest: switchedAt, latest: t0 - hourMs + 1 } })],
      },
      is: ['inconclusive', 'evidence-before-switch'],
    },
    {
      rule: 'a yes does not stand for hosts that are still to be switched',
      view: { ...said(answered('yes', t0)), hosts: [aHost('A'), pending('B')] },
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
    {
      rule: 'a yes to an empty wave is no measurement',
      view: { ...said(answered('yes', t0)), hosts: [] },
      is: ['inconclusive', 'nothing-measured'],
    },
  ]);
});

describe('X-02 rollback drill', () => {
  const done = {
    kind: 'done',
    hostId: hostId('B'),
    rolledBackAt: switchedAt - hourMs,
    movedAgainAt: switchedAt,
  } as const;
  const failed = { kind: 'failed', hostId: hostId('A'), failedAt: t0 - hourMs, because: 'nobody pressed it' } as const;
  const drilled = (...drills: WaveView['drills']) => aView(good, { drills });
  holds({ kind: 'rollback-drill' }, [
    { rule: 'a host that went back and was moved again passes', view: drilled(done), is: ['pass', ''] },
    { rule: 'no drill holds', view: drilled(), is: ['inconclusive', 'drill-missing'] },
    {
      rule: 'a drill on the way holds',
      view: drilled({ kind: 'underWay', hostId: hostId('B'), since: t0 }),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'a drill that failed fails, whatever another one showed',
      view: drilled(done, failed),
      is: ['fail', 'drill-failed', 'A'],
    },
    {
      rule: 'a drill on a host of another wave shows nothing',
      view: drilled({ ...done, hostId: hostId('Z') }),
      is: ['inconclusive', 'drill-missing'],
    },
    {
      rule: 'a host that was moved again and is not verified holds',
      view: { ...drilled(done), hosts: [aHost('A'), aHost('B', { proofs: [aProof('v3-running', 'unknown')] })] },
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'moved before it was rolled back is no drill',
      view: drilled({ ...done, movedAgainAt: switchedAt - 2 * hourMs }),
      is: ['inconclusive', 'host-open', 'B'],
    },
  ]);
});

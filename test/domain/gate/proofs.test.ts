import { describe, expect, test } from 'vitest';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveHost } from '../../../src/domain/gate/wave-view.ts';
import { hourMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import {
  acceptedB,
  aFailedHost,
  aHost,
  anAttempt,
  aProof,
  aView,
  ended,
  switchedAt,
  t0,
  threeGood,
} from './support.ts';

describe('X-02 proofs and detection', () => {
  const proved = (...proofs: WaveHost['proofs']) => aView([aHost('A'), aHost('B', { proofs })]);
  holds({ kind: 'proofs', proofs: ['v3-running', 'sensor-health'] }, [
    { rule: 'all of them on every host passes', view: aView(threeGood), is: ['pass', ''] },
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
      rule: 'I9 proofs of an attempt that went back prove nothing, a drill included',
      view: aView([aHost('A'), aHost('B', { move: anAttempt('B', { ...ended.rolledBack, isDrill: true }) })]),
      is: ['inconclusive', 'not-protected-yet', 'B'],
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
    { rule: 'asking for no proof is no measurement', view: aView(threeGood), is: ['inconclusive', 'nothing-measured'] },
  ]);
  holds({ kind: 'detection' }, [
    { rule: 'detection passes where the proof of the journey does', view: aView(threeGood), is: ['pass', ''] },
    {
      rule: 'detection that is not as before fails',
      view: proved(aProof('detection-coverage', 'fail')),
      is: ['fail', 'proof-failed', 'B'],
    },
    {
      rule: 'a journey that has no proof of detection shows nothing',
      view: aView(threeGood, { detectionProofs: [] }),
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

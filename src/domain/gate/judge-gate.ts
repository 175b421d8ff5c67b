import { assertNever } from '../assert-never.ts';
import type { GateCondition } from '../campaign/rules.ts';
import type { Instant } from '../time.ts';
import { finding, type GateFinding, type GateVerdict, type Measured, oldest, worst } from './finding.ts';
import { judgeHealth } from './health.ts';
import { judgeHunting } from './hunting.ts';
import { judgeManual } from './manual.ts';
import { judgeProofs } from './proofs.ts';
import { judgeRollbackDrill } from './rollback-drill.ts';
import { judgeSoak } from './soak.ts';
import { judgeSuccessShare } from './success-share.ts';
import { type JudgedWave, judgeWave, type WaveView } from './wave-view.ts';

/** What the conditions of a gate add up to. */
export interface GateJudgement {
  readonly verdict: GateVerdict;
  readonly summary: string;
  readonly findings: readonly GateFinding[];
  /** Hosts that keep it from passing, by name. */
  readonly unresolved: readonly string[];
  readonly oldestEvidenceAt: Instant | null;
  /** It will not open by waiting: somebody has to answer, decide or bring evidence. */
  readonly needsPerson: boolean;
  readonly lookAgainAt: Instant | null;
}

/** What a wave is asked: whatever the plan says, at least that every move of it is proved (I9). */
export function gateConditions(gate: readonly GateCondition[]): readonly GateCondition[] {
  return gate.some((condition) => condition.kind === 'success-share')
    ? gate
    : [{ kind: 'success-share', atLeast: 1 }, ...gate];
}

/** Measures one condition on a wave. Asking changes nothing, so that a gate can be tried on any view, past ones too. */
export function judgeCondition(condition: GateCondition, view: WaveView): GateFinding {
  const wave = judgeWave(view);
  return finding(condition, wave, wave.counted.length === 0 ? nothingToMeasure(wave) : measure(condition, wave));
}

/** Any failure fails; else what broke off is measured again; else what nobody knows holds; and nothing measured never passes. */
export function judgeGate(findings: readonly GateFinding[]): GateJudgement {
  const verdict = worst(findings.map((one) => one.verdict)) ?? 'inconclusive';
  const decisive = findings.filter((one) => one.verdict === verdict);
  const waits = verdict === 'inconclusive' ? decisive.map((one) => one.waitsFor) : [];
  const later = decisive.flatMap((one) => one.lookAgainAt ?? []);
  return {
    verdict,
    summary: decisive.length === 0 ? 'Nothing was measured.' : decisive.map((one) => one.summary).join(' '),
    findings,
    unresolved: [...new Set(findings.flatMap((one) => one.unresolved))],
    oldestEvidenceAt: oldest(findings.map((one) => one.oldestEvidenceAt)),
    needsPerson: verdict === 'fail' || waits.some((wait) => wait === 'person' || wait === 'evidence'),
    lookAgainAt: later.length === 0 ? null : Math.min(...later),
  };
}

function measure(condition: GateCondition, wave: JudgedWave): Measured {
  switch (condition.kind) {
    case 'success-share':
      return judgeSuccessShare(condition, wave);
    case 'soak':
      return judgeSoak(condition, wave);
    case 'health':
      return judgeHealth(wave);
    case 'detection':
      return judgeProofs('Detection', wave.view.detectionProofs, wave);
    case 'proofs':
      return judgeProofs('Proofs', condition.proofs, wave);
    case 'hunting':
      return judgeHunting(condition.query, wave);
    case 'manual':
      return judgeManual(condition.question, wave);
    case 'rollback-drill':
      return judgeRollbackDrill(wave);
    default:
      return assertNever(condition);
  }
}

/** A wave that is empty, or all of which was accepted as failed, shows nothing about the next one. */
function nothingToMeasure({ accepted }: JudgedWave): Measured {
  const summary = accepted.length === 0 ? 'The wave has no host.' : 'No host of the wave is left to measure.';
  return { verdict: 'inconclusive', reason: 'nothing-measured', summary, waitsFor: 'person' };
}

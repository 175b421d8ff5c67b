import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Journey, RulesInForce } from '../../domain/journey.ts';
import type { PlanWarning } from '../../domain/plan/warning.ts';
import type { ProofVerdict } from '../../domain/proof.ts';
import { aftercareTasks } from './aftercare.ts';
import { checks } from './checks/all.ts';
import { diagnose } from './diagnosis.ts';
import { evaluate } from './evaluate.ts';
import {
  mootTasks,
  outcomeTasks,
  overdueTasks,
  portalStartTask,
  rollbackKeptTask,
  rollbackTask,
  tenantTasks,
} from './move-tasks.ts';
import { adopted, canBeLost, due, granted, lostPrerequisites, observe } from './observe.ts';
import { proofs } from './proof.ts';
import { reasonTitle } from './reasons.ts';
import { readOverride } from './rule-overrides.ts';
import { rulebookFor } from './rulebook.ts';
import { schedule } from './schedule.ts';
import { commitWindow, isUndeclaredCommit, oneSidedIssues, signs, watchedIssues } from './signs.ts';
import type { MoveEvent, MoveState } from './states.ts';
import { next } from './transitions.ts';
import { waitingFor } from './waiting.ts';

/** Defender for Identity: sensor v2.x to v3.x on domain controllers. */
export const sensorV3: Journey<MoveState, MoveEvent> = {
  id: 'sensor-v3',
  title: 'Defender for Identity sensor v2.x to v3.x',
  editions: ['2026-03', '2026-09'],
  checkIds: checks.map(({ id }) => id),
  evaluate,
  queued: (at) => ({ kind: 'queued', since: at }),
  adopted,
  granted,
  durations: ({ edition, overrides }) => {
    const rules = rulebookFor(edition, overrides);
    return {
      typicalMs: rules.typicalMs.value,
      worstMs: rules.timeoutMs.value,
      observationMs: rules.rollback.value === 'possible' ? rules.observationMs.value : null,
    };
  },
  lostPrerequisites,
  reasonTitle,
  canBeLost,
  observe,
  due,
  next,
  schedule,
  waitingFor,
  isPinning: (state) => state.kind === 'rolledBack',
  // After the commit too: proofs that were late are still collected, and a sensor that stops working is found (S3-17).
  isProving: (state) => state.kind === 'observing' || state.kind === 'committed',
  // Ready, and failed too: the page allows the retry while the state still says failed (S3-09).
  isStartable: (migrationState) => migrationState === 'readyForMigration' || migrationState === 'migrationFailed',
  proofs: ({ move, earlier, before, after, rules, at }) =>
    keepOnceProved(
      earlier,
      proofs({
        switchedAt: switchedAt(move.state),
        isCommitted: move.state.kind === 'committed',
        before,
        after,
        rules: rulebookFor(rules.edition, rules.overrides),
        at,
      }),
    ),
  mootTasks,
  portalStartTask,
  isDrill: (state) =>
    (state.kind === 'observing' && state.rollbackAskedFor === 'drill') ||
    (state.kind === 'rolledBack' && state.isDrill === true),
  rollbackTask,
  rollbackKeptTask,
  waitingBack: (state) =>
    state.kind === 'observing' && state.rollbackAskedAt !== undefined && state.rollbackWaitsSince !== undefined
      ? { askedAt: state.rollbackAskedAt, until: state.rollbackUntilAt, isNamed: state.isRollbackNamed === true }
      : undefined,
  faultOfOverride: (override) => {
    const reading = readOverride(override);
    return reading.ok ? undefined : reading.fault;
  },
  warnings,
  agreement,
  tenantTasks,
  signs,
  commitWindow,
  isUndeclaredCommit,
  detectionProofs: ['detection-coverage'],
  oneSidedIssues: ({ edition, overrides }) => oneSidedIssues(rulebookFor(edition, overrides)),
  watchedIssues: (facts, { edition, overrides }) => watchedIssues(facts, rulebookFor(edition, overrides)),
  diagnose: ({ facts, eligibility, move, rules }) => {
    const { state } = move ?? {};
    const problem = state && 'problem' in state ? state.problem?.code : undefined;
    return diagnose({ facts, eligibility, problem, rules: rulebookFor(rules.edition, rules.overrides) }).map(
      toDiagnosis,
    );
  },
  tasks: ({ move, host, proofs: judged, facts, tenant, rules, now }) => [
    ...overdueTasks(move, host, now),
    ...outcomeTasks(move, host, judged),
    ...aftercareTasks({
      state: move.state.kind,
      host,
      moveId: move.moveId,
      facts,
      tenant,
      proofs: judged,
      rules: rulebookFor(rules.edition, rules.overrides),
    }),
  ],
};

/**
 * What the switch did once (the configuration it kept, the v2.x it disabled) stays proved when its evidence grows old; only new evidence takes it back.
 * Health and detection must hold now, so there old evidence is no evidence.
 */
const provedOnce = ['configuration-kept', 'v2-disabled-still-installed'];

function keepOnceProved(earlier: readonly ProofVerdict[], now: readonly ProofVerdict[]): readonly ProofVerdict[] {
  return now.map((proof) => {
    const before = earlier.find((one) => one.proof === proof.proof);
    const isKept = proof.verdict === 'unknown' && before?.verdict === 'pass' && provedOnce.includes(proof.proof);
    // Judged anew: it still stands as proved, so that a gate asks how old the judgement is and not the evidence.
    return isKept ? { ...before, judgedAt: proof.judgedAt } : proof;
  });
}

function switchedAt(state: MoveState): number | undefined {
  if (state.kind === 'observing') return state.seenAt;
  return state.kind === 'committed' ? state.switchedAt : undefined;
}

function toDiagnosis(found: ReturnType<typeof diagnose>[number]): Diagnosis {
  const severity = { proven: 'high', likely: 'medium', possible: 'low' } as const;
  const { code, title, confidence, remedy, evidence } = found;
  const because = [found.symptom, found.proof, found.howToProve]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    code,
    title,
    severity: severity[confidence],
    confidence,
    because,
    remedy,
    requirement: found.requirements.join(', '),
    evidence,
  };
}

/** What a person must know before a plan is applied, besides what becomes final and when, which every preview tells. */
function warnings(rules: RulesInForce): readonly PlanWarning[] {
  const book = rulebookFor(rules.edition, rules.overrides);
  if (book.rollback.value !== 'possible') return [{ kind: 'switch-final' }];
  return [{ kind: 'service-reverts', afterMs: book.timeoutMs.value }];
}

/** An eligible server must be one that the service takes and that gets through; the reverse for one that is not. */
function agreement(isEligible: boolean, service: string, outcome: string | null): boolean | null {
  if (outcome === 'observing' || outcome === 'committed' || service === 'upToDate') return isEligible;
  if (outcome === 'failed' || outcome === 'reverted' || service === 'migrationFailed') return !isEligible;
  if (service === 'readyForMigration') return isEligible;
  return service === 'notReadyForMigration' ? !isEligible : null;
}

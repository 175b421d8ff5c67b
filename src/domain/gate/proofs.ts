import type { ProofVerdict } from '../proof.ts';
import { addUp, type HostFinding, isFresh, type Measured, oldest } from './finding.ts';
import type { JudgedHost, JudgedWave, WaveView } from './wave-view.ts';

/** These proofs on every host that is not accepted as failed: a host that failed has not proved them. */
export function judgeProofs(title: string, proofs: readonly string[], wave: JudgedWave): Measured {
  if (proofs.length === 0) {
    return {
      verdict: 'inconclusive',
      reason: 'nothing-measured',
      summary: `${title}: no proof is named that would show it.`,
      waitsFor: 'person',
    };
  }
  return addUp(
    title,
    wave.counted.map((host) => judgeProofsOf(host, proofs, wave.view)),
  );
}

function judgeProofsOf(host: JudgedHost, wanted: readonly string[], { at, limits }: WaveView): HostFinding {
  const { name } = host;
  const asked = wanted.map((id) => ({ id, found: host.proofs.find((one) => one.proof === id) }));
  const evidenceAt = oldest(asked.flatMap(({ found }) => (found === undefined ? [] : instantsOf(found))));
  const failed = asked.filter(({ found }) => found?.verdict === 'fail');
  if (failed.length > 0) {
    const detail = `${ids(failed)} ${failed.length === 1 ? 'fails' : 'fail'}`;
    return { name, verdict: 'fail', reason: 'proof-failed', detail, evidenceAt, waitsFor: null };
  }
  if (host.standing === 'failed')
    return { name, verdict: 'fail', reason: 'host-failed', detail: 'its move failed', evidenceAt, waitsFor: null };
  const held = { name, verdict: 'inconclusive', evidenceAt } as const;
  if (!host.isSwitched)
    return { ...held, reason: 'not-protected-yet', detail: 'not under the new sensor', waitsFor: 'moves' };
  const unproven = asked.filter(({ found }) => found === undefined || found.verdict === 'unknown');
  if (unproven.length > 0) {
    const detail = `not known: ${ids(unproven)}`;
    return { ...held, reason: 'proof-unknown', detail, waitsFor: host.standing === 'open' ? 'moves' : 'evidence' };
  }
  const outdated = asked.filter(({ found }) => found && !isFresh(found.judgedAt, at, limits.proofMs));
  if (outdated.length > 0)
    return {
      ...held,
      reason: 'evidence-too-old',
      detail: `judged too long ago: ${ids(outdated)}`,
      waitsFor: 'evidence',
    };
  // "Does not apply" is no measurement: where nothing applies, nothing was shown.
  if (asked.every(({ found }) => found?.verdict === 'notApplicable'))
    return { ...held, reason: 'nothing-measured', detail: `does not apply: ${ids(asked)}`, waitsFor: 'person' };
  return { name, verdict: 'pass', reason: '', detail: '', evidenceAt, waitsFor: null };
}

/** Evidence that has to be seen only once may be older than its judgement; its age is told, and the judgement's age counts. */
function instantsOf({ evidence, judgedAt }: ProofVerdict): readonly number[] {
  return evidence.length === 0 ? [judgedAt] : evidence.map((one) => one.observedAt);
}

function ids(proofs: readonly { readonly id: string }[]): string {
  return proofs.map((proof) => proof.id).join(', ');
}

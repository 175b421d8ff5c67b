import type { GateCondition } from '../campaign/rules.ts';
import { isFresh, type Measured, oldest, plural } from './finding.ts';
import type { JudgedHost, JudgedWave, Standing } from './wave-view.ts';

/**
 * The share of verified hosts. It fails as soon as it cannot be reached any more, and passes only when every host is decided:
 * a host of which nobody knows how it ends may be the first of many, and is tolerated only once it is known to have failed.
 */
export function judgeSuccessShare(
  { atLeast }: Extract<GateCondition, { kind: 'success-share' }>,
  { view, counted }: JudgedWave,
): Measured {
  const of = (standing: Standing) => counted.filter((host) => host.standing === standing);
  const [verified, failed, unproven, open] = [of('verified'), of('failed'), of('unproven'), of('open')];
  const outdated = verified.filter(
    (host) => !instantsOf(host).every((at) => isFresh(at, view.at, view.limits.proofMs)),
  );
  const summary =
    `${verified.length} of ${counted.length} ${plural(counted.length)} verified, ${failed.length} failed, ` +
    `${unproven.length} ended without proof, ${open.length} open; ${Math.round(atLeast * 1_000) / 10} % are demanded.`;
  const measured = {
    summary,
    unresolved: [...failed, ...unproven, ...open, ...outdated].map((host) => host.name),
    oldestEvidenceAt: oldest(verified.flatMap(instantsOf)),
  };
  const atBest = counted.length - failed.length;
  // No share of nothing: where every host failed there is no success, however little is demanded.
  if (atBest === 0 || !(atBest / counted.length >= atLeast))
    return { ...measured, verdict: 'fail', reason: 'share-missed' };
  if (unproven.length > 0) return { ...measured, verdict: 'inconclusive', reason: 'host-unproven', waitsFor: 'person' };
  if (open.length > 0) return { ...measured, verdict: 'inconclusive', reason: 'host-open', waitsFor: 'moves' };
  if (outdated.length > 0)
    return { ...measured, verdict: 'inconclusive', reason: 'evidence-too-old', waitsFor: 'evidence' };
  return { ...measured, verdict: 'pass', reason: '' };
}

function instantsOf(host: JudgedHost): readonly number[] {
  return host.proofs.filter((proof) => proof.isRequired).map((proof) => proof.judgedAt);
}

import { keptBackBy } from '../host-hold.ts';
import type { Candidate } from './candidate.ts';

/** Why a selected host goes in no wave; undefined when it does. Only what is proven eligible and free goes. */
export function exclusion(
  candidate: Pick<Candidate, 'isPinned' | 'hold' | 'isBusy' | 'earlier' | 'disposition' | 'verdict' | 'reasons'>,
): { readonly reason: string; readonly detail: string } | undefined {
  const keptBack = keptBackBy(candidate);
  if (keptBack === 'host-pinned')
    return { reason: keptBack, detail: 'It was rolled back; somebody has to release it first.' };
  if (keptBack === 'host-held') return { reason: keptBack, detail: `A person holds it: ${candidate.hold?.because}` };
  if (candidate.isBusy) return { reason: 'host-busy', detail: 'It has a change in flight.' };
  if (candidate.disposition === 'stays')
    return { reason: 'stays', detail: `It stays as it is: ${candidate.reasons.join(', ')}.` };
  if (candidate.disposition === 'unsupported')
    return { reason: 'unsupported', detail: `It cannot move: ${candidate.reasons.join(', ')}.` };
  const { earlier = [] } = candidate;
  if (earlier.length > 0) return { reason: 'earlier-journey', detail: `First on it: ${earlier.join(', ')}.` };
  if (candidate.verdict === null) return { reason: 'verdict-missing', detail: 'It was never checked.' };
  if (candidate.verdict === 'pass') return undefined;
  return {
    reason: candidate.verdict === 'fail' ? 'not-eligible' : 'evidence-missing',
    detail: candidate.reasons.length === 0 ? 'No check says why.' : `${candidate.reasons.join(', ')}.`,
  };
}

/**
 * The codes in the detail of an exclusion, and what stands behind them. Beside where the detail is written: a plan is read long after it was
 * made, and its digest covers every word of it. Undefined where the detail is a sentence.
 */
export function reasonsTold(detail: string): { readonly codes: readonly string[]; readonly rest: string } | undefined {
  const told = /^(?:It stays as it is: |It cannot move: )?([a-z0-9-]+(?:, [a-z0-9-]+)*)\.(?: (.*))?$/.exec(detail);
  return told === null ? undefined : { codes: (told[1] ?? '').split(', '), rest: told[2] ?? '' };
}

/** Why a host is left out, in words of the journey, with the codes that they stand for beside them. */
export function exclusionTold(
  { name, reason, detail }: { readonly name: string; readonly reason: string; readonly detail: string },
  titleOf: (code: string) => string,
): { readonly at: string; readonly message: string; readonly codes: readonly string[] } {
  const { codes = [] } = reasonsTold(detail) ?? {};
  const message = codes.length === 0 ? detail : detail.replace(codes.join(', '), () => codes.map(titleOf).join(', '));
  return { at: name, message, codes: [reason, ...codes] };
}

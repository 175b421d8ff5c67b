import { durationInWords } from '../time.ts';
import { isFresh, type Measured } from './finding.ts';
import { hostsToLookAt, type JudgedWave, lastProtectedAt, type ManualAnswer } from './wave-view.ts';

/**
 * A person says so, of the wave as it is: an answer from before the last host was switched was about another one. That holds for a "no" as well:
 * whoever said it is asked anew of what has become of the wave since. A "no" of the wave as it is fails, whatever is still to be switched.
 */
export function judgeManual(question: string, wave: JudgedWave): Measured {
  const { at, answers, limits } = wave.view;
  const answer = newest(answers.filter((one) => one.question === question));
  const title = `“${question}”`;
  const held = { verdict: 'inconclusive', waitsFor: 'person' } as const;
  if (answer === undefined) return { ...held, reason: 'answer-missing', summary: `${title}: nobody has answered.` };
  const oldestEvidenceAt = answer.at;
  const said = `${title}: ${answer.by} said ${answer.answer}`;
  if (!isFresh(answer.at, at, limits.answerMs)) {
    const summary = `${said} ${durationInWords(at - answer.at)} ago, which is too long.`;
    return { ...held, reason: 'evidence-too-old', summary, oldestEvidenceAt };
  }
  const hosts = hostsToLookAt(wave);
  if (hosts.some(({ protectedByNew }) => protectedByNew !== null && answer.at < protectedByNew.latest)) {
    const summary = `${said} before the last host was switched.`;
    return { ...held, reason: 'evidence-before-switch', summary, oldestEvidenceAt };
  }
  if (answer.answer === 'no') {
    const summary = `${title}: ${answer.by} says no.`;
    return { verdict: 'fail', reason: 'answered-no', summary, oldestEvidenceAt };
  }
  if (lastProtectedAt(hosts) === null) {
    const unresolved = hosts.filter((host) => host.protectedByNew === null).map((host) => host.name);
    const summary = `${said} before all hosts were switched.`;
    return { ...held, reason: 'not-protected-yet', summary, oldestEvidenceAt, unresolved, waitsFor: 'moves' };
  }
  return { verdict: 'pass', reason: '', summary: `${title}: ${answer.by} says yes.`, oldestEvidenceAt };
}

/** The newest counts; of two of one instant the "no". */
function newest(answers: readonly ManualAnswer[]): ManualAnswer | undefined {
  const latest = Math.max(...answers.map((one) => one.at));
  const candidates = answers.filter((one) => one.at === latest);
  return candidates.find((one) => one.answer === 'no') ?? candidates[0];
}

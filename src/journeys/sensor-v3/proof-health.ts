import type { Fact } from '../../domain/fact.ts';
import { listFact, textFact } from '../../domain/fact-reading.ts';
import { type HealthIssue, isListed, issueKey, readHealthIssue } from './health-issues.ts';
import { finding, notKnown, type ProofFinding, type ProofInputAfterSwitch, tooOld } from './proof-finding.ts';

/**
 * Health before and after, like with like: an issue that stood before the switch is not held against v3.x, one that only
 * v2.x can raise ends its watch with v2.x and is no merit of v3.x, and one that a mixed estate brings with it is named and
 * not counted. What remains is new, and fails.
 */
export function sensorHealth(input: ProofInputAfterSwitch): ProofFinding {
  const { after, before, switchedAt, rules } = input;
  const status = textFact(after, 'mdi.healthStatus');
  const issues = listFact(after, 'mdi.healthIssues');
  if (status === undefined || status.value === 'unknown') {
    return finding('unknown', 'health-unknown', notKnown('mdi.healthStatus', after), []);
  }
  if (status.observedAt < switchedAt) return tooOld(status, switchedAt);
  if (issues === undefined) return finding('unknown', 'health-unknown', notKnown('mdi.healthIssues', after), [status]);
  if (issues.observedAt < switchedAt) return tooOld(issues, switchedAt);
  const was = before?.fresh.get('mdi.healthIssues') ?? before?.stale.get('mdi.healthIssues');
  const evidence: Fact[] = was === undefined ? [status, issues] : [status, issues, was];
  const open = issues.value.map(readHealthIssue);
  const counted = open.filter((issue) => !isListed(issue, rules.expectedHealthIssues.value));
  if (was === undefined || !isTextList(was.value)) {
    if (counted.length === 0 && status.value === 'healthy') {
      return finding('pass', '', `Healthy, no open issue${named('; expected and not counted', open)}.`, evidence);
    }
    const summary = `The service says ${status.value}${named('; open', counted)}; what was open before the switch is not known.`;
    const howToGet = 'Compare with the health issues page of the portal and record the decision on the task.';
    return finding('unknown', 'health-no-snapshot', summary, evidence, howToGet);
  }
  const earlier = was.value.map(readHealthIssue);
  const known = new Set(earlier.map(issueKey));
  const fresh = counted.filter((issue) => !known.has(issueKey(issue)));
  const kept = counted.filter((issue) => known.has(issueKey(issue)));
  const present = new Set(open.map(issueKey));
  const ended = earlier.filter(
    (issue) => !present.has(issueKey(issue)) && isListed(issue, rules.v2OnlyHealthIssues.value),
  );
  const aside = named('; ended watches of v2.x', ended) + named('; expected', without(open, counted));
  if (fresh.length > 0) {
    return finding('fail', 'health-issues-new', `New since the switch: ${titles(fresh)}${aside}.`, evidence);
  }
  if (status.value === 'healthy') return finding('pass', '', `Healthy, no new issue${aside}.`, evidence);
  if (counted.length === 0 && open.length === 0) {
    const summary = `The service says ${status.value} and names no open issue.`;
    return finding(
      'unknown',
      'health-unknown',
      summary,
      evidence,
      'Look at the health issues page of the portal; it is read again by itself.',
    );
  }
  return finding(
    'pass',
    'health-as-before',
    `No new issue${named('; open since before the switch', kept)}${aside}.`,
    evidence,
  );
}

function isTextList(value: Fact['value']): value is readonly string[] {
  return typeof value === 'object' && value !== null;
}

function without(all: readonly HealthIssue[], some: readonly HealthIssue[]): readonly HealthIssue[] {
  return all.filter((issue) => !some.includes(issue));
}

function titles(issues: readonly HealthIssue[]): string {
  return issues.map((issue) => (issue.severity === '' ? issue.title : `${issue.title} (${issue.severity})`)).join(', ');
}

function named(lead: string, issues: readonly HealthIssue[]): string {
  return issues.length === 0 ? '' : `${lead}: ${titles(issues)}`;
}

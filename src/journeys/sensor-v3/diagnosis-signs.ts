import { excluded, likely, proven, type Sign, unseen } from '../../domain/cause.ts';
import type { FactTable } from '../../domain/fact.ts';
import type { KnownFactKey } from '../../domain/fact-keys.ts';
import { numberFact, serviceFact, textFact, yesNoFact } from '../../domain/fact-reading.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import { compareVersions } from '../../domain/version.ts';
import { identityFault } from './checks/identity-match/check.ts';
import type { ReasonCode } from './reasons.ts';
import type { Rulebook } from './rulebook.ts';

export interface LookInput {
  readonly facts: FactTable;
  readonly rules: Rulebook;
  readonly problem: ProblemCode | undefined;
}

export function identitySign(facts: FactTable, code: ReasonCode): Sign {
  const fault = identityFault(facts);
  if (fault !== undefined && fault.verdict === 'fail') {
    return fault.reason === code ? { says: 'proven', proof: fault.summary, evidence: fault.evidence } : excluded;
  }
  const keys: readonly KnownFactKey[] = ['host.fqdn', 'device.fqdn', 'device.records', 'device.id'];
  return fault === undefined && keys.every((key) => facts.fresh.has(key))
    ? excluded
    : unseen('the identity in both products');
}

export function notOnboarded({ facts }: LookInput): Sign {
  const status = textFact(facts, 'device.onboardingStatus');
  const sense = serviceFact(facts, 'service.Sense');
  if (sense?.value === 'absent') return proven('The Sense service is not installed.', sense);
  const word = status?.value.toLowerCase().replace(/[^a-z]/g, '');
  if (status === undefined || word === '' || word === 'unknown' || word === 'insufficientinfo') {
    return unseen('the onboarding to Defender for Endpoint');
  }
  return word === 'onboarded' ? excluded : proven(`Defender for Endpoint reports "${status.value}".`, status);
}

export function onboardedByCloudOnly({ facts }: LookInput): Sign {
  const policy = yesNoFact(facts, 'onboarding.policyPresent');
  const active = yesNoFact(facts, 'onboarding.onboardedInfoPresent');
  if (policy?.value !== false || active?.value !== true) return excluded;
  return likely('OnboardedInfo is there and the OnboardingInfo value below Policies is not.', policy, active);
}

export function updateDelayed({ facts, rules }: LookInput): Sign {
  const version = textFact(facts, 'mdi.v2.version');
  const delayed = yesNoFact(facts, 'mdi.delayedUpdate');
  if (version === undefined || delayed?.value !== true) return excluded;
  const order = compareVersions(version.value, rules.leastV2Version.value);
  if (order === undefined || order >= 0) return excluded;
  return proven(`Version ${version.value} is too old and delayed update is on.`, version, delayed);
}

export function proxyMissesOne({ facts }: LookInput): Sign {
  const proxy = textFact(facts, 'proxy.mode');
  const endpoint = yesNoFact(facts, 'connectivity.endpoint443');
  const identity = yesNoFact(facts, 'connectivity.identity443');
  if (proxy?.value !== 'configured' || endpoint === undefined || identity === undefined) return excluded;
  if (endpoint.value === identity.value) return excluded;
  const reached = endpoint.value ? 'Defender for Endpoint' : 'Defender for Identity';
  return likely(`Through the proxy only ${reached} is reached.`, proxy, endpoint, identity);
}

export function highLoad({ facts, rules }: LookInput): Sign {
  const load = numberFact(facts, 'load.cpuPercent');
  if (load === undefined) return unseen('the load at the time of the attempt');
  if (load.value < rules.highLoadPercent.value) return excluded;
  // Measured now, not during the attempt: it points there and proves nothing.
  return likely(`The processor is ${load.value} % busy.`, load);
}

export function clockSkewed({ facts, rules }: LookInput): Sign {
  const skew = numberFact(facts, 'clock.skewSeconds');
  if (skew === undefined) return unseen('the clock');
  if (Math.abs(skew.value) <= rules.clockSkewLimitSeconds.value) return excluded;
  return likely(`The clock is ${Math.abs(skew.value)} s off.`, skew);
}

export function requestWithoutEffect({ problem }: LookInput): Sign {
  if (problem === 'accepted-never-started') return likely('The request was accepted and no start was seen.');
  return problem === 'request-lost' ? likely('The answer was lost and no start was seen.') : excluded;
}

export function v3Unhealthy({ facts }: LookInput): Sign {
  const version = textFact(facts, 'mdi.v3.version');
  const service = textFact(facts, 'mdi.serviceStatus');
  const health = textFact(facts, 'mdi.healthStatus');
  if (version === undefined) return excluded;
  if (service?.value === 'stopped' || service?.value === 'disabled') {
    return proven(`Sensor ${version.value} is ${service.value}.`, version, service);
  }
  if (health === undefined || !health.value.startsWith('notHealthy')) return excluded;
  const issues = facts.fresh.get('mdi.healthIssues');
  const open = issues !== undefined && typeof issues.value === 'object' && issues.value !== null ? issues.value : [];
  const names = open.length === 0 ? '' : `: ${open.map((issue) => issue.split('|').at(-1) ?? issue).join(', ')}`;
  return proven(`Sensor ${version.value} is ${health.value}${names}.`, version, health, ...(issues ? [issues] : []));
}

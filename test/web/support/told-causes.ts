import type { FactTable } from '../../../src/domain/fact.ts';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { connectionCauses } from '../../../src/journeys/connection/causes.ts';
import { diagnose } from '../../../src/journeys/sensor-v3/diagnosis.ts';
import { evaluate } from '../../../src/journeys/sensor-v3/evaluate.ts';
import { anInput, eligible, type FactValues, factsOf } from '../../journeys/sensor-v3/support.ts';

/* What causes are known by, from servers that each have one thing wrong with them. */

const wrong: readonly FactValues[] = [
  { 'service.Sense': 'absent' },
  { 'service.Sense': 'stopped' },
  { 'device.onboardingStatus': 'Can be onboarded' },
  { 'onboarding.policyPresent': false },
  { 'mdi.v2.version': '2.200', 'mdi.delayedUpdate': true },
  { 'connectivity.identity443': false, 'proxy.mode': 'configured' },
  { 'connectivity.endpoint443': false, 'proxy.mode': 'configured' },
  {
    'connectivity.endpoint443': false,
    'connectivity.blocked': ['12002|cnc|https://a', '12007||https://b', '|cnc|https://c', '99|maps|x'],
  },
  { 'connectivity.nameResolution': false },
  { 'proxy.needsCredentials': true, 'proxy.address': 'proxy:8080' },
  { 'proxy.mode': 'inspecting', 'tls.rootIssuer': 'CN=Corp. Root' },
  { 'proxy.mode': 'inspecting' },
  { 'load.cpuPercent': 97 },
  { 'clock.skewSeconds': 900 },
  { 'clock.skewed': true },
  { 'tls12.enabled': false },
  { 'policy.blocksNewServices': true },
  { 'device.fqdn': 'old.corp.example' },
  { 'device.records': [] },
  { 'device.records': ['a', 'b'] },
  { 'device.health': 'Inactive' },
  { 'mdi.v3.version': '3.0.8', 'mdi.serviceStatus': 'stopped' },
  { 'mdi.v3.version': '3.0.8', 'mdi.healthStatus': 'notHealthyHigh', 'mdi.healthIssues': ['high|Sensor stopped'] },
  { 'sense.contactAt': 1, 'sense.failureAt': 9, 'sense.failureHost': 'edr.example', 'sense.failureCode': '12175' },
  { 'sense.contactAt': 1, 'sense.failureAt': 9 },
  { 'onboarding.restartOutstanding': true },
  { 'onboarding.policyStreamlined': true, 'onboarding.activeStreamlined': false },
  { 'onboarding.keysAgree': false },
  { 'onboarding.offboardingPresent': true },
  { 'sense.imagePathTampered': true },
  { 'antivirus.thirdParty': ['Other AV'] },
  { 'onboarding.policyStreamlined': true, 'connectivity.urlSet': 'standard' },
  { 'mdatp.licensed': false },
  { 'mdatp.healthy': false, 'mdatp.healthIssues': ['no definitions'] },
  { 'mdatp.healthy': false },
];

const tables: readonly FactTable[] = [
  factsOf({}),
  factsOf({ 'service.Sense': 'running', 'device.health': 'Active', 'activity.events1h': 3 }),
  factsOf({ 'service.Sense': 'running', 'activity.events1h': 0 }),
  ...wrong.map((facts) => factsOf({ ...eligible, ...facts })),
  ...wrong.map((facts) => factsOf(facts)),
];

const problems: readonly (ProblemCode | undefined)[] = [
  undefined,
  'timed-out',
  'migration-failed',
  'accepted-never-started',
  'request-lost',
];

const ofServers = tables.flatMap((facts) =>
  problems.flatMap((problem) => diagnose({ facts, problem, eligibility: evaluate(anInput(facts)) })),
);
const ofConnections = tables.flatMap((facts) =>
  connectionCauses.map((cause) => ({
    symptom: cause.symptom,
    proof: cause.look({ facts }).proof,
    howToProve: cause.howToProve,
  })),
);

/** As they are told: in one go. */
export const causeTexts: readonly string[] = [...ofServers, ...ofConnections].map(({ symptom, proof, howToProve }) =>
  [symptom, proof, howToProve].filter((text) => text !== undefined && text !== '').join(' '),
);

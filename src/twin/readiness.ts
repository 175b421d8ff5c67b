import { fqdnOf, type ServerFacts } from './server.ts';

/** Why the service calls a server not ready; the service's own words, which no API returns. */
type NotReadyReason =
  | 'unreachable'
  | 'not-a-domain-controller'
  | 'additional-identity-role'
  | 'sensor-too-old'
  | 'operating-system-unsupported'
  | 'cumulative-update-missing'
  | 'endpoint-not-deployed'
  | 'sense-not-running'
  | 'sense-too-old'
  | 'onboarding-policy-missing'
  | 'device-id-missing'
  | 'updater-not-running';

/**
 * Prerequisites and back-end checks of the migration page of 2026-03-18
 * (learn.microsoft.com/defender-for-identity/deploy/migrate-to-sensor-v3, seen 2026-03). Written here a second time on
 * purpose: a twin that borrowed our checks could never disagree with them.
 */
const leastSensorVersion = [2, 254, 19_112, 470];
const leastSenseVersion = [10, 8_735];
/** Revisions of the update of 10 March 2026 inside each build branch. */
const leastRevisionByBuild: Readonly<Record<number, number>> = { 17763: 8_511, 20348: 4_893, 26100: 32_522 };

/** Every reason at once; an empty list means ready. */
export function reasonsNotReady(facts: ServerFacts): NotReadyReason[] {
  const reasons: NotReadyReason[] = [];
  if (!facts.powered) reasons.push('unreachable');
  if (!facts.roles.includes('domainController')) reasons.push('not-a-domain-controller');
  else if (facts.roles.length > 1) reasons.push('additional-identity-role');
  if (isBelow(facts.v2Version, leastSensorVersion)) reasons.push('sensor-too-old');
  const leastRevision = leastRevisionByBuild[facts.osBuild];
  if (leastRevision === undefined) reasons.push('operating-system-unsupported');
  else if (facts.osRevision < leastRevision && !facts.hotpatch) reasons.push('cumulative-update-missing');
  if (facts.senseVersion === null || facts.senseService === 'absent') reasons.push('endpoint-not-deployed');
  else {
    if (facts.senseService !== 'running') reasons.push('sense-not-running');
    if (isBelow(facts.senseVersion, leastSenseVersion)) reasons.push('sense-too-old');
  }
  if (!facts.policyPresent) reasons.push('onboarding-policy-missing');
  if (facts.deviceId === null) reasons.push('device-id-missing');
  if (facts.updaterService !== 'running' || facts.sensorService !== 'running') reasons.push('updater-not-running');
  return reasons;
}

/** What the service answers, seeded disagreements included. */
export function serviceCallsReady(facts: ServerFacts): boolean {
  if (facts.serviceSays !== null) return facts.serviceSays === 'ready';
  return reasonsNotReady(facts).length === 0;
}

/** Why a running migration does not come to its end; `fails` at once, or `waits` until the deadline reverts it. */
export interface Obstacle {
  readonly cause:
    | NotReadyReason
    | 'network-blocked'
    | 'sense-unresponsive'
    | 'high-load'
    | 'policy-blocks-service'
    | 'tls12-off'
    | 'proxy-inspects-tls'
    | 'device-mismatch'
    | 'never-started';
  readonly effect: 'fails' | 'waits';
}

const highLoadPercent = 90;

/**
 * The first thing that stops a migration now. The order is the order in which a real activation would meet them: no
 * contact, then a broken channel, then identity, then the new service itself.
 */
export function obstacleTo(facts: ServerFacts, policyEffect: Obstacle['effect']): Obstacle | undefined {
  if (!facts.powered) return { cause: 'unreachable', effect: 'waits' };
  if (!facts.endpoint443 || !facts.identity443) return { cause: 'network-blocked', effect: 'waits' };
  if (facts.senseService === 'startPending') return { cause: 'sense-unresponsive', effect: 'waits' };
  if (!facts.tls12) return { cause: 'tls12-off', effect: 'fails' };
  if (facts.proxy === 'inspecting') return { cause: 'proxy-inspects-tls', effect: 'fails' };
  if (hasDeviceMismatch(facts)) return { cause: 'device-mismatch', effect: 'fails' };
  const [lostPrerequisite] = reasonsNotReady(facts);
  if (lostPrerequisite !== undefined) return { cause: lostPrerequisite, effect: 'fails' };
  if (facts.policyBlocksNewServices) return { cause: 'policy-blocks-service', effect: policyEffect };
  if (facts.cpuPercent >= highLoadPercent) return { cause: 'high-load', effect: 'waits' };
  return undefined;
}

/** True unless exactly one live record carries this name, under the id in this server's registry. */
function hasDeviceMismatch(facts: ServerFacts): boolean {
  const live = facts.devices.filter((device) => device.mergedTo === null);
  const [only] = live;
  return live.length !== 1 || only?.id !== facts.deviceId || only?.fqdn !== fqdnOf(facts);
}

function isBelow(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

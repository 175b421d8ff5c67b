import { reasonsNotReady } from '../../src/twin/readiness.ts';
import { fqdnOf, type ServerFacts } from '../../src/twin/server.ts';

type Reason = ReturnType<typeof reasonsNotReady>[number];

/** Who tells of a host. Active Directory tells of each where it stands and which Windows it runs. */
interface Tellers {
  /** Somebody ran the collector on it. */
  readonly isCollected: boolean;
  /** Hunting answered. */
  readonly isHunted: boolean;
}

/** What the seed of an estate promises of a host: what a plan must make of it, and why. */
export interface Promised {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** Why a plan leaves it out; undefined where it goes. */
  readonly leftOutFor: 'stays' | 'unsupported' | 'not-eligible' | 'evidence-missing' | undefined;
}

/**
 * Worked out from what the seed made of the host, with the twin's own list of what keeps a server from being ready. No check of ours is asked: a promise
 * that was made of them could not be broken.
 */
export function promiseOf(host: ServerFacts, tellers: Tellers): Promised {
  if (host.sensorType === null) {
    // A device. Active Directory tells of a Windows for people. Else only the host itself tells that it has no sensor which could move: an inventory without its
    // roles may just not know them.
    return tellers.isCollected || /^Windows \d/.test(host.osProductName)
      ? { verdict: 'fail', leftOutFor: 'unsupported' }
      : { verdict: 'unknown', leftOutFor: 'evidence-missing' };
  }
  const { isCollected } = tellers;
  const isListed = tellers.isHunted && namesakes(host).length > 0;
  const reasons = reasonsNotReady(host);
  const seen = reasons.filter((reason) => isSeen(reason, host, { isListed, isCollected }));
  const verdict = verdictOn(host, { seen, isListed, isCollected, isSound: reasons.length === 0 });
  return { verdict, leftOutFor: leftOutFor(verdict, seen) };
}

function verdictOn(
  host: ServerFacts,
  told: {
    readonly seen: readonly Reason[];
    readonly isListed: boolean;
    readonly isCollected: boolean;
    readonly isSound: boolean;
  },
): Promised['verdict'] {
  const { seen, isListed, isCollected, isSound } = told;
  const isCalledReady = host.serviceSays === null ? isSound : host.serviceSays === 'ready';
  // Whether its services run only the host tells, or the service by calling it ready.
  const isUntold = !isListed || !(isCollected || isCalledReady) || !host.osRevisionVisible;
  if (isCalledReady && seen.length > 0) return 'unknown';
  if (!isCalledReady && seen.length === 0 && !isUntold) return 'unknown';
  if (!isCalledReady || seen.length > 0 || (isListed && namesakes(host).length > 1)) return 'fail';
  return isUntold ? 'unknown' : 'pass';
}

function leftOutFor(verdict: Promised['verdict'], seen: readonly Reason[]): Promised['leftOutFor'] {
  if (seen.includes('operating-system-unsupported')) return 'unsupported';
  if (seen.includes('not-a-domain-controller') || seen.includes('additional-identity-role')) return 'stays';
  if (verdict === 'pass') return undefined;
  return verdict === 'fail' ? 'not-eligible' : 'evidence-missing';
}

/** Whether anybody tells of it: the service of the sensor and its type, Active Directory of the Windows, the inventory of updates and versions, the rest only the host. */
function isSeen(
  reason: Reason,
  host: ServerFacts,
  { isListed, isCollected }: { readonly isListed: boolean; readonly isCollected: boolean },
): boolean {
  switch (reason) {
    case 'sensor-too-old':
    case 'operating-system-unsupported':
      return true;
    case 'not-a-domain-controller':
      return isListed || isCollected || host.sensorType !== 'domainControllerIntegrated';
    case 'cumulative-update-missing':
      return isCollected || (isListed && host.osRevisionVisible);
    case 'additional-identity-role':
    case 'sense-too-old':
      return isListed || isCollected;
    default:
      return isCollected;
  }
}

/** Live records of the inventory under the name that the host has now: one is right, and several are one too many. */
function namesakes(host: ServerFacts): ServerFacts['devices'] {
  return host.devices.filter(({ fqdn, mergedTo }) => mergedTo === null && fqdn === fqdnOf(host));
}

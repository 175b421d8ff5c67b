import type { Fact, FactTable, FactValue } from '../../domain/fact.ts';
import { listFact, yesNoFact } from '../../domain/fact-reading.ts';
import type { Instant } from '../../domain/time.ts';

/** `code|function|URL`, as the readers write what was not reached. */
export interface Blocked {
  readonly code: string;
  readonly function: string;
  readonly url: string;
}

/** What the sensor of Defender for Endpoint itself needs; the readers' words. */
const needed = ['command and control', 'cyber data', 'automated investigation', 'sample upload', 'antivirus cloud'];

/** Of Defender for Identity, of managing the sensor, or of certificates: the sensor reaches its service without them. */
const beside = ['identity sensor', 'settings management', 'packages', 'certificate lists', 'sensor configuration'];

/** What was not reached of Defender for Endpoint on 443, by every fresh source: which one is believed of the others decides nothing here. */
interface EndpointBlocks {
  /** What is needed, or may be. */
  readonly named: readonly Blocked[];
  /** Whether what is needed is among it. What nobody knows the use of proves nothing by itself. */
  readonly hasNeeded: boolean;
  /** When the newest source saw what is needed blocked. */
  readonly seenAt: Instant;
}

export function endpointBlocks(facts: FactTable): EndpointBlocks {
  const named = new Map<string, Blocked>();
  let hasNeeded = false;
  let seenAt = Number.NEGATIVE_INFINITY;
  for (const { value, observedAt } of saidOf(listFact(facts, 'connectivity.blocked'))) {
    for (const one of blockedIn(value)) {
      if (beside.includes(one.function) || one.url.startsWith('http:')) continue;
      named.set(`${one.code}|${one.function}|${one.url}`, one);
      if (!needed.includes(one.function)) continue;
      hasNeeded = true;
      seenAt = Math.max(seenAt, observedAt);
    }
  }
  return { named: [...named.values()], hasNeeded, seenAt };
}

/** When a fresh source last said that the service is not reached, whether it is the believed one or not. */
export function saidUnreachableAt(facts: FactTable): Instant | undefined {
  const said = saidOf(yesNoFact(facts, 'connectivity.endpoint443')).filter(({ value }) => value === false);
  return said.length === 0 ? undefined : Math.max(...said.map(({ observedAt }) => observedAt));
}

/** Hosts whose names were not resolved, each once. */
export function unresolvedHosts(facts: FactTable): readonly string[] {
  const urls = saidOf(listFact(facts, 'connectivity.blocked'))
    .flatMap(({ value }) => blockedIn(value))
    .filter(({ code }) => nameCodes.includes(code))
    .map(({ url }) => url);
  return [...new Set(urls.flatMap((url) => /^https?:\/\/([^/:]+)/i.exec(url)?.[1] ?? []))];
}

/** WinHTTP's number and the readers' word. */
export const nameCodes: readonly string[] = ['12007', 'name'];

function blockedIn(value: FactValue): readonly Blocked[] {
  if (typeof value !== 'object' || value === null) return [];
  return value.map((line) => {
    const [code = '', called = '', ...url] = line.split('|');
    return { code, function: called, url: url.join('|') };
  });
}

/**
 * The believed value and what other fresh sources say. One source tests one URL and another ten, so that the nearer one saw nothing blocked takes
 * nothing from what the other saw.
 */
function saidOf(fact: Fact | undefined): readonly Pick<Fact, 'value' | 'observedAt'>[] {
  return fact === undefined ? [] : [fact, ...(fact.conflict?.others ?? [])];
}

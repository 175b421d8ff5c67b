import type { FactKey, FactValue } from '../fact.ts';
import type { HostId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { QueryMeasurement, WaveHost } from './wave-view.ts';

/** What a gate can ask of hunting: which answers are read, and what of them must not be found on a host of the wave. */
interface GateQuery {
  readonly title: string;
  readonly of: 'device-identity';
  readonly isHit: (facts: Readonly<Record<FactKey, FactValue>>) => boolean;
}

export const gateQueries: Readonly<Record<string, GateQuery>> = {
  'inactive-devices': {
    title: 'devices of which Defender for Endpoint says that their sensor is not active',
    of: 'device-identity',
    isHit: (facts) => typeof facts['device.health'] === 'string' && facts['device.health'].toLowerCase() !== 'active',
  },
  'several-devices': {
    title: 'servers with more than one device record',
    of: 'device-identity',
    isHit: (facts) => Array.isArray(facts['device.records']) && facts['device.records'].length > 1,
  },
};

/** What hunting said of one device. */
interface HuntedHost {
  readonly name: string;
  readonly fqdn?: string | undefined;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  readonly observedAt?: Instant | undefined;
}

/**
 * One run of a query, held against the hosts of a wave. A row from before the switch of its host says nothing of the new sensor: neither that it is
 * well nor that it is not. So the answer reaches no further than the row of the host that was seen longest ago, and a host without a row was never seen.
 */
export function measureQuery(
  query: string,
  hosts: readonly (Pick<WaveHost, 'hostId' | 'name' | 'protectedByNew'> & { readonly fqdn: string })[],
  rows: readonly HuntedHost[],
  measuredAt: Instant,
): QueryMeasurement {
  const asked = gateQueries[query];
  const byFqdn = new Map(rows.flatMap((row) => (row.fqdn === undefined ? [] : [[row.fqdn.toLowerCase(), row]])));
  const byName = new Map(rows.filter((row) => row.fqdn === undefined).map((row) => [row.name.toLowerCase(), row]));
  const hits: HostId[] = [];
  let coversUntil = measuredAt;
  for (const { hostId, name, fqdn, protectedByNew } of hosts) {
    if (protectedByNew === null) continue;
    const row = byFqdn.get(fqdn.toLowerCase()) ?? byName.get(name.toLowerCase());
    const seenAt = row?.observedAt ?? 0;
    coversUntil = Math.min(coversUntil, seenAt);
    if (row && asked?.isHit(row.facts) && seenAt >= protectedByNew.latest) hits.push(hostId);
  }
  return { query, measuredAt, kind: 'rows', coversUntil, hosts: hits, isCut: false };
}

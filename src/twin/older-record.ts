import { fqdnOf, type ServerFacts } from './server.ts';

/** What the inventory still has of a host from before it was reinstalled or renamed: another id, and no report since. */
export function olderRecord(host: ServerFacts, lastSeenAt: number, name = host.name): ServerFacts['devices'][number] {
  return {
    id: `${host.deviceId?.slice(1) ?? ''}0`,
    fqdn: fqdnOf({ ...host, name }),
    lastSeenAt,
    mergedTo: null,
  };
}

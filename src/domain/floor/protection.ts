/** Where a floor holds. */
export type GroupKind = 'site' | 'domain';

/** The servers of one site or domain that should be protected. The three parts share no server; what is in none of them is seen unprotected. */
export interface GroupCount {
  readonly servers: number;
  /** Verified-protected, and not in a disruptive step. */
  readonly protected: number;
  /** From requested until verified-protected again, whoever started it; a failed one until it is acknowledged. */
  readonly disruptive: number;
  /** Of which no fresh evidence says whether they are protected. */
  readonly unknown: number;
}

/** All sites and domains by name. A server of which nobody knows the site counts under the empty name. */
export interface ProtectionView {
  readonly sites: ReadonlyMap<string, GroupCount>;
  readonly domains: ReadonlyMap<string, GroupCount>;
}

export interface ProtectedServer {
  readonly site: string;
  readonly domain: string;
  readonly protection: 'protected' | 'unprotected' | 'unknown';
  readonly isDisrupted: boolean;
}

/** Counts every server that should be protected, planned or not. */
export function protectionView(servers: Iterable<ProtectedServer>): ProtectionView {
  const sites = new Map<string, GroupCount>();
  const domains = new Map<string, GroupCount>();
  for (const server of servers) {
    sites.set(server.site, withServer(sites.get(server.site), server));
    domains.set(server.domain, withServer(domains.get(server.domain), server));
  }
  return { sites, domains };
}

const nobody: GroupCount = { servers: 0, protected: 0, disruptive: 0, unknown: 0 };

/** A server in a disruptive step counts as that alone, whatever was last seen of its protection. */
function withServer(count = nobody, { protection, isDisrupted }: ProtectedServer): GroupCount {
  return {
    servers: count.servers + 1,
    protected: count.protected + (protection === 'protected' && !isDisrupted ? 1 : 0),
    disruptive: count.disruptive + (isDisrupted ? 1 : 0),
    unknown: count.unknown + (protection === 'unknown' && !isDisrupted ? 1 : 0),
  };
}

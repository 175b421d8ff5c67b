import type { FactDocument } from '../../domain/fact.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan/document.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { HostRow, Store, Tenant } from '../../engine/ports/store.ts';

/** A plan and everything that is known now of the servers that it is about: all that a rehearsal takes from the real estate. Plain data. */
export interface Snapshot {
  readonly plan: Plan;
  readonly tenant: Tenant;
  /** Servers of the plan, and all others of the sites and domains that it touches: floors count them too. */
  readonly hosts: readonly HostRow[];
  readonly documents: readonly FactDocument[];
  readonly at: Instant;
}

/** Microsoft lets a workspace have 1,000 domain controllers; more than this many servers no rehearsal has to hold in memory. */
const mostServers = 20_000;
const hostsAPage = 200;

/** Reads what a rehearsal needs, and changes nothing. */
export async function takeSnapshot(store: Store, tenantId: TenantId, plan: Plan, at: Instant): Promise<Snapshot> {
  const tenant = await store.tenant(tenantId);
  if (!tenant) throw new ProblemError('not-found', 'There is no such tenant.');
  const planned = plan.waves.flatMap((wave) => wave.hosts);
  const ids = new Set<string>(planned.map((host) => host.hostId));
  const sites = new Set(planned.map((host) => host.site));
  const domains = new Set(planned.map((host) => host.domain));
  const hosts: HostRow[] = [];
  const documents: FactDocument[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await store.hosts(tenantId, {}, { top: hostsAPage, after });
    const own = page.value.filter((host) => ids.has(host.hostId) || (isServer(host) && isNear(host, sites, domains)));
    hosts.push(...own);
    if (hosts.length > mostServers)
      throw new ProblemError('rehearsal-too-large', `The sites and domains of the plan have more than ${mostServers}.`);
    documents.push(...(await documentsOf(store, tenantId, own)));
    after = page.after;
    isLast = after === undefined;
  }
  return { plan, tenant, hosts, documents, at };
}

/** Hosts that the service does not know have no sensor, and count for no floor. */
function isServer(host: HostRow): boolean {
  return host.migrationState !== 'unknown';
}

function isNear(host: HostRow, sites: ReadonlySet<string>, domains: ReadonlySet<string>): boolean {
  return sites.has(host.site) || domains.has(host.domain);
}

async function documentsOf(store: Store, tenantId: TenantId, hosts: readonly HostRow[]) {
  const ids = hosts.map((host): HostId => host.hostId);
  if (ids.length === 0) return [];
  const stored = await store.documents(tenantId, ids);
  return stored.map(({ hostId, source, observedAt, facts }): FactDocument => ({ hostId, source, observedAt, facts }));
}

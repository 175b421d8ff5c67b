import type { FactDocument } from '../../domain/fact.ts';
import type { HostId } from '../../domain/ids.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import type { Assumption } from '../../domain/rehearsal/result.ts';
import type { Tenant } from '../../engine/ports/store.ts';
import type { Estate, ServerFacts } from '../../twin/server.ts';
import type { Snapshot } from './snapshot.ts';
import { twinServer } from './twin-server.ts';

export interface TwinEstate {
  readonly estate: Estate;
  readonly assumptions: readonly Assumption[];
  /** Servers on which a collector runs, by name. */
  readonly collecting: ReadonlySet<string>;
}

const namesTold = 5;

/** The servers of a snapshot as an estate for the twin, and what had to be assumed. */
export function twinEstate(snapshot: Snapshot, options: { readonly isAnonymous: boolean }): TwinEstate {
  const { tenant, hosts, at } = snapshot;
  const byHost = new Map<HostId, FactDocument[]>(hosts.map((host) => [host.hostId, []]));
  for (const document of snapshot.documents) byHost.get(document.hostId)?.push(document);
  const planned = new Set<string>(snapshot.plan.waves.flatMap((wave) => wave.hosts.map((host) => host.hostId)));
  const guesses = new Map<string, { first: Omit<Assumption, 'servers' | 'names'>; names: string[] }>();
  const servers: ServerFacts[] = [];
  const collecting = new Set<string>();
  for (const host of hosts) {
    const documents = byHost.get(host.hostId) ?? [];
    if (documents.some((document) => document.source === 'host-facts')) collecting.add(host.name);
    const table = mergeFacts(host.hostId, documents, at);
    // Not the seed of a run: what is assumed must not differ from run to run.
    const { server, guesses: own } = twinServer(host, table, { seed: 1, isAnonymous: options.isAnonymous });
    servers.push(server);
    // Of the others only their protection matters, which the service tells.
    if (!planned.has(host.hostId)) continue;
    for (const guess of own) {
      const key = JSON.stringify([guess.fact, guess.value, guess.why]);
      const known = guesses.get(key);
      if (known) known.names.push(host.name);
      else guesses.set(key, { first: guess, names: [host.name] });
    }
  }
  const assumptions = [...guesses.values()]
    .map(({ first, names }) => ({ ...first, servers: names.length, names: names.sort().slice(0, namesTold) }))
    .sort((a, b) => (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : b.servers - a.servers));
  return { estate: { name: 'mine', tenant: settingsOf(tenant), servers, issues: [] }, assumptions, collecting };
}

/** What of the tenant the engine reads from its service; the rest is told to it. */
function settingsOf({ facts }: Tenant): Estate['tenant'] {
  return {
    name: 'Rehearsal',
    syslogNotifications: facts.usesSyslog ?? false,
    vpnIntegration: facts.usesVpnIntegration ?? false,
    actionAccount: 'localSystem',
    actionAccountName: null,
    rpcAuditing: true,
    automaticAuditing: facts.automaticAuditing ?? true,
    // Automatic activation would move servers that no plan names; the plan says that it is on, and the rehearsal is of the plan.
    activationMode: 'manual',
  };
}

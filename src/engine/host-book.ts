import type { Host } from '../domain/host.ts';
import type { HostId } from '../domain/ids.ts';
import type { HostRow } from './ports/store.ts';

/** Hosts by everything that they are known by: those that are stored, and those that the same list has brought so far. */
export class HostBook {
  readonly #rows = new Map<HostId, HostRow>();
  readonly #hosts = new Map<HostId, Host>();
  readonly #byFqdn = new Map<string, HostId>();
  readonly #bySensor = new Map<string, HostId>();
  /** Lists and no sets: nearly every name has one host, and a set for each of them would be most of the book. */
  readonly #byName = new Map<string, HostId[]>();

  constructor(rows: readonly HostRow[]) {
    for (const row of rows) {
      this.#rows.set(row.hostId, row);
      this.keep(row);
    }
  }

  /** Takes in a host, or what was learnt of one that is in already; old names go on leading to it. */
  keep(host: Host): void {
    if (this.#hosts.get(host.hostId) === host) return;
    this.#hosts.set(host.hostId, host);
    this.#byFqdn.set(host.fqdn, host.hostId);
    if (host.sensorId) this.#bySensor.set(host.sensorId, host.hostId);
    const name = shortName(host.name);
    const namesakes = this.#byName.get(name);
    if (namesakes === undefined) this.#byName.set(name, [host.hostId]);
    else if (!namesakes.includes(host.hostId)) namesakes.push(host.hostId);
  }

  rowOf(hostId: HostId): HostRow | undefined {
    return this.#rows.get(hostId);
  }

  byFqdn(fqdn: string): Host | undefined {
    return this.#host(this.#byFqdn.get(fqdn));
  }

  bySensor(sensorId: string): Host | undefined {
    return this.#host(this.#bySensor.get(sensorId));
  }

  byName(name: string): readonly Host[] {
    const namesakes = this.#byName.get(shortName(name));
    return namesakes === undefined ? [] : namesakes.flatMap((hostId) => this.#host(hostId) ?? []);
  }

  #host(hostId: HostId | undefined): Host | undefined {
    return hostId === undefined ? undefined : this.#hosts.get(hostId);
  }
}

export function shortName(name: string): string {
  const dot = name.indexOf('.');
  return (dot < 0 ? name : name.slice(0, dot)).trim().toUpperCase();
}

/** `dc1.bank.example` of DC1 in bank.example; undefined where the domain is missing, or a NetBIOS name, which is no part of a full name. */
export function nameWithDomain(clue: { readonly name: string; readonly domain?: string | undefined }) {
  const { name, domain } = clue;
  return domain?.includes('.') ? `${shortName(name)}.${domain}`.toLowerCase() : undefined;
}

/** False only where both are DNS domains and differ; a NetBIOS name proves nothing either way. */
export function isSameDomain(a: string | undefined, b: string): boolean {
  if (!a?.includes('.') || !b.includes('.')) return true;
  return a.toLowerCase() === b.toLowerCase();
}

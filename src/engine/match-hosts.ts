import type { SourceId } from '../domain/fact.ts';
import type { Host } from '../domain/host.ts';
import { as, type HostId, type TenantId } from '../domain/ids.ts';
import { type ProblemRef, problem, Retryable } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { HostBook, isSameDomain, nameWithDomain, shortName } from './host-book.ts';
import type { DeviceOwner, HostRow } from './ports/store.ts';

/** What a source says to identify a host. */
interface HostClue {
  readonly source: SourceId;
  readonly name: string;
  readonly fqdn?: string | undefined;
  readonly domain?: string | undefined;
  readonly site?: string | undefined;
  readonly sensorId?: string | undefined;
  readonly observedAt?: Instant | undefined;
}

/** A clue with the host it belongs to: one that is known, or a new one to register. */
export interface HostMatch<T extends HostClue> {
  readonly clue: T;
  readonly host: Host;
  readonly row: HostRow | undefined;
  /** True when the host is new, or the clue tells something about its identity that was not known. */
  readonly isChanged: boolean;
}

export interface Matching<T extends HostClue> {
  /** One a host and source; of two the later observation. */
  readonly matches: readonly HostMatch<T>[];
  /** Clues about hosts that are not ours. */
  readonly strangers: readonly T[];
  readonly problems: readonly ProblemRef[];
}

interface MatchOptions<T extends HostClue> {
  /** False: an unknown clue is no new host; a list that knows all devices must not fill the estate with them. */
  readonly isRegistering?: boolean;
  /** The estate has no host yet; one that somebody registers meanwhile shows when the new one is recorded. */
  readonly isEmpty?: boolean;
  /** Which known hosts the device id of a clue belongs to; empty when it has none, or nobody knows it. */
  readonly ownersOf?: (clue: T) => readonly DeviceOwner[];
}

/**
 * Joins clues to hosts: by FQDN first, because a sensor id may change; then by sensor id; then by name with domain; then by a short name that only
 * one host has. A device id stands above all names: it decides between namesakes, and a clue whose device id belongs to a host of another name is
 * evidence of that one and must not be filed here. A clue that fits several hosts is a problem, never a guess.
 */
export async function matchHosts<T extends HostClue>(
  context: EngineContext,
  tenantId: TenantId,
  clues: readonly T[],
  options: MatchOptions<T> = {},
): Promise<Matching<T>> {
  if (clues.length === 0) return { matches: [], strangers: [], problems: [] };
  const book = new HostBook(options.isEmpty ? [] : await hostsFor(context, tenantId, clues));
  const matches = new Map<string, HostMatch<T>>();
  const strangers: T[] = [];
  const problems: ProblemRef[] = [];
  for (const clue of clues) {
    const owners = options.ownersOf?.(clue) ?? [];
    const found = find(book, clue, owners);
    if (found !== undefined && 'code' in found) {
      problems.push(found);
      continue;
    }
    if (found === undefined && options.isRegistering === false) {
      strangers.push(clue);
      continue;
    }
    const host = merged(found, clue, () => as<HostId>(context.identity.newId()));
    book.keep(host);
    const key = `${host.hostId} ${clue.source}`;
    const earlier = matches.get(key);
    const isChanged = host !== found || earlier?.isChanged === true;
    const isOlder = (clue.observedAt ?? 0) < (earlier?.clue.observedAt ?? 0);
    matches.set(key, {
      clue: isOlder && earlier ? earlier.clue : clue,
      host,
      row: book.rowOf(host.hostId),
      isChanged,
    });
  }
  return { matches: [...matches.values()], strangers, problems };
}

/** Every host that any of the clues could mean. */
function hostsFor(context: EngineContext, tenantId: TenantId, clues: readonly HostClue[]): Promise<readonly HostRow[]> {
  return context.store.hostsByKeys(tenantId, {
    sensorIds: clues.flatMap((clue) => clue.sensorId ?? []),
    fqdns: clues.flatMap((clue) => (clue.fqdn ?? nameWithDomain(clue))?.toLowerCase() ?? []),
    names: clues.map((clue) => shortName(clue.name)),
  });
}

/** The host of a clue, undefined when nobody knows it, or why it cannot be told. */
function find(book: HostBook, clue: HostClue, owners: readonly DeviceOwner[]): Host | ProblemRef | undefined {
  const owns = (host: Host) => owners.some((owner) => owner.hostId === host.hostId);
  const named = findByName(book, clue);
  const chosen = named.length > 1 && owners.length > 0 ? named.filter(owns) : named;
  if (chosen.length > 1) {
    const detail = `"${clue.name}" fits ${chosen.length} hosts; a row with its FQDN would tell which.`;
    return problem('host-ambiguous', detail);
  }
  const [host] = chosen;
  if (owners.length === 0 || (host !== undefined && owns(host))) return host;
  const others = [...new Set(owners.map((owner) => owner.fqdn))].slice(0, 3).join(', ');
  return problem(
    'host-mismatch',
    `The evidence names "${clue.fqdn ?? clue.name}", and its device id is that of ${others}; it was not used.`,
  );
}

/** Every known host that the names of a clue fit. */
function findByName(book: HostBook, clue: HostClue): readonly Host[] {
  const fqdn = clue.fqdn?.toLowerCase();
  const full = fqdn ?? nameWithDomain(clue);
  const certain =
    (full === undefined ? undefined : book.byFqdn(full)) ?? (clue.sensorId ? book.bySensor(clue.sensorId) : undefined);
  if (certain) return [certain];
  const namesakes = book.byName(clue.name).filter((host) => isSameDomain(clue.domain, host.domain));
  if (fqdn === undefined) return namesakes;
  // A host that was registered by its short name alone learns its FQDN from a later source.
  const [only] = namesakes;
  return only !== undefined && namesakes.length === 1 && !only.fqdn.includes('.') ? [only] : [];
}

/** More than this says that something else is wrong than somebody who registers hosts at the same time. */
const mostMatchings = 5;

/**
 * Matches, and records what comes of it; when somebody registered one of the new hosts in between, matches again and finds it.
 * `record` gives the ids that its commit lost.
 * @throws Retryable('store-unavailable') when others come first every time.
 */
export async function recordMatched<T extends HostClue, M extends Matching<T>>(
  match: (isRetry: boolean) => Promise<M>,
  record: (matching: M) => Promise<readonly string[]>,
): Promise<M> {
  for (let tries = 1; tries <= mostMatchings; tries += 1) {
    const matching = await match(tries > 1);
    const lost = new Set(await record(matching));
    if (!matching.matches.some(({ row, host }) => !row && lost.has(host.hostId))) return matching;
  }
  throw new Retryable('store-unavailable', 'Others registered the same servers at every try.');
}

/** The known host with what the clue adds; the same object when it adds nothing. */
function merged(known: Host | undefined, clue: HostClue, newId: () => HostId): Host {
  const fqdn = clue.fqdn?.toLowerCase();
  const domain = clue.domain?.toLowerCase() ?? (fqdn?.includes('.') ? fqdn.slice(fqdn.indexOf('.') + 1) : undefined);
  if (!known) {
    const name = shortName(clue.name);
    return {
      hostId: newId(),
      name,
      fqdn: fqdn ?? nameWithDomain(clue) ?? name.toLowerCase(),
      domain: domain ?? '',
      site: clue.site ?? '',
      ...(clue.sensorId ? { sensorId: clue.sensorId } : {}),
    };
  }
  const next: Host = {
    hostId: known.hostId,
    name: known.name,
    fqdn: fqdn ?? known.fqdn,
    domain: domain ?? known.domain,
    site: clue.site || known.site,
    ...(clue.sensorId ? { sensorId: clue.sensorId } : known.sensorId ? { sensorId: known.sensorId } : {}),
  };
  const isSame =
    next.fqdn === known.fqdn &&
    next.domain === known.domain &&
    next.site === known.site &&
    next.sensorId === known.sensorId;
  return isSame ? known : next;
}

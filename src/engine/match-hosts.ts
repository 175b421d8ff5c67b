import type { Host } from '../domain/host.ts';
import { as, type HostId, type TenantId } from '../domain/ids.ts';
import { type ProblemRef, problem, Retryable } from '../domain/problem.ts';
import type { EngineContext } from './context.ts';
import type { HostRow } from './ports/store.ts';

/** What a source says to identify a host. */
interface HostClue {
  readonly name: string;
  readonly fqdn?: string | undefined;
  readonly domain?: string | undefined;
  readonly site?: string | undefined;
  readonly sensorId?: string | undefined;
}

/** A clue with the host it belongs to: one that is known, or a new one to register. */
export interface HostMatch<T extends HostClue> {
  readonly clue: T;
  readonly host: Host;
  readonly row: HostRow | undefined;
  /** True when the host is new, or the clue tells something about its identity that was not known. */
  readonly isChanged: boolean;
}

interface Matching<T extends HostClue> {
  readonly matches: readonly HostMatch<T>[];
  /** Clues about hosts that are not ours. */
  readonly strangers: readonly T[];
  readonly problems: readonly ProblemRef[];
}

/**
 * Joins clues to hosts: by FQDN first, because a sensor id may change; then by sensor id; then by a short name that only one host has.
 * A clue that fits several hosts is a problem, never a guess.
 */
export async function matchHosts<T extends HostClue>(
  context: EngineContext,
  tenantId: TenantId,
  clues: readonly T[],
  /** Whether an unknown clue is a new host; a list that knows all devices must not fill the estate with them. */
  isRegistering = true,
): Promise<Matching<T>> {
  if (clues.length === 0) return { matches: [], strangers: [], problems: [] };
  const known = await context.store.hostsByKeys(tenantId, {
    sensorIds: clues.flatMap((clue) => clue.sensorId ?? []),
    fqdns: clues.flatMap((clue) => (clue.fqdn ? [clue.fqdn.toLowerCase()] : [])),
    names: clues.map((clue) => shortName(clue.name)),
  });
  const byFqdn = new Map(known.map((row) => [row.fqdn, row]));
  const bySensor = new Map(known.flatMap((row) => (row.sensorId ? [[row.sensorId, row] as const] : [])));
  const byName = groupByName(known);
  const matches = new Map<HostId, HostMatch<T>>();
  const strangers: T[] = [];
  const problems: ProblemRef[] = [];
  const fresh = new Map<string, Host>();
  for (const clue of clues) {
    const fqdn = clue.fqdn?.toLowerCase();
    const row = (fqdn && byFqdn.get(fqdn)) || (clue.sensorId && bySensor.get(clue.sensorId)) || undefined;
    const namesakes = row || fqdn ? [] : (byName.get(shortName(clue.name)) ?? []);
    if (namesakes.length > 1) {
      problems.push(
        problem(
          'host-ambiguous',
          `"${clue.name}" fits ${namesakes.length} hosts; a row with its FQDN would tell which.`,
        ),
      );
      continue;
    }
    const found = row ?? namesakes[0] ?? onlyShort(byName.get(shortName(clue.name)), fqdn);
    if (!found && !isRegistering) {
      strangers.push(clue);
      continue;
    }
    const host = merged(found ?? fresh.get(fqdn ?? shortName(clue.name)), clue, () =>
      as<HostId>(context.identity.newId()),
    );
    if (!found) fresh.set(fqdn ?? shortName(clue.name), host);
    const isChanged = !found || host !== found;
    matches.set(host.hostId, { clue, host, row: found, isChanged });
  }
  return { matches: [...matches.values()], strangers, problems };
}

/** More than this says that something else is wrong than somebody who registers hosts at the same time. */
const mostMatchings = 5;

/**
 * Matches, and records what comes of it; when somebody registered one of the new hosts in between, matches again and finds it.
 * `record` gives the ids that its commit lost.
 * @throws Retryable('store-unavailable') when others come first every time.
 */
export async function recordMatched<T extends HostClue>(
  match: () => Promise<Matching<T>>,
  record: (matches: readonly HostMatch<T>[]) => Promise<readonly string[]>,
): Promise<Matching<T>> {
  for (let tries = 1; tries <= mostMatchings; tries += 1) {
    const matching = await match();
    const lost = new Set(await record(matching.matches));
    if (!matching.matches.some(({ row, host }) => !row && lost.has(host.hostId))) return matching;
  }
  throw new Retryable('store-unavailable', 'Others registered the same servers at every try.');
}

function shortName(name: string): string {
  return (name.split('.')[0] ?? name).trim().toUpperCase();
}

/** A host that was registered by its short name alone learns its FQDN from a later source. */
function onlyShort(namesakes: readonly HostRow[] | undefined, fqdn: string | undefined): HostRow | undefined {
  if (!fqdn || namesakes?.length !== 1) return undefined;
  const only = namesakes[0];
  return only && !only.fqdn.includes('.') ? only : undefined;
}

function groupByName(rows: readonly HostRow[]): Map<string, HostRow[]> {
  const groups = new Map<string, HostRow[]>();
  for (const row of rows) {
    const group = groups.get(row.name);
    if (group) group.push(row);
    else groups.set(row.name, [row]);
  }
  return groups;
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
      fqdn: fqdn ?? name.toLowerCase(),
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

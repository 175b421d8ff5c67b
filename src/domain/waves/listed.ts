import type { Fault } from '../fault.ts';
import type { ExcludedHost } from '../plan/waves.ts';
import type { Ranked } from './loss.ts';

/** A wave as a person lists it: short names, names with their domain, or host ids, without case. */
export interface ListedWave {
  readonly name: string;
  readonly hosts: readonly string[];
}

interface NamedWave {
  readonly name: string;
  readonly hosts: readonly Ranked[];
}

/** The listed waves with their hosts, and who of those that could go is in none. A name that fits no host, or more than one, is a fault. */
export function listedWaves(
  waves: readonly ListedWave[],
  ranked: readonly Ranked[],
  excluded: readonly ExcludedHost[],
):
  | { readonly ok: true; readonly waves: readonly NamedWave[]; readonly unlisted: readonly Ranked[] }
  | { readonly ok: false; readonly faults: readonly Fault[] } {
  const known = byKey(ranked, (one) => one.candidate);
  const leftOut = byKey(excluded, (host) => host);
  const takenBy = new Map<Ranked, string>();
  const faults: Fault[] = faultsOfNames(waves);
  const named = waves.map((wave, waveAt) => {
    const hosts: Ranked[] = [];
    wave.hosts.forEach((name, hostAt) => {
      const found = known.get(name.toLowerCase()) ?? [];
      const why = found.length === 0 ? whyNobody(name, leftOut) : whyNot(name, found, takenBy);
      const [one] = found;
      if (why !== undefined) faults.push({ at: `order.waves[${waveAt}].hosts[${hostAt}]`, message: why });
      else if (one) {
        hosts.push(one);
        takenBy.set(one, wave.name);
      }
    });
    return { name: wave.name, hosts };
  });
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, waves: named, unlisted: ranked.filter((one) => !takenBy.has(one)) };
}

function whyNobody(name: string, leftOut: ReadonlyMap<string, readonly ExcludedHost[]>): string {
  const [host] = leftOut.get(name.toLowerCase()) ?? [];
  return host
    ? `"${name}" is left out: ${host.detail} (${host.reason})`
    : `"${name}" is not among the selected servers.`;
}

function whyNot(name: string, found: readonly Ranked[], takenBy: ReadonlyMap<Ranked, string>): string | undefined {
  if (found.length > 1)
    return `"${name}" fits ${found.length} servers; say which: ${found.map(({ candidate }) => `${candidate.name}.${candidate.domain}`).join(', ')}.`;
  const taken = found.map((one) => takenBy.get(one)).find((wave) => wave !== undefined);
  return taken === undefined ? undefined : `"${name}" is in wave "${taken}" already.`;
}

function faultsOfNames(waves: readonly ListedWave[]): Fault[] {
  const faults: Fault[] = waves.length === 0 ? [{ at: 'order.waves', message: 'No wave is listed.' }] : [];
  const seen = new Set<string>();
  waves.forEach(({ name, hosts }, at) => {
    if (name.trim() === '') faults.push({ at: `order.waves[${at}].name`, message: 'A wave needs a name.' });
    else if (seen.has(name))
      faults.push({
        at: `order.waves[${at}].name`,
        message: `Two waves are called "${name}"; give each its own name.`,
      });
    seen.add(name);
    if (hosts.length === 0) faults.push({ at: `order.waves[${at}].hosts`, message: `Wave "${name}" names nobody.` });
  });
  return faults;
}

/** By everything that a person may write for a host. */
function byKey<T>(
  items: readonly T[],
  hostOf: (item: T) => { readonly name: string; readonly domain: string; readonly hostId: string },
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const { name, domain, hostId } = hostOf(item);
    for (const key of new Set([name, `${name}.${domain}`, hostId].map((text) => text.toLowerCase()))) {
      const same = found.get(key);
      if (same) same.push(item);
      else found.set(key, [item]);
    }
  }
  return found;
}

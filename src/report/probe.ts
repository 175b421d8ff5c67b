import type { ProbeReport, ProbeRow } from '../contract/probe.ts';
import { type ProbeOutcome, type ProbeResult, probeFacts, probeOutcomes } from '../domain/probe.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';

/** The report of a probe: every URL, what to do about those that were not reached, and what it does not say. */
export function probeReportOf(
  results: readonly ProbeResult[],
  probedAt: Instant,
  notes: readonly string[],
): ProbeReport {
  const needed = results.filter((one) => one.target.isNeeded);
  return {
    probedAt: toRfc3339(probedAt),
    results: results.map(rowOf),
    groups: groupsOf(needed),
    needed: needed.length,
    reached: needed.filter((one) => one.outcome === 'reached').length,
    facts: Object.fromEntries(
      Object.entries(probeFacts(results)).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
    ) as ProbeReport['facts'],
    notes: [...notes],
  };
}

function rowOf(result: ProbeResult): ProbeRow {
  const { target, outcome, code, dns, tcp, proxy, tls, certificate, http } = result;
  return {
    url: target.url,
    function: target.function,
    set: target.set,
    geo: target.geo,
    isNeeded: target.isNeeded,
    onlyFor: target.onlyFor ?? null,
    hostIs: target.hostIs,
    statusIs: target.statusIs,
    outcome,
    title: probeOutcomes[outcome].title,
    code,
    dns: dns && { ipv4: [...dns.ipv4], ipv6: [...dns.ipv6] },
    tcp: tcp && { address: tcp.address, failed: [...tcp.failed] },
    proxy: { ...proxy, schemes: [...proxy.schemes] },
    tls,
    certificate: certificate && { ...certificate, keys: [...certificate.keys] },
    http,
  };
}

/** One remedy, once, with all that it would mend; the one that mends most comes first. */
function groupsOf(results: readonly ProbeResult[]): ProbeReport['groups'] {
  const urls = new Map<ProbeOutcome, string[]>();
  for (const { outcome, target } of results) {
    if (outcome !== 'reached') urls.set(outcome, [...(urls.get(outcome) ?? []), target.url]);
  }
  return [...urls]
    .map(([outcome, list]) => ({ outcome, ...probeOutcomes[outcome], urls: list }))
    .sort((one, other) => other.urls.length - one.urls.length);
}

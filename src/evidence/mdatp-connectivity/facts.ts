import type { Place } from '../../domain/fact.ts';
import type { FactSheet } from '../fact-sheet.ts';
import type { ProblemList } from '../reading.ts';
import type { TestedUrls, UrlResult } from './read.ts';

/**
 * Hosts that the test asks for before the switch, as the output on the page shows them
 * (learn.microsoft.com/defender-endpoint/linux-support-connectivity, seen 2026-09).
 */
const standardHosts = [
  'cdn.x.cp.wd.microsoft.com',
  'eu-cdn.x.cp.wd.microsoft.com',
  'wu-cdn.x.cp.wd.microsoft.com',
  'x.cp.wd.microsoft.com',
  'winatp-gw-cus.microsoft.com',
  'winatp-gw-eus.microsoft.com',
  'winatp-gw-weu.microsoft.com',
  'winatp-gw-neu.microsoft.com',
  'winatp-gw-ukw.microsoft.com',
  'winatp-gw-uks.microsoft.com',
  'eu-v20.events.data.microsoft.com',
  'us-v20.events.data.microsoft.com',
  'uk-v20.events.data.microsoft.com',
  'v20.events.data.microsoft.com',
];

/**
 * What one `mdav.` host must answer after the switch: its two stores, and the three other paths once each
 * (learn.microsoft.com/defender-endpoint/migrate-devices-streamlined, seen 2026-09). The page asks for no more, so where the test names no `edr-`
 * host these five are the whole of it.
 */
const mdavPaths: Readonly<Record<string, number>> = { storage: 2, mdav: 1, xplat: 1, packages: 1 };

/** What an `edr-` host must answer, where the test asks for one; its `/storage` counts for no `mdav.` host. */
const edrPaths: Readonly<Record<string, number>> = { edr: 1, storage: 1 };

interface Frame {
  readonly member?: string | undefined;
  readonly problems: ProblemList;
}

/** Where a result stands; for none of them, where the first one does. */
type Locate = (one: UrlResult | undefined) => Place;

/**
 * Puts what a test of URLs shows. Every line is kept. That a set is reached needs all of its lines; a part of them is no proof, and
 * a set that was not tested is not spoken of.
 */
export function putConnectivity({ results, isWhole }: TestedUrls, sheet: FactSheet, { member, problems }: Frame): void {
  const [first] = results;
  if (first === undefined) return;
  const at: Locate = (one) => ({ member, line: (one ?? first).line });
  sheet.put(
    'connectivity.urls',
    results.map((one) => `${one.outcome}|${one.code}|${one.url.purpose}|${one.url.text}`),
    at(first),
  );
  const sets = new Set(results.flatMap((one) => one.url.set ?? []));
  const [only] = sets;
  if (only !== undefined) sheet.put('connectivity.urlSet', sets.size === 1 ? only : 'mixed', at(first));
  const proofs = { standard: standardProof(results), streamlined: streamlinedProof(results) };
  for (const set of sets) {
    const proof = proofs[set];
    const isReached = proof.fault === undefined && isWhole;
    if (proof.failed !== undefined) sheet.put(`connectivity.${set}`, false, at(proof.failed));
    else if (isReached) sheet.put(`connectivity.${set}`, true, at(results.find((one) => one.url.set === set)));
    else
      problems.add(
        'text-unread',
        `The ${set} URLs are not all there, so nothing is proved: ${proof.fault ?? 'a line is broken'}.`,
      );
  }
  const isProved = isWhole && sets.size > 0 && [...sets].every((set) => isSound(proofs[set]));
  putBlocked(results, isProved, sheet, at);
  putReach(results, isWhole, isProved, sheet, at);
  const family = results.find((one) => familyOf(one) !== undefined);
  if (family !== undefined) sheet.put('os.family', familyOf(family) ?? 'linux', at(family));
}

/** That nothing is blocked can only be said of all that should have been asked for. */
function putBlocked(results: readonly UrlResult[], isProved: boolean, sheet: FactSheet, at: Locate): void {
  const blocked = results.filter((one) => one.outcome === 'blocked');
  const list = blocked.map((one) => `${one.code}|${one.url.purpose}|${one.url.text}`);
  if (list.length > 0 || isProved) sheet.put('connectivity.blocked', list, at(blocked[0]));
}

/** Facts that hang on all results together. */
function putReach(
  results: readonly UrlResult[],
  isWhole: boolean,
  isProved: boolean,
  sheet: FactSheet,
  at: Locate,
): void {
  const control = results.filter((one) => one.url.set !== undefined && one.url.purpose === 'command and control');
  // Without a word on command and control, the rest does not show that the sensor reaches its service.
  if (isProved && control.length > 0) sheet.put('connectivity.endpoint443', true, at(control[0]));
  else if (isWhole && control.length > 0 && control.every((one) => one.outcome === 'blocked'))
    sheet.put('connectivity.endpoint443', false, at(control[0]));
  const unresolved = results.find((one) => one.url.set !== undefined && one.code === 'name');
  if (unresolved !== undefined) sheet.put('connectivity.nameResolution', false, at(unresolved));
  else if (isProved) sheet.put('connectivity.nameResolution', true, at(results[0]));
  const refused = results.find((one) => one.code === '407');
  if (refused !== undefined) sheet.put('proxy.needsCredentials', true, at(refused));
}

interface Proof {
  /** The first line that says that a URL of the set was not reached. */
  readonly failed: UrlResult | undefined;
  /** What lacks for the proof. */
  readonly fault: string | undefined;
}

function isSound(proof: Proof): boolean {
  return proof.failed === undefined && proof.fault === undefined;
}

function standardProof(results: readonly UrlResult[]): Proof {
  const own = results.filter((one) => one.url.set === 'standard');
  const reached = new Set(own.filter((one) => one.outcome === 'reached').map((one) => one.url.host));
  const lacking = standardHosts.find((host) => !reached.has(host));
  return {
    failed: own.find((one) => one.outcome === 'blocked'),
    fault: unknownOutcome(own) ?? (lacking === undefined ? undefined : `${lacking} is missing`),
  };
}

/** Counted for each host: `edr-` hosts have a `/storage` too, and two hosts with one each are not one host with two. */
function streamlinedProof(results: readonly UrlResult[]): Proof {
  const own = results.filter((one) => one.url.set === 'streamlined');
  const hosts = new Map<string, Set<string>>();
  for (const { url } of own) hosts.set(url.host, (hosts.get(url.host) ?? new Set()).add(url.path));
  const needs = [...hosts].map(([host, paths]) => ({ host, lacking: lackingIn(host, paths) }));
  const incomplete = needs.find(({ lacking }) => lacking !== undefined);
  const hasMdav = needs.some(({ host }) => host.startsWith('mdav.'));
  return {
    failed: own.find((one) => one.outcome === 'blocked'),
    fault:
      unknownOutcome(own) ??
      (incomplete === undefined ? undefined : `${incomplete.host} lacks ${incomplete.lacking}`) ??
      (hasMdav ? undefined : 'the mdav. host is missing'),
  };
}

/** The first path that a host should have been asked for and was not. */
function lackingIn(host: string, paths: ReadonlySet<string>): string | undefined {
  const needed = host.startsWith('mdav.') ? mdavPaths : host.startsWith('edr-') ? edrPaths : {};
  const firsts = [...paths].map((path) => path.toLowerCase().split('/')[1] ?? '');
  const lacking = Object.entries(needed).find(
    ([name, count]) => firsts.filter((first) => first === name).length < count,
  );
  return lacking === undefined ? undefined : `/${lacking[0]}`;
}

function unknownOutcome(results: readonly UrlResult[]): string | undefined {
  return results.some((one) => one.outcome === 'untested') ? 'an outcome is a word that is not known' : undefined;
}

function familyOf({ url }: UrlResult): 'linux' | 'macos' | undefined {
  if (url.osType === 'linux') return 'linux';
  return url.osType === 'mac' || url.osType === 'macos' || url.osType === 'darwin' ? 'macos' : undefined;
}

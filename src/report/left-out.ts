import type { LeftOut } from '../contract/plans.ts';
import type { ExcludedHost } from '../domain/plan/waves.ts';
import { reasonsTold } from '../domain/waves/exclusion.ts';
import { type CheckCatalogue, reasonTitle } from './check-catalogue.ts';

/** Why a selected server is in no wave; what keeps it from moving has the titles of the checks. */
const titles: Readonly<Record<string, string>> = {
  'host-pinned': 'Rolled back, and to be released first',
  'host-held': 'Held by a person, and to be released first',
  'host-busy': 'A change of it is in flight',
  stays: 'Stays as it is',
  unsupported: 'Cannot move',
  'earlier-journey': 'Another journey comes first',
  'verdict-missing': 'Never checked',
  'not-listed': 'In no wave of the list',
  'not-eligible': 'Not eligible',
  'evidence-missing': 'Evidence is missing',
};

/** A code that is not listed, as a plan of another version may have, is told in words made of itself. */
function exclusionTitle(code: string): string {
  return titles[code] ?? reasonTitle({ reasons: {} }, code);
}

/** Who is left out and why, the reason of most servers first. Codes stay beside the titles, for programs and for whoever searches. */
export function leftOutShape(excluded: readonly ExcludedHost[], catalogue: CheckCatalogue): LeftOut {
  const byReason = new Map<string, ExcludedHost[]>();
  for (const host of excluded) {
    const same = byReason.get(host.reason);
    if (same) same.push(host);
    else byReason.set(host.reason, [host]);
  }
  return [...byReason]
    .sort(([a, hostsA], [b, hostsB]) => hostsB.length - hostsA.length || (a < b ? -1 : 1))
    .map(([reason, hosts]) => ({
      reason,
      title: exclusionTitle(reason),
      servers: hosts.map(({ hostId, name, detail }) => ({ id: hostId, name, ...whyShape(detail, catalogue) })),
    }));
}

type Why = Pick<LeftOut[number]['servers'][number], 'reasons' | 'detail'>;

function whyShape(detail: string, catalogue: CheckCatalogue): Why {
  const told = reasonsTold(detail);
  const reasons = (told?.codes ?? []).map((code) => ({ code, title: reasonTitle(catalogue, code) }));
  return { reasons, detail: told === undefined ? detail : told.rest };
}

/** What keeps one server, by title and code; nothing where the reason of its group says it all. */
export function whyLeftOut({ reasons, detail }: Why): readonly string[] {
  const named = reasons.map(({ code, title }) => `${title} (${code})`).join(', ');
  const said = [named, detail].filter((one) => one !== '').join('. ');
  return said === '' ? [] : [said];
}

/** "Stays as it is (stays): Runs another identity role (additional-role)". */
export function exclusionInWords({ reason, detail }: Excluded, catalogue: CheckCatalogue): string {
  return [`${exclusionTitle(reason)} (${reason})`, ...whyLeftOut(whyShape(detail, catalogue))].join(': ');
}

type Excluded = Pick<ExcludedHost, 'reason' | 'detail'>;

/** The titles of every code that these exclusions name. */
export function exclusionTitles(excluded: readonly Excluded[], catalogue: CheckCatalogue): Record<string, string> {
  return Object.fromEntries(
    excluded.flatMap(({ reason, detail }) => [
      [reason, exclusionTitle(reason)],
      ...(reasonsTold(detail)?.codes ?? []).map((code) => [code, reasonTitle(catalogue, code)]),
    ]),
  );
}

/** What each detail says in codes, by the detail. */
export function exclusionDetails(
  excluded: readonly Excluded[],
): Record<string, { readonly codes: string[]; readonly rest: string }> {
  return Object.fromEntries(
    excluded.map(({ detail }) => {
      const told = reasonsTold(detail);
      return [detail, told === undefined ? { codes: [], rest: detail } : { codes: [...told.codes], rest: told.rest }];
    }),
  );
}

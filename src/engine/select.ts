import type { MigrationState } from '../domain/host.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Disposition, Eligibility } from '../domain/verdict.ts';
import type { HostFilter, HostRow, Store } from './ports/store.ts';

const states: Readonly<Record<string, MigrationState>> = {
  ready: 'readyForMigration',
  'not-ready': 'notReadyForMigration',
  migrating: 'migrating',
  failed: 'migrationFailed',
  'up-to-date': 'upToDate',
  unknown: 'unknown',
};
const verdicts = ['pass', 'fail', 'unknown', 'none'] as const satisfies readonly (Eligibility['verdict'] | 'none')[];
const dispositions = ['moves', 'stays', 'unsupported'] as const satisfies readonly Disposition[];
const keys = ['site', 'domain', 'state', 'verdict', 'disposition', 'reason', 'move', 'search'] as const;

/**
 * Parses what people write to choose servers: `all`, names, and conditions such as `site:Berlin,Munich state:ready`.
 * Several words of one key add up, different keys narrow down.
 * @throws ProblemError('request-invalid') for an unknown key or value: a typing error must not mean "all".
 */
export function parseSelector(selector: string): HostFilter {
  const words = selector.split(/\s+/).filter((word) => word !== '' && word !== 'all');
  const names: string[] = [];
  const found: Record<(typeof keys)[number], string[]> = {
    site: [],
    domain: [],
    state: [],
    verdict: [],
    disposition: [],
    reason: [],
    move: [],
    search: [],
  };
  for (const word of words) {
    const colon = word.indexOf(':');
    if (colon < 0) {
      names.push(...word.split(',').filter((name) => name !== ''));
      continue;
    }
    const key = keys.find((known) => known === word.slice(0, colon));
    if (!key) throw invalid(`"${word.slice(0, colon)}" is no condition; there are ${keys.join(', ')}.`);
    const values = word
      .slice(colon + 1)
      .split(',')
      .filter((value) => value !== '');
    if (values.length === 0) throw invalid(`"${word}" names no value.`);
    found[key].push(...values);
  }
  const orNone = (values: readonly string[]) => (values.length === 0 ? undefined : values);
  return {
    names: orNone(names),
    site: orNone(found.site),
    domain: orNone(found.domain.map((value) => value.toLowerCase())),
    migrationState: orNone(found.state.map(stateOf)) as readonly MigrationState[] | undefined,
    verdict: orNone(found.verdict.map((value) => oneOf(verdicts, 'verdict', value))) as HostFilter['verdict'],
    disposition: orNone(
      found.disposition.map((value) => oneOf(dispositions, 'disposition', value)),
    ) as HostFilter['disposition'],
    reason: orNone(found.reason),
    moveState: orNone(found.move),
    search: found.search[0],
  };
}

function stateOf(value: string): MigrationState {
  const state = states[value] ?? Object.values(states).find((known) => known === value);
  if (!state) throw invalid(`"${value}" is no state; there are ${Object.keys(states).join(', ')}.`);
  return state;
}

function oneOf<T extends string>(known: readonly T[], key: string, value: string): T {
  const found = known.find((item) => item === value);
  if (!found) throw invalid(`"${value}" is no ${key}; there are ${known.join(', ')}.`);
  return found;
}

function invalid(detail: string): ProblemError {
  return new ProblemError('request-invalid', detail, { errors: [{ at: 'selector', message: detail }] });
}

/** More hosts than this are asked for in parts: an answer has a bound. */
const mostSelected = 100_000;

/** All hosts that a selector names, page by page. @throws ProblemError('not-found') when a name fits no host. */
export async function selectHosts(store: Store, tenantId: TenantId, selector: string): Promise<readonly HostRow[]> {
  const filter = parseSelector(selector);
  const hosts: HostRow[] = [];
  let after: string | undefined;
  do {
    const page = await store.hosts(tenantId, filter, { top: 200, after });
    hosts.push(...page.value);
    after = page.after;
  } while (after !== undefined && hosts.length < mostSelected);
  if (filter.names) refuseUnknownNames(filter.names, hosts);
  return hosts;
}

function refuseUnknownNames(names: readonly string[], hosts: readonly HostRow[]): void {
  const known = new Set(hosts.flatMap((host) => [host.name.toLowerCase(), host.fqdn, host.hostId]));
  const unknown = names.filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length > 0) {
    throw new ProblemError('not-found', `No server is called ${unknown.slice(0, 5).join(', ')}.`, {
      errors: unknown.map((name) => ({ at: 'selector', message: `"${name}" is not known.` })),
    });
  }
}

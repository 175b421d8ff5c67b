import type { FactDocument, FactTable } from '../domain/fact.ts';
import { type FactDefinition, factKeys, type KnownFactKey } from '../domain/fact-keys.ts';
import type { MigrationState } from '../domain/host.ts';
import type { HostId, TenantId } from '../domain/ids.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { Disposition, Eligibility } from '../domain/verdict.ts';
import type { EngineContext } from './context.ts';
import type { HostFilter, HostRow } from './ports/store.ts';

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
const keys = [
  'site',
  'domain',
  'state',
  'role',
  'os',
  'tag',
  'verdict',
  'check',
  'disposition',
  'reason',
  'move',
  'search',
] as const;
/** As people write them, `pdc-emulator`. */
const roles = new Map(
  [...choicesOf('roles'), ...choicesOf('operationsMasters')].map((role) => [kebab(role), role] as const),
);

/**
 * Parses what people write to choose servers: `all`, names, and conditions such as `site:Berlin,Munich state:ready`.
 * Several words of one key add up, different keys narrow down.
 * @throws ProblemError('request-invalid') for an unknown key or value: a typing error must not mean "all".
 */
export function parseSelector(selector: string): HostFilter {
  const words = selector.split(/\s+/).filter((word) => word !== '' && word !== 'all');
  const names: string[] = [];
  const found = Object.fromEntries(keys.map((key) => [key, [] as string[]])) as Record<(typeof keys)[number], string[]>;
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
    role: orNone(found.role.map(roleOf)),
    system: orNone(found.os.map(oneWord)),
    tag: orNone(found.tag.map(oneWord)),
    check: orNone(found.check),
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

function roleOf(value: string): string {
  const role = roles.get(value) ?? [...roles.values()].find((known) => known === value);
  if (!role) throw invalid(`"${value}" is no role; there are ${[...roles.keys()].join(', ')}.`);
  return role;
}

/** A selector is split at spaces, so that they are written as hyphens: `windows-server-2019`, `tier-0`. */
function oneWord(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-');
}

function choicesOf(key: KnownFactKey): readonly string[] {
  const definition: FactDefinition = factKeys[key];
  return definition.choices ?? [];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function oneOf<T extends string>(known: readonly T[], key: string, value: string): T {
  const found = known.find((item) => item === value);
  if (!found) throw invalid(`"${value}" is no ${key}; there are ${known.join(', ')}.`);
  return found;
}

function invalid(detail: string): ProblemError {
  return new ProblemError('request-invalid', detail, { errors: [{ at: 'selector', message: detail }] });
}

/** More hosts than this are chosen in parts: what one order or one answer is about has a bound, and nobody is left out of it without a word. */
const mostSelected = 100_000;

/**
 * All hosts that a selector names and that lie within the filter, page by page. One that lies outside is as unknown as one that there is not.
 * @throws ProblemError('not-found') when a name fits no host, ProblemError('selection-too-large') when more fit than one selection may hold.
 */
export async function selectHosts(
  context: Pick<EngineContext, 'store' | 'clocks' | 'journeys'>,
  tenantId: TenantId,
  selector: string,
  within?: HostFilter,
): Promise<readonly HostRow[]> {
  const filter = parseSelector(selector);
  refuseUnknownChecks(context, filter.check ?? []);
  const hosts = await readSelection(context, tenantId, { ...filter, within }, mostSelected);
  if (filter.names) await refuseUnknownNames(context, tenantId, { names: filter.names, within }, hosts);
  return hosts;
}

/**
 * The same where the selector was looked at before, of a campaign: a server that was renamed since is no error then, and an estate that grew is read to its end.
 * Those of `otherThan` are not even read.
 */
export async function selectKnown(
  context: Pick<EngineContext, 'store' | 'clocks'>,
  tenantId: TenantId,
  selector: string,
  otherThan?: readonly HostId[],
): Promise<readonly HostRow[]> {
  const filter = { ...parseSelector(selector), otherThan };
  return readSelection(context, tenantId, filter, Number.POSITIVE_INFINITY);
}

async function readSelection(
  context: Pick<EngineContext, 'store' | 'clocks'>,
  tenantId: TenantId,
  filter: HostFilter,
  most: number,
): Promise<readonly HostRow[]> {
  const now = context.clocks.tenantNow(tenantId);
  const hosts: HostRow[] = [];
  let after: string | undefined;
  do {
    const page = await context.store.hosts(tenantId, filter, { top: hostsAtOnce, after });
    hosts.push(...(await believed(context, tenantId, filter, page.value, now)));
    if (hosts.length > most) throw tooLarge(most);
    after = page.after;
  } while (after !== undefined);
  return hosts;
}

function tooLarge(most: number): ProblemError {
  const detail = `More than ${most.toLocaleString('en-US')} servers fit the selector.`;
  return new ProblemError('selection-too-large', detail, { errors: [{ at: 'selector', message: detail }] });
}

const hostsAtOnce = 200;

/**
 * The store finds the hosts of which some source says so; what counts is what is believed. A fact that grew old still chooses: whether it is good
 * enough for a move is for the checks to say, and a host must not drop out of a selection without a word because nobody asked it lately.
 */
async function believed(
  { store }: Pick<EngineContext, 'store'>,
  tenantId: TenantId,
  { role, system, tag }: HostFilter,
  hosts: readonly HostRow[],
  now: Instant,
): Promise<readonly HostRow[]> {
  if (hosts.length === 0 || (!role && !system && !tag)) return hosts;
  const documents = new Map<HostId, FactDocument[]>(hosts.map((host) => [host.hostId, []]));
  for (const document of await store.documents(tenantId, [...documents.keys()]))
    documents.get(document.hostId)?.push(document);
  return hosts.filter(({ hostId }) => {
    const facts = mergeFacts(hostId, documents.get(hostId) ?? [], now);
    const own = [...listIn(facts, 'roles'), ...listIn(facts, 'operationsMasters')];
    const tags = listIn(facts, 'device.tags').map(oneWord);
    return (
      (!role || role.some((one) => own.includes(one))) &&
      (!system || system.some((part) => isSystem(facts, part))) &&
      (!tag || tag.some((one) => tags.includes(one)))
    );
  });
}

/** A part of its name, or its Windows build: without host facts nothing but the build is known of a server. */
function isSystem(facts: FactTable, part: string): boolean {
  const name = valueIn(facts, 'os.productName');
  const isNamed = typeof name === 'string' && oneWord(name).includes(part);
  return isNamed || String(valueIn(facts, 'os.build')) === part;
}

function valueIn(facts: FactTable, key: KnownFactKey) {
  return (facts.fresh.get(key) ?? facts.stale.get(key))?.value;
}

function listIn(facts: FactTable, key: KnownFactKey): readonly string[] {
  const value = valueIn(facts, key);
  return Array.isArray(value) ? value.map(String) : [];
}

/** A check that no journey has would select nobody: that is a typing error. */
function refuseUnknownChecks({ journeys }: Pick<EngineContext, 'journeys'>, checks: readonly string[]): void {
  const known = [...new Set([...journeys.values()].flatMap((journey) => journey.checkIds))];
  for (const check of checks)
    if (!known.includes(check)) throw invalid(`"${check}" is no check; there are ${known.join(', ')}.`);
}

/** A server that is there and fits no other condition is known all the same. */
async function refuseUnknownNames(
  { store }: Pick<EngineContext, 'store'>,
  tenantId: TenantId,
  { names, within }: HostFilter & { readonly names: readonly string[] },
  hosts: readonly HostRow[],
): Promise<void> {
  const asked = unknownAmong(names, hosts);
  let unknown = asked;
  for (let after: string | undefined; unknown.length > 0; ) {
    const page = await store.hosts(tenantId, { names: asked, within }, { top: hostsAtOnce, after });
    unknown = unknownAmong(unknown, page.value);
    after = page.after;
    if (after === undefined) break;
  }
  if (unknown.length > 0) {
    throw new ProblemError('not-found', `No server is called ${unknown.slice(0, 5).join(', ')}.`, {
      errors: unknown.map((name) => ({ at: 'selector', message: `"${name}" is not known.` })),
    });
  }
}

function unknownAmong(names: readonly string[], hosts: readonly HostRow[]): readonly string[] {
  const known = new Set(hosts.flatMap((host) => [host.name.toLowerCase(), host.fqdn, host.hostId]));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

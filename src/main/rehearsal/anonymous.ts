import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { FactDocument } from '../../domain/fact.ts';
import { type Plan, type PlanBody, planDigest } from '../../domain/plan/document.ts';
import type { HostRow, Tenant } from '../../engine/ports/store.ts';
import type { Snapshot } from './snapshot.ts';

/** Facts that a rehearsal goes by and that name nobody. Whatever is not here is left out. */
const harmless = new Set([
  'os.family',
  'os.build',
  'os.revision',
  'os.hotpatch',
  'roles',
  'operationsMasters',
  'service.AATPSensorUpdater',
  'service.AATPSensor',
  'service.Sense',
  'mdi.v2.version',
  'mdi.v2.installed',
  'sense.version',
  'onboarding.policyPresent',
  'tls12.enabled',
  'proxy.mode',
  'connectivity.endpoint443',
  'connectivity.identity443',
  'policy.blocksNewServices',
  'load.cpuPercent',
  'npcap.usedByOthers',
  'activity.events1h',
]);

/**
 * The same estate with invented names of servers, sites and domains, and without anything that a person wrote. The plan has the same waves and
 * rules, and therefore another digest: the twin gets a document that it can apply.
 */
export function anonymous(snapshot: Snapshot, sha256: (text: string) => string): Snapshot {
  const names = namesFor(snapshot);
  return {
    ...snapshot,
    plan: anonymousPlan(snapshot.plan, names, sha256),
    tenant: anonymousTenant(snapshot.tenant),
    hosts: snapshot.hosts.map((host) => anonymousHost(host, names)),
    documents: snapshot.documents.map(anonymousDocument),
  };
}

/** What it goes by, without the names of its sites and without what anybody called or said. */
function anonymousTenant({ facts, ...tenant }: Tenant): Tenant {
  const { siteZones: _zones, featureLossAcceptedBy, calendars, ...plain } = facts;
  return {
    ...tenant,
    name: 'Anonymous',
    overrides: tenant.overrides.map((override) => ({ ...override, because: 'A reason is given.' })),
    facts: {
      ...plain,
      ...(featureLossAcceptedBy === undefined ? {} : { featureLossAcceptedBy: 'user:somebody: A reason is given.' }),
      ...(calendars === undefined ? {} : { calendars: calendars.map(anonymousCalendar) }),
    },
  };
}

function anonymousCalendar(calendar: Calendar, at: number): Calendar {
  const closed = calendar.closed.map((period) => ({ ...period, because: 'Closed.' }));
  return { ...calendar, name: `calendar ${at + 1}`, closed };
}

interface Names {
  readonly host: (hostId: string) => string;
  readonly site: (name: string) => string;
  readonly domain: (name: string) => string;
  readonly stratum: (text: string) => string;
}

function namesFor({ hosts, plan }: Snapshot): Names {
  const places = [...hosts, ...plan.excluded, ...plan.rules.floor.waivers.map(({ of, name }) => ({ [of]: name }))];
  const told = (of: 'site' | 'domain') =>
    places.flatMap((place) => (place as Partial<Record<'site' | 'domain', string>>)[of] ?? []);
  const ids = [...hosts.map((host) => host.hostId), ...plan.excluded.map((host) => host.hostId)];
  const host = numbered(ids, (number) => `SERVER-${number}`);
  // Of no name nothing is given away, and floors treat it as one.
  const site = numbered(told('site').filter(Boolean), (number) => `Site ${number}`);
  const domain = numbered(told('domain').filter(Boolean), (number) => `domain-${number}.example`);
  // A stratum is written with sites and addresses of proxies.
  const strata = plan.waves.flatMap((wave) => wave.hosts.map((one) => one.stratum));
  return {
    host,
    site: (name) => (name === '' ? '' : site(name)),
    domain: (name) => (name === '' ? '' : domain(name)),
    stratum: numbered(strata, (number) => `kind ${number}`),
  };
}

/** Numbers by the order of what nobody sees any more: ids and names in their own order. */
function numbered(names: readonly string[], nameOf: (number: number) => string): (name: string) => string {
  const known = new Map([...new Set(names)].sort().map((name, at) => [name, nameOf(at + 1)]));
  return (name) => known.get(name) ?? nameOf(0);
}

function anonymousHost(host: HostRow, names: Names): HostRow {
  const name = names.host(host.hostId);
  const domain = names.domain(host.domain);
  return {
    ...host,
    name,
    domain,
    fqdn: `${name}.${domain || 'none.example'}`.toLowerCase(),
    site: names.site(host.site),
    sensorId: undefined,
  };
}

function anonymousDocument(document: FactDocument): FactDocument {
  const facts = Object.fromEntries(Object.entries(document.facts).filter(([key]) => harmless.has(key)));
  return { hostId: document.hostId, source: document.source, observedAt: document.observedAt, facts };
}

function anonymousPlan(plan: Plan, names: Names, sha256: (text: string) => string): Plan {
  const { digest: _digest, ...body } = plan;
  const renamed = <T extends { readonly hostId: string; readonly site: string; readonly domain: string }>(
    host: T,
  ): T => ({
    ...host,
    name: names.host(host.hostId),
    site: names.site(host.site),
    domain: names.domain(host.domain),
  });
  const { rules } = body;
  const anonymousBody: PlanBody = {
    ...body,
    name: 'rehearsal',
    author: 'user:somebody',
    selector: 'all',
    waves: body.waves.map((wave, at) => ({
      ...wave,
      name: `wave ${at + 1}`,
      hosts: wave.hosts.map((host) => ({ ...renamed(host), stratum: names.stratum(host.stratum) })),
    })),
    excluded: body.excluded.map((host) => ({ ...renamed(host), detail: '' })),
    rules: {
      ...rules,
      floor: {
        ...rules.floor,
        waivers: rules.floor.waivers.map((waiver) => ({
          ...waiver,
          name: names[waiver.of](waiver.name),
          because: 'A reason is given.',
        })),
      },
      gate: rules.gate.map((condition) =>
        condition.kind === 'manual' ? { ...condition, question: 'A question of the plan' } : condition,
      ),
      calendars: rules.calendars.map(anonymousCalendar),
    },
    // Foretold for names that are gone; the rehearsal is the better forecast.
    prediction: { ...body.prediction, waves: [] },
  };
  return { ...anonymousBody, digest: planDigest(anonymousBody, sha256) };
}

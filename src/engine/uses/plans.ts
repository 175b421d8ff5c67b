import { mayStart } from '../../domain/calendar/may-start.ts';
import { openingHoursOf } from '../../domain/calendar/opening-hours.ts';
import { startHoursOf } from '../../domain/calendar/start-hours.ts';
import { defaultRules } from '../../domain/campaign/default-rules.ts';
import type { CampaignRules } from '../../domain/campaign/rules.ts';
import type { FactDocument } from '../../domain/fact.ts';
import { listFact, textFact } from '../../domain/fact-reading.ts';
import type { Fault } from '../../domain/fault.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import { type Plan, type PlanBody, planDigest } from '../../domain/plan/document.ts';
import type { OpenTimes } from '../../domain/plan/pace.ts';
import { predict } from '../../domain/plan/prediction.ts';
import { faultsOfRules } from '../../domain/plan/rule-faults.ts';
import { ProblemError } from '../../domain/problem.ts';
import { type Instant, toRfc3339 } from '../../domain/time.ts';
import type { Candidate } from '../../domain/waves/candidate.ts';
import { exclusionTold } from '../../domain/waves/exclusion.ts';
import { layOutWaves, suggestedShareOfGroup, type WaveOrder } from '../../domain/waves/lay-out.ts';
import { refuseGraphStarts } from '../cloud-channel.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import type { Actor, PlanRequest } from '../control.ts';
import { earlierJourneys } from '../earlier-journeys.ts';
import type { HostRow, Tenant } from '../ports/store.ts';
import { selectHosts } from '../select.ts';
import { dayOf, startView } from '../start-view.ts';
import { evaluateAll } from '../tick.ts';
import { savePlan } from './approvals.ts';

const journeyId = 'sensor-v3';
/** More than any wave has: "all in one". */
export const everybody = 1_000_000;
const mostExcludedTold = 100;

/** A plan document over a selection. It is kept, so that others can look at it and approve it; nothing of the estate changes. */
export async function makePlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  request: PlanRequest,
): Promise<Plan> {
  const plan = await draftPlan(context, actor, tenantId, request);
  await savePlan(context, actor, tenantId, plan);
  return plan;
}

/** The document that a plan made now would be; nobody keeps it. */
export async function draftPlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  request: PlanRequest,
): Promise<Plan> {
  const tenant = await tenantOf(context, tenantId);
  const connection = await context.store.connection(tenantId);
  const channel = request.channel ?? connection?.channel ?? 'graph';
  if (connection) refuseGraphStarts(connection.cloud, channel);
  await evaluateAll(context, tenant);
  const now = context.clocks.tenantNow(tenantId);
  const rules = rulesFrom(request);
  const journey = journeyOf(context, journeyId);
  const durations = journey.durations(rulesOf(tenant));
  refuseFaults([...calendarFaults(rules), ...faultsOfRules(rules, durations)]);
  const hosts = await selectHosts(context, tenantId, request.selector);
  const commitAfterMs = durations.observationMs;
  const view = await startView(context, tenantId, { campaignId: undefined, rules, commitAfterMs, now });
  const strata = request.waves?.strata ?? ['system', 'roles', 'site'];
  const laid = layOutWaves(await candidatesOf(context, tenantId, hosts, now), view, rules.floor, {
    strata,
    hasCanary: request.waves?.canary ?? false,
    order: orderFrom(request),
  });
  if (!laid.ok) throw refusal(laid.faults);
  const { waves, excluded } = laid;
  if (waves.length === 0) {
    throw new ProblemError('plan-empty', whyEmpty(hosts.length), {
      errors: excluded.slice(0, mostExcludedTold).map((host) => exclusionTold(host, journey.reasonTitle)),
    });
  }
  const body: PlanBody = {
    schema: 'changeguard.plan/2',
    tenantId,
    journey: journeyId,
    edition: tenant.edition,
    name: request.name ?? `sensor-v3 ${toRfc3339(now).slice(0, 10)}`,
    author: actor,
    createdAt: now,
    selector: request.selector,
    strata,
    waves,
    excluded,
    rules,
    prediction: predict(waves, view, rules, durations, openTimes(tenant, rules), now),
    channel,
    demand: request.demand,
  };
  return { ...body, digest: planDigest(body, context.identity.sha256) };
}

function whyEmpty(selected: number): string {
  if (selected === 0) return 'No server fits the selection.';
  return selected === 1
    ? 'The selected server is not proven eligible and free.'
    : `None of the ${selected} selected servers is proven eligible and free.`;
}

/** What was asked for on top of what holds otherwise. */
function rulesFrom({ rules = {} }: PlanRequest): CampaignRules {
  return {
    caps: over(defaultRules.caps, rules.caps),
    floor: over(defaultRules.floor, rules.floor),
    budget: over(defaultRules.budget, rules.budget),
    gate: rules.gate ?? defaultRules.gate,
    calendars: rules.calendars ?? defaultRules.calendars,
    commitGuard: over(defaultRules.commitGuard, rules.commitGuard),
    approval: over(defaultRules.approval, rules.approval),
  };
}

/** A member that is there and undefined was not set. */
function over<T extends object>(base: T, more: { readonly [K in keyof T]?: T[K] | undefined } = {}): T {
  return { ...base, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) };
}

function orderFrom({ waves }: PlanRequest): WaveOrder {
  const order = waves?.order ?? { kind: 'one' };
  if (order.kind === 'one') return { kind: 'count', hosts: everybody };
  return order.kind === 'suggested' ? { ...order, shareOfGroup: order.shareOfGroup ?? suggestedShareOfGroup } : order;
}

export function calendarFaults(rules: CampaignRules): readonly Fault[] {
  const reading = openingHoursOf(rules.calendars);
  return reading.ok ? [] : reading.faults;
}

/** @throws ProblemError('rules-invalid') that names each. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw refusal(faults);
}

export function refusal(faults: readonly Fault[]): ProblemError {
  const detail = faults.length === 1 ? (faults[0]?.message ?? '') : `${faults.length} things are wrong with it.`;
  return new ProblemError('rules-invalid', detail, { errors: faults.map(({ at, message }) => ({ at, message })) });
}

/** When starts are allowed by the calendars of a plan and of its tenant, which were looked at before. */
export function openTimes({ facts }: Pick<Tenant, 'facts'>, rules: CampaignRules): OpenTimes {
  const reading = startHoursOf({ plan: rules.calendars, tenant: facts.calendars });
  if (!reading.ok) throw new Error('The calendars were not looked at.');
  return {
    nextStart(at, longestMs) {
      const decision = mayStart(reading.hours, at, longestMs);
      if (decision.kind === 'may-start') return at;
      return decision.next.kind === 'at' ? decision.next.at : null;
    },
    nextDay: (at) => dayOf(rules, at).to,
  };
}

/** Hosts with what decides when they go: their roles, system and way to the service, as far as facts tell them. */
export async function candidatesOf(
  context: EngineContext,
  tenantId: TenantId,
  hosts: readonly HostRow[],
  now: Instant,
): Promise<readonly Candidate[]> {
  const tenant = await tenantOf(context, tenantId);
  const busy = new Set<string>();
  const earlier = new Map<HostId, Candidate['earlier']>();
  const traits = new Map<string, Pick<Candidate, 'roles' | 'system' | 'proxy'>>();
  for (let at = 0; at < hosts.length; at += hostsAtOnce) {
    const some = hosts.slice(at, at + hostsAtOnce);
    const ids = some.map((host) => host.hostId);
    const [moves, documents] = await Promise.all([
      context.store.activeMoves(tenantId, ids),
      context.store.documents(tenantId, ids),
    ]);
    for (const move of moves) busy.add(move.hostId);
    const byHost = new Map<HostId, (typeof documents)[number][]>(ids.map((hostId) => [hostId, []]));
    for (const document of documents) byHost.get(document.hostId)?.push(document);
    for (const [hostId, own] of byHost) traits.set(hostId, traitsOf(hostId, own, now));
    const items = some.map((host) => ({ host, documents: byHost.get(host.hostId) ?? [] }));
    const kept = await earlierJourneys(context, tenant, journeyId, items, now);
    for (const [hostId, journeys] of kept) earlier.set(hostId, journeys);
  }
  const untold = { roles: [], system: '', proxy: '' };
  return hosts.map((host) => ({
    ...host,
    ...(traits.get(host.hostId) ?? untold),
    isBusy: busy.has(host.hostId),
    earlier: earlier.get(host.hostId),
  }));
}

const hostsAtOnce = 1_000;

/** What nobody told, or told too long ago, stays empty: such hosts are a kind of their own. */
function traitsOf(hostId: HostId, documents: readonly FactDocument[], now: Instant) {
  const facts = mergeFacts(hostId, documents, now);
  const roles = [...(listFact(facts, 'roles')?.value ?? []), ...(listFact(facts, 'operationsMasters')?.value ?? [])];
  const mode = textFact(facts, 'proxy.mode')?.value ?? '';
  return {
    roles: roles.map((role) => role.replace(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)),
    system: textFact(facts, 'os.productName')?.value ?? '',
    proxy: mode === 'none' ? 'direct' : (textFact(facts, 'proxy.address')?.value ?? mode),
  };
}

import type { Json } from '../domain/canonical.ts';
import type { FactDocument } from '../domain/fact.ts';
import type { HostId, JourneyId } from '../domain/ids.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import type { Instant } from '../domain/time.ts';
import type { Eligibility } from '../domain/verdict.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { draft } from './events.ts';
import type { EligibilityWrite, HostToEvaluate, Tenant } from './ports/store.ts';
import { tenantTasksFor } from './tenant-tasks.ts';

/**
 * Which verdicts are made again: those whose facts or rules changed; those that ran out, of servers whose turn may come; or these and those together, and all
 * that ran out. Where nobody decides on a verdict it may run out: it carries until when it holds, and making it again would only log that nobody looked.
 */
export type Due = 'changed' | 'inTurn' | 'outdated';

/** Hosts a transaction; small enough that a tick of another tenant does not wait long. */
export const evaluateBatch = 500;

/**
 * Makes the verdicts again that changed facts or time have made void, and records them; with them opens what the tenant has to decide because of them.
 * @returns the hosts that were evaluated; fewer than the batch means that nothing is left.
 */
export async function evaluateDueHosts(
  context: EngineContext,
  tenant: Tenant,
  journeyId: JourneyId,
  which: Due,
): Promise<readonly HostId[]> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const { store } = context;
  const batch =
    which === 'inTurn'
      ? await store.hostsInTurn(tenant.tenantId, now, evaluateBatch)
      : await store.hostsToEvaluate(tenant.tenantId, which === 'changed' ? null : now, evaluateBatch);
  if (batch.length === 0) return [];
  const writes = batch.map((item) => evaluateOne(context, tenant, journeyId, item, now));
  const changed = batch.filter((item, at) => isCited(item) && (writes[at]?.events.length ?? 0) > 0);
  const pins = changed.flatMap(({ host: { hostId }, documents }) =>
    documents.map(({ digest }) => ({ hostId, digest })),
  );
  const reasons = new Set(writes.flatMap(({ eligibility }) => eligibility.reasons));
  const tasks = await tenantTasksFor(context, tenant, journeyId, reasons);
  const commit = { tenantId: tenant.tenantId, at: now, eligibilities: writes, tasks, pins };
  const outcome = await context.store.commit(commit);
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
  return batch.map((item) => item.host.hostId);
}

/** Verdicts of servers that a campaign moves are decisions on which it goes: what they were made on is kept with the log. */
function isCited({ host }: HostToEvaluate): boolean {
  return host.moveId !== null;
}

function evaluateOne(
  context: EngineContext,
  tenant: Tenant,
  journeyId: JourneyId,
  item: HostToEvaluate,
  now: Instant,
): EligibilityWrite {
  const eligibility = evaluate(context, tenant, journeyId, item, 'service', now);
  const { host, factsDigest } = item;
  const isSame =
    host.verdict === eligibility.verdict &&
    host.disposition === eligibility.disposition &&
    host.edition === eligibility.edition &&
    host.reasons.join() === eligibility.reasons.join();
  return {
    eligibility,
    factsDigest,
    events: isSame ? [] : [verdictEvent(context, eligibility, item)],
  };
}

/** One host judged by a journey on its documents. */
export function evaluate(
  context: EngineContext,
  tenant: Tenant,
  journeyId: JourneyId,
  item: { readonly host: HostToEvaluate['host']; readonly documents: readonly FactDocument[] },
  demand: 'service' | 'host',
  now: Instant,
): Eligibility {
  return journeyOf(context, journeyId).evaluate({
    host: item.host,
    facts: mergeFacts(item.host.hostId, item.documents, now),
    tenant: tenant.facts,
    edition: tenant.edition,
    overrides: tenant.overrides,
    demand,
    now,
  });
}

/** When each document of a host was observed: beside their digests that is all that a verdict needs to be made again. */
export function seenAts(documents: readonly FactDocument[]): Readonly<Record<string, Instant>> {
  return Object.fromEntries(documents.map(({ source, observedAt }) => [source, observedAt]));
}

function verdictEvent(context: EngineContext, eligibility: Eligibility, item: HostToEvaluate) {
  const { verdict, disposition, reasons, edition, journey } = eligibility;
  const { factsDigest, documents } = item;
  const cited = isCited(item) ? Object.fromEntries(documents.map(({ source, digest }) => [source, digest])) : undefined;
  return draft(context.identity, 'engine', {
    kind: 'verdict-changed',
    subjectType: 'host',
    subjectId: eligibility.hostId,
    payload: {
      verdict,
      disposition,
      reasons,
      edition,
      journey,
      factsDigest,
      seen: seenAts(documents),
      cited,
    } as unknown as Json,
  });
}

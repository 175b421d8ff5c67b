import type { TenantId } from '../../domain/ids.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { faultsOfRules } from '../../domain/plan/rule-faults.ts';
import type { PlanWarning } from '../../domain/plan/warning.ts';
import { ProblemError } from '../../domain/problem.ts';
import { durationInWords, type Instant } from '../../domain/time.ts';
import type { Candidate } from '../../domain/waves/candidate.ts';
import { exclusion } from '../../domain/waves/exclusion.ts';
import { refuseGraphStarts } from '../cloud-channel.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import type { ApplyOutcome } from '../control.ts';
import type { Connection, HostRow } from '../ports/store.ts';
import { evaluateAll } from '../tick.ts';
import { calendarFaults, candidatesOf, refuseFaults } from './plans.ts';

const serversPerRequest = 10;

/** Whoever writes a plan by hand gets no further than whoever asks for one. */
export async function refuseUnsound(context: EngineContext, tenantId: TenantId, plan: Plan): Promise<void> {
  if (plan.tenantId !== tenantId) throw new ProblemError('not-found', 'The plan is not one of this tenant.');
  if (planDigest(plan, context.identity.sha256) !== plan.digest) {
    throw new ProblemError('plan-digest-wrong', 'The digest in the document does not fit its content.');
  }
  const connection = await context.store.connection(tenantId);
  if (connection) refuseGraphStarts(connection.cloud, plan.channel);
  const durations = journeyOf(context, plan.journey).durations(rulesOf(await tenantOf(context, tenantId)));
  refuseFaults([...calendarFaults(plan.rules), ...faultsOfRules(plan.rules, durations)]);
}

export async function refuseSecondTime(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
  isShadow: boolean,
): Promise<void> {
  const campaigns = await context.store.campaigns(tenantId);
  const earlier = campaigns.find(
    ({ plan: { digest }, late, state }) =>
      [digest, ...late.map((joined) => joined.digest)].includes(plan.digest) && (isShadow || state !== 'shadow'),
  );
  if (earlier) throw new ProblemError('plan-applied-already', `It is the campaign "${earlier.name}".`);
}

/** A plan is applied to the estate it was made for, or not at all; what changed since is said by name. */
export async function refuseOutdated(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
): Promise<ReadonlyMap<string, HostRow>> {
  const tenant = await tenantOf(context, tenantId);
  await evaluateAll(context, tenant);
  const planned = plan.waves.flatMap((wave) => wave.hosts);
  const rows = await context.store.hostsById(
    tenantId,
    planned.map((host) => host.hostId),
  );
  const byId = new Map(rows.map((row) => [row.hostId, row]));
  const now = context.clocks.tenantNow(tenantId);
  const candidates = new Map(
    (await candidatesOf(context, tenantId, rows, now)).map((candidate) => [candidate.hostId, candidate]),
  );
  const { reasonTitle } = journeyOf(context, plan.journey);
  // People read the refusal: what a code stands for is said in words.
  const inWords = (candidate: Candidate) => ({ ...candidate, reasons: candidate.reasons.map(reasonTitle) });
  const changes: { at: string; message: string }[] = [];
  if (tenant.edition !== plan.edition)
    changes.push({ at: 'edition', message: `The tenant works by edition ${tenant.edition} now.` });
  for (const host of planned) {
    const candidate = candidates.get(host.hostId);
    const why = candidate ? whyNot(inWords(candidate), byId.get(host.hostId), now) : 'It is not known any more.';
    if (why) changes.push({ at: host.name, message: why });
  }
  if (changes.length > 0)
    throw new ProblemError('plan-outdated', `${changes.length} things changed since the plan was made.`, {
      errors: changes,
    });
  return byId;
}

/** What is not known is asked for with how long the service has said nothing: of a server that it still tells about other evidence is missing. */
function whyNot(candidate: Candidate, row: HostRow | undefined, now: Instant): string | undefined {
  const found = exclusion(candidate);
  if (found?.reason !== 'evidence-missing' || typeof row?.seenAt !== 'number') return found?.detail;
  return `${found.detail} The service last told of it ${durationInWords(now - row.seenAt)} ago.`;
}

export function requestsOf(
  plan: Plan,
  hosts: ReadonlyMap<string, HostRow>,
  connection: Connection,
): ApplyOutcome['wouldSend'] {
  if (plan.channel === 'portal') return [];
  return plan.waves.flatMap((wave) => {
    const groups = Array.from({ length: Math.ceil(wave.hosts.length / serversPerRequest) }, (_, at) =>
      wave.hosts.slice(at * serversPerRequest, (at + 1) * serversPerRequest),
    );
    return groups.map((group) => ({
      method: 'POST',
      path: `${connection.graphUrl}/beta/security/identities/sensorMigration/migrate`,
      body: { sensorIds: group.map((host) => hosts.get(host.hostId)?.sensorId ?? '') },
      servers: group.map((host) => host.name),
    }));
  });
}

export async function warningsOf(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
  connection: Connection,
): Promise<readonly PlanWarning[]> {
  const tenant = await tenantOf(context, tenantId);
  const warnings: PlanWarning[] = [
    ...journeyOf(context, plan.journey).warnings({ edition: plan.edition, overrides: tenant.overrides }),
  ];
  if (!connection.isArmed) warnings.push({ kind: 'read-only' });
  if (tenant.facts.automaticActivation) warnings.push({ kind: 'automatic-activation' });
  return warnings;
}

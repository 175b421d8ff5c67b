import { type Approval, approvedWave, judgeApprovals } from '../../domain/campaign/approval.ts';
import { isSamePerson, personOf } from '../../domain/campaign/person.ts';
import type { ApprovalId, TenantId } from '../../domain/ids.ts';
import { as } from '../../domain/ids.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { ProblemError } from '../../domain/problem.ts';
import { durationInWords, type Instant } from '../../domain/time.ts';
import type { EngineContext } from '../context.ts';
import type { Actor, PlanDecision, PlanOutcome, PlanWithdrawal } from '../control.ts';
import { approvalEvent, planEvent } from '../events.ts';
import type { ApprovalWrite, Page, PageRequest, PlanRow, PlanWrite, RehearsalRow } from '../ports/store.ts';

/** Keeps a plan, with who made it here or brought it: whatever the document says of its author, that person does not approve it. */
export async function savePlan(context: EngineContext, actor: Actor, tenantId: TenantId, plan: Plan): Promise<PlanRow> {
  const known = await context.store.planRow(tenantId, plan.digest);
  if (known) return known;
  const now = context.clocks.tenantNow(tenantId);
  const { digest, name, author, createdAt, waves, rules } = plan;
  const servers = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const demand = rules.approval;
  const row: PlanRow = {
    ...{ tenantId, digest, name, author, createdAt, demand },
    ...{ savedBy: actor, savedAt: now, servers, waves: waves.length },
  };
  const write: PlanWrite = { row, plan, events: [planEvent(context.identity, actor, row, plan)] };
  const outcome = await context.store.commit({ tenantId, at: now, plans: [write] });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return (await context.store.planRow(tenantId, digest)) ?? row;
}

/** Newest first, each with what was decided on it. */
export async function savedPlans(
  context: EngineContext,
  tenantId: TenantId,
  filter: Parameters<EngineContext['store']['planRows']>[1],
  page: PageRequest,
): Promise<Page<PlanOutcome>> {
  const { value, ...rest } = await context.store.planRows(tenantId, filter, page);
  const digests = value.map((row) => row.digest);
  const [approvals, rehearsals] = await Promise.all([
    context.store.approvals(tenantId, digests),
    context.store.newestRehearsals(tenantId, digests),
  ]);
  const now = context.clocks.tenantNow(tenantId);
  return { ...rest, value: value.map((row) => outcomeOf(row, approvals, now, rehearsals)) };
}

/** A plan as it is shown before somebody approves it. What is shown is what the digest says, or it is not shown. */
export async function savedPlan(
  context: EngineContext,
  tenantId: TenantId,
  digest: string,
): Promise<PlanOutcome & { readonly plan: Plan }> {
  const plan = await context.store.planDocument(tenantId, digest);
  const row = await rowOf(context, tenantId, digest);
  if (!plan || plan.digest !== digest || planDigest(plan, context.identity.sha256) !== digest)
    throw new ProblemError('plan-digest-wrong', 'The saved document is not the one that the digest names.');
  const [approvals, rehearsals] = await Promise.all([
    context.store.approvals(tenantId, [digest]),
    context.store.newestRehearsals(tenantId, [digest]),
  ]);
  return { ...outcomeOf(row, approvals, context.clocks.tenantNow(tenantId), rehearsals), plan };
}

/** Approves or refuses a plan or one wave of it. The log keeps who, why, and for how long. */
export async function decideOnPlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  digest: string,
  decision: PlanDecision,
  dryRun: boolean,
): Promise<PlanOutcome> {
  const { row, plan } = await savedPlan(context, tenantId, digest);
  const now = context.clocks.tenantNow(tenantId);
  const wave = decision.wave ?? 0;
  refuseWrongWave(plan, decision.decision, wave);
  const before = await context.store.approvals(tenantId, [digest]);
  if (decision.decision === 'approve') refuseAuthor(row, actor, before, wave);
  const approval: Approval = {
    tenantId,
    approvalId: as<ApprovalId>(context.identity.newId()),
    digest,
    wave,
    person: actor,
    decision: decision.decision,
    comment: decision.comment ?? null,
    ticket: decision.ticket ?? null,
    decidedAt: now,
    expiresAt: decision.decision === 'approve' ? now + validFor(plan, decision.validMs) : null,
    withdrawn: null,
  };
  if (!dryRun) await commitApprovals(context, actor, tenantId, now, [approval]);
  return outcomeOf(row, [...before, approval], now, await context.store.newestRehearsals(tenantId, [digest]));
}

/** Takes back what the person decided on a plan, or on one wave of it. */
export async function withdrawFromPlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  digest: string,
  { wave, because }: PlanWithdrawal,
  dryRun: boolean,
): Promise<PlanOutcome> {
  const row = await rowOf(context, tenantId, digest);
  const now = context.clocks.tenantNow(tenantId);
  const before = await context.store.approvals(tenantId, [digest]);
  const own = before.filter(
    (one) => one.withdrawn === null && isSamePerson(one.person, actor) && (wave === undefined || one.wave === wave),
  );
  if (own.length === 0)
    throw new ProblemError('approval-none-own', `No decision of ${actor} on "${row.name}" stands now.`);
  const taken = own.map((one): Approval => ({ ...one, withdrawn: { at: now, by: actor, because } }));
  if (!dryRun) await commitApprovals(context, actor, tenantId, now, taken);
  const byId = new Map(taken.map((one) => [one.approvalId, one]));
  return outcomeOf(
    row,
    before.map((one) => byId.get(one.approvalId) ?? one),
    now,
    await context.store.newestRehearsals(tenantId, [digest]),
  );
}

async function rowOf(context: EngineContext, tenantId: TenantId, digest: string): Promise<PlanRow> {
  const row = await context.store.planRow(tenantId, digest);
  if (!row) throw new ProblemError('not-found', `No plan with the digest ${digest.slice(0, 12)} is saved here.`);
  return row;
}

async function commitApprovals(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  now: Instant,
  approvals: readonly Approval[],
): Promise<void> {
  const writes = approvals.map(
    (approval): ApprovalWrite => ({ approval, events: [approvalEvent(context.identity, actor, approval)] }),
  );
  const outcome = await context.store.commit({ tenantId, at: now, approvals: writes });
  context.onCommit(tenantId);
  if (outcome.lost.length > 0) throw new ProblemError('version-outdated', 'It was withdrawn in the meantime.');
}

/** A refusal may always be of the whole plan; an approval is of what the plan asks to be approved. */
function refuseWrongWave({ waves, rules }: Plan, decision: PlanDecision['decision'], wave: number): void {
  const { people, perWave } = rules.approval;
  if (people === 0)
    throw new ProblemError('approval-not-demanded', 'Nobody has to approve it, and nobody can refuse it.');
  if (wave > waves.length) throw new ProblemError('approval-wave-wrong', `The plan has ${waves.length} waves.`);
  if (!perWave && wave > 0)
    throw new ProblemError('approval-wave-wrong', 'The plan is approved as a whole, not by waves.');
  if (perWave && wave === 0 && decision === 'approve')
    throw new ProblemError('approval-wave-wrong', `Each of the ${waves.length} waves is approved by itself.`);
}

function refuseAuthor({ author, savedBy, name }: PlanRow, actor: Actor, before: readonly Approval[], wave: number) {
  if (!personOf(actor)) throw new ProblemError('approval-own', `${actor} is nobody who could approve a plan.`);
  const own = [author, savedBy].find((one) => isSamePerson(one, actor));
  if (own !== undefined)
    throw new ProblemError('approval-own', `"${name}" was made by ${own}; ${actor} counts as the same person.`);
  const refusal = before.find(
    (one) => one.decision === 'refuse' && one.withdrawn === null && (one.wave === 0 || one.wave === wave),
  );
  if (refusal)
    throw new ProblemError(
      'approval-refused',
      `${refusal.person} refused it; no approval counts until that is withdrawn.`,
    );
}

function validFor({ rules }: Plan, asked: number | undefined): number {
  const { validMs } = rules.approval;
  if (asked !== undefined && asked > validMs)
    throw new ProblemError(
      'approval-too-long',
      `The plan lets an approval be good for ${durationInWords(validMs)}, not for ${durationInWords(asked)}.`,
    );
  return asked ?? validMs;
}

/** The decisions on a plan, and how each of its parts stands by them. */
function outcomeOf(
  row: PlanRow,
  approvals: readonly Approval[],
  now: Instant,
  rehearsals: readonly RehearsalRow[],
): PlanOutcome {
  const own = approvals.filter((one) => one.digest === row.digest);
  const { demand, digest, author, savedBy } = row;
  const parts = demand.perWave ? Array.from({ length: row.waves }, (_, at) => at + 1) : [1];
  const plan = { digest, authors: [author, savedBy] };
  return {
    row,
    approvals: own,
    rehearsal: rehearsals.find((one) => one.planDigest === row.digest),
    standings: parts.map((wave) => ({
      wave: approvedWave(demand, wave),
      standing: judgeApprovals(demand, plan, own, now, wave),
    })),
  };
}

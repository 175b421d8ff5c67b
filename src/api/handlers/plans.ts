import type { TenantId } from '../../domain/ids.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { PlanOutcome } from '../../engine/ports/outcomes.ts';
import { planDetailShape, planSummaryShape } from '../../report/plan-approvals.ts';
import { planDifferenceShape } from '../../report/plan-difference.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { digestOf } from './references.ts';

type PlanHandlers = Pick<
  Handlers,
  'listPlans' | 'showPlan' | 'showPlanDifference' | 'handInPlan' | 'approvePlan' | 'refusePlan' | 'withdrawFromPlan'
>;

export function planHandlers({ control, identity, catalogue }: ApiContext): PlanHandlers {
  const { store } = control;
  const shaped = (tenantId: TenantId, outcome: PlanOutcome) => ({
    body: planSummaryShape(outcome, control.now(tenantId)),
  });
  /** Whoever sends the document along has looked at that one, so it is the saved one or nothing is decided. */
  const lookedAt = async (tenantId: TenantId, id: string, plan: unknown): Promise<string> => {
    const digest = await digestOf(store, tenantId, id);
    if (plan !== undefined && planDigest(plan as Plan, identity.sha256) !== digest)
      throw new ProblemError('plan-digest-wrong', `The document is not the plan ${digest.slice(0, 12)}.`);
    return digest;
  };
  return {
    listPlans: async ({ tenantId, query, request }) => {
      const page = await control.plans(tenantId, { top: query.top, after: query.after });
      const now = control.now(tenantId);
      const value = page.value.map((outcome) => planSummaryShape(outcome, now));
      return { body: { value, ...nextLink(request, page.after) } };
    },
    showPlan: async ({ tenantId, id }) => {
      const outcome = await control.plan(tenantId, await digestOf(store, tenantId, id));
      return { body: planDetailShape(outcome, control.now(tenantId), catalogue) };
    },
    showPlanDifference: async ({ tenantId, id, query }) => {
      const saved = async (one: string) => (await control.plan(tenantId, await digestOf(store, tenantId, one))).plan;
      const [from, to] = await Promise.all([saved(query.with), saved(id)]);
      return { body: planDifferenceShape(from, to, catalogue) };
    },
    handInPlan: async ({ tenantId, id, body, principal }) => {
      if (body.plan.digest !== id)
        throw new ProblemError('plan-digest-wrong', 'The digest in the address is not the one of the document.');
      // The contract has checked the shape; the engine checks digest, tenant and rules.
      return shaped(tenantId, await control.handInPlan(principal.actor, tenantId, body.plan as unknown as Plan));
    },
    approvePlan: async ({ tenantId, id, body, query, principal }) => {
      const { plan, ...rest } = body;
      const digest = await lookedAt(tenantId, id, plan);
      const decision = { ...rest, decision: 'approve' } as const;
      return shaped(tenantId, await control.decideOnPlan(principal.actor, tenantId, digest, decision, query.dryRun));
    },
    refusePlan: async ({ tenantId, id, body, query, principal }) => {
      const { plan, because, ...rest } = body;
      const digest = await lookedAt(tenantId, id, plan);
      const decision = { ...rest, decision: 'refuse', comment: because } as const;
      return shaped(tenantId, await control.decideOnPlan(principal.actor, tenantId, digest, decision, query.dryRun));
    },
    withdrawFromPlan: async ({ tenantId, id, body, query, principal }) => {
      const digest = await digestOf(store, tenantId, id);
      return shaped(tenantId, await control.withdrawFromPlan(principal.actor, tenantId, digest, body, query.dryRun));
    },
  };
}

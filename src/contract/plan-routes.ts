import { z } from 'zod';
import { plan } from './campaigns.ts';
import { planDifference } from './plan-diff.ts';
import { decision, planDetail, planSummary, refusal, withdrawal } from './plans.ts';
import { rehearsalCourse, rehearsalFault, rehearsalRequest, rehearsalState } from './rehearsals.ts';
import { dryRun, route } from './route.ts';
import { page, paging } from './words.ts';

/** Plans that were saved, and who approved them. Making and applying one stand with the campaigns. */
export const planRoutes = {
  listPlans: route({
    method: 'GET',
    path: '/plans',
    summary: 'Saved plans with their approvals, newest first',
    role: 'viewer',
    query: paging,
    response: page(planSummary),
  }),
  showPlan: route({
    method: 'GET',
    path: '/plans/{id}',
    summary: 'One plan with its document; the digest or its beginning',
    role: 'viewer',
    response: planDetail,
  }),
  showPlanDifference: route({
    method: 'GET',
    path: '/plans/{id}/difference',
    summary: 'What this plan would do otherwise than another saved one',
    role: 'viewer',
    query: z.object({
      with: z.string().max(64).describe('The digest of the other one, or its beginning'),
    }),
    response: planDifference,
  }),
  handInPlan: route({
    method: 'PUT',
    path: '/plans/{id}',
    summary: 'Save a plan that was made elsewhere, to have it approved',
    role: 'operator',
    effect: true,
    body: z.object({ plan }),
    response: planSummary,
  }),
  rehearsePlan: route({
    method: 'POST',
    path: '/plans/{id}/rehearsal',
    summary: 'Rehearse a plan on a twin: it begins now, and what comes of it is kept with the plan',
    role: 'operator',
    effect: true,
    body: rehearsalRequest,
    response: rehearsalState,
  }),
  showRehearsal: route({
    method: 'GET',
    path: '/plans/{id}/rehearsal',
    summary: 'How far the rehearsal of a plan is, and the newest one that is kept',
    role: 'viewer',
    response: rehearsalState,
  }),
  showRehearsalCourse: route({
    method: 'GET',
    path: '/plans/{id}/rehearsal/course',
    summary: 'How the campaign went on in the first seed of the newest rehearsal, stop by stop of the turned clock',
    role: 'viewer',
    response: rehearsalCourse,
  }),
  listRehearsalFaults: route({
    method: 'GET',
    path: '/rehearsal-faults',
    summary: 'The faults that a rehearsal can lay on',
    role: 'viewer',
    response: page(rehearsalFault),
  }),
  approvePlan: route({
    method: 'POST',
    path: '/plans/{id}/approve',
    summary: 'Approve exactly this plan, or one wave of it',
    role: 'approver',
    effect: true,
    query: dryRun,
    body: decision,
    response: planSummary,
  }),
  refusePlan: route({
    method: 'POST',
    path: '/plans/{id}/refuse',
    summary: 'Refuse a plan: nothing of it starts until that is withdrawn',
    role: 'approver',
    effect: true,
    query: dryRun,
    body: refusal,
    response: planSummary,
  }),
  withdrawFromPlan: route({
    method: 'POST',
    path: '/plans/{id}/withdraw',
    summary: 'Take back what you decided on a plan',
    role: 'approver',
    effect: true,
    query: dryRun,
    body: withdrawal,
    response: planSummary,
  }),
} as const;

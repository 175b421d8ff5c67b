import { z } from 'zod';
import {
  abortRequest,
  applyResult,
  campaign,
  holdRequest,
  holdResult,
  move,
  plan,
  planRequest,
  resumeRequest,
  rollbackResult,
  shadowScore,
  status,
  task,
  taskDone,
  toldPlan,
  verification,
} from './campaigns.ts';
import { campaignReport, coverageReport } from './installation.ts';
import { overview } from './overview.ts';
import { planDraft } from './plans.ts';
import { dryRun, route } from './route.ts';
import { selector } from './servers.ts';
import { because, listOf, moveState, page, paging } from './words.ts';

/** The four verbs differ in what they take alone. */
function hold<Verb extends string, Body extends z.ZodType>(verb: Verb, summary: string, body: Body) {
  return route({
    method: 'POST',
    path: `/campaigns/{id}/${verb}`,
    summary,
    role: 'operator',
    effect: true,
    ifMatch: true,
    query: dryRun,
    body,
    response: holdResult,
  });
}

export const campaignRoutes = {
  // Plans, campaigns, moves
  makePlan: route({
    method: 'POST',
    path: '/plans',
    summary: 'A plan document, saved; nothing of the estate changes',
    role: 'operator',
    body: planRequest,
    response: toldPlan,
  }),
  draftPlan: route({
    method: 'POST',
    path: '/plan-drafts',
    summary: 'What a plan made now would do; nothing is saved',
    role: 'operator',
    body: planRequest,
    response: planDraft,
  }),
  applyPlan: route({
    method: 'POST',
    path: '/campaigns',
    summary: 'Start exactly this plan',
    role: 'operator',
    effect: true,
    query: dryRun,
    body: z.object({ plan }),
    response: applyResult,
  }),
  makeLatePlan: route({
    method: 'POST',
    path: '/campaigns/{id}/late-plans',
    summary: 'A plan for a late wave: servers that joined since, or are ready now; saved, nothing happens',
    role: 'operator',
    response: toldPlan,
  }),
  listCampaigns: route({
    method: 'GET',
    path: '/campaigns',
    summary: 'Campaigns',
    role: 'viewer',
    response: page(campaign),
  }),
  showCampaign: route({
    method: 'GET',
    path: '/campaigns/{id}',
    summary: 'One campaign; the id or name',
    role: 'viewer',
    response: campaign,
  }),
  pauseCampaign: hold('pause', 'Start nothing more until it is resumed', holdRequest),
  resumeCampaign: hold('resume', 'Go on, without the failed servers that are named', resumeRequest),
  stopCampaign: hold('stop', 'Finish what runs, start no more', holdRequest),
  abortCampaign: hold('abort', 'Start no more; keep what was moved, or ask it back', abortRequest),
  scoreShadow: route({
    method: 'GET',
    path: '/campaigns/{id}/shadow',
    summary: 'Our verdicts against what the portal did',
    role: 'viewer',
    response: shadowScore,
  }),
  reportCampaign: route({
    method: 'GET',
    path: '/campaigns/{id}/report',
    summary: 'What happened, by attempt',
    role: 'viewer',
    response: campaignReport,
  }),
  listMoves: route({
    method: 'GET',
    path: '/moves',
    summary: 'Attempts, newest first',
    role: 'viewer',
    query: paging.extend({ campaign: z.string().optional(), server: z.string().optional(), state: listOf(moveState) }),
    response: page(move),
  }),
  showMove: route({ method: 'GET', path: '/moves/{id}', summary: 'One attempt', role: 'viewer', response: move }),
  rollback: route({
    method: 'POST',
    path: '/rollbacks',
    summary: 'Go back to v2.x while it is possible',
    role: 'operator',
    effect: true,
    query: dryRun,
    body: z.object({ selector, because }),
    response: rollbackResult,
  }),
  verify: route({
    method: 'POST',
    path: '/verifications',
    summary: 'Collect and judge the proofs of moves',
    role: 'operator',
    effect: true,
    body: z.object({ selector, refresh: z.boolean().default(true) }),
    response: verification,
  }),
  showStatus: route({
    method: 'GET',
    path: '/status',
    summary: 'What happens, what is next, what needs you',
    role: 'viewer',
    response: status,
  }),
  showOverview: route({
    method: 'GET',
    path: '/overview',
    summary: 'How well each site is protected, what becomes final when, and what blocks',
    role: 'viewer',
    response: overview,
  }),
  showCoverage: route({
    method: 'GET',
    path: '/coverage',
    summary: 'Which sensor protected each server, from when to when, as seen',
    role: 'viewer',
    response: coverageReport,
  }),

  // Tasks
  listTasks: route({
    method: 'GET',
    path: '/tasks',
    summary: 'What people have to do or decide',
    role: 'viewer',
    query: paging.extend({
      state: listOf(z.enum(['open', 'done', 'declined', 'withdrawn'])),
      server: z.string().optional(),
      kind: listOf(z.string()),
    }),
    response: page(task),
  }),
  showTask: route({ method: 'GET', path: '/tasks/{id}', summary: 'One task', role: 'viewer', response: task }),
  completeTask: route({
    method: 'POST',
    path: '/tasks/{id}/done',
    summary: 'Attest or decide',
    role: 'operator',
    effect: true,
    body: taskDone,
    response: task,
  }),
  declineTask: route({
    method: 'POST',
    path: '/tasks/{id}/decline',
    summary: 'Refuse a task, with the reason',
    role: 'operator',
    effect: true,
    body: z.object({ because }),
    response: task,
  }),
} as const;

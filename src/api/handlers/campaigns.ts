import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { Plan } from '../../domain/plan/document.ts';
import type { HoldOrder } from '../../engine/control.ts';
import type { Tenant } from '../../engine/ports/store.ts';
import {
  applyResultShape,
  campaignShape,
  holdResultShape,
  planShape,
  shadowScoreShape,
} from '../../report/campaign.ts';
import { campaignHistoryShape } from '../../report/campaign-history.ts';
import { campaignTimesShape } from '../../report/campaign-times.ts';
import { planDraftShape } from '../../report/plan-approvals.ts';
import type { Call, Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { campaignStory, stepsTold } from '../report-story.ts';
import { campaignOf } from './references.ts';

type CampaignHandlers = Pick<
  Handlers,
  | 'makePlan'
  | 'draftPlan'
  | 'applyPlan'
  | 'makeLatePlan'
  | 'listCampaigns'
  | 'showCampaign'
  | 'showCampaignHistory'
  | 'showCampaignTimes'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'stopCampaign'
  | 'abortCampaign'
  | 'scoreShadow'
  | 'reportCampaign'
>;
type HoldCall = Pick<Call<'stopCampaign'>, 'tenantId' | 'id' | 'principal' | 'query' | 'version'>;

export function campaignHandlers(context: ApiContext): CampaignHandlers {
  const { control } = context;
  const { store } = control;
  const counted = async ({ tenantId, campaignId }: Campaign, tenant: Tenant | undefined) => {
    const now = control.now(tenantId);
    const [counts, waits, commitAt] = await Promise.all([
      store.waveCounts(tenantId, campaignId),
      store.waitCounts(tenantId, campaignId),
      store.nextCommitAt(tenantId, campaignId, now),
    ]);
    return { counts, waits, commitAt, calendars: tenant?.facts.calendars, now };
  };
  const shaped = async (campaign: Campaign) =>
    campaignShape(campaign, await counted(campaign, await store.tenant(campaign.tenantId)));
  const held = async (call: HoldCall, order: HoldOrder) => {
    const { tenantId, id, principal, query, version } = call;
    const { campaignId } = await campaignOf(store, tenantId, id);
    const asked = { ...order, version };
    const outcome = await control.hold(principal.actor, tenantId, campaignId, asked, query.dryRun);
    return { body: holdResultShape(outcome, await shaped(outcome.campaign)) };
  };
  return {
    makePlan: async ({ tenantId, body, principal }) => ({
      body: planShape(await control.makePlan(principal.actor, tenantId, body)),
    }),
    draftPlan: async ({ tenantId, body, principal }) => ({
      body: planDraftShape(await control.draftPlan(principal.actor, tenantId, body), context.catalogue),
    }),
    applyPlan: async ({ tenantId, body, query, principal }) => {
      const outcome = await control.apply(principal.actor, tenantId, planGiven(body.plan), query.dryRun);
      const { campaign } = outcome;
      const now = control.now(tenantId);
      const nothing = { counts: [], waits: {}, commitAt: null, calendars: undefined, now };
      const tenant = await store.tenant(tenantId);
      const moves = campaign === null ? nothing : await counted(campaign, tenant);
      const rules = { edition: body.plan.edition, overrides: tenant?.overrides ?? [], now };
      return { body: applyResultShape(outcome, moves, rules) };
    },
    makeLatePlan: async ({ tenantId, id, principal }) => {
      const { campaignId } = await campaignOf(store, tenantId, id);
      return { body: planShape(await control.makeLatePlan(principal.actor, tenantId, campaignId)) };
    },
    listCampaigns: async ({ tenantId }) => {
      const [campaigns, tenant] = await Promise.all([store.campaigns(tenantId), store.tenant(tenantId)]);
      const shapes = campaigns.map(async (one) => campaignShape(one, await counted(one, tenant)));
      return { body: { value: await Promise.all(shapes) } };
    },
    showCampaign: async ({ tenantId, id }) => ({ body: await shaped(await campaignOf(store, tenantId, id)) }),
    showCampaignHistory: async ({ tenantId, id }) => {
      const { campaignId } = await campaignOf(store, tenantId, id);
      const now = control.now(tenantId);
      return { body: campaignHistoryShape(await store.moveSteps(tenantId, campaignId), now) };
    },
    showCampaignTimes: async ({ tenantId, id }) => {
      const campaign = await campaignOf(store, tenantId, id);
      return { body: campaignTimesShape(await timesOf(context, campaign), control.now(tenantId)) };
    },
    pauseCampaign: (call) => held(call, { verb: 'pause', because: call.body.because }),
    resumeCampaign: (call) => held(call, { verb: 'resume', because: call.body.because, accepts: call.body.accept }),
    stopCampaign: (call) => held(call, { verb: 'stop', because: call.body.because }),
    abortCampaign: (call) =>
      held(call, { verb: 'abort', because: call.body.because, way: call.body.rollBack ? 'roll-back' : 'keep' }),
    scoreShadow: async ({ tenantId, id }) => {
      const campaign = await campaignOf(store, tenantId, id);
      return { body: shadowScoreShape(await control.shadowScore(tenantId, campaign.campaignId)) };
    },
    reportCampaign: async ({ tenantId, id }) => ({
      body: (
        await campaignStory(
          context,
          tenantId,
          await campaignOf(store, tenantId, id),
          await stepsTold(context, tenantId),
        )
      ).report,
    }),
  };
}

/** What stands on its strip of time beside the campaign itself. */
async function timesOf({ control }: ApiContext, campaign: Campaign) {
  const { tenantId, campaignId, plan, late } = campaign;
  const digests = [plan, ...late].map(({ digest }) => digest);
  const [tenant, commits, plans] = await Promise.all([
    control.store.tenant(tenantId),
    control.store.commitHours(tenantId, campaignId),
    Promise.all(
      digests.map(async (digest) => {
        // A campaign may have begun with a plan that was never saved here; then nobody approved it here either.
        const isSaved = (await control.store.digestsLike(tenantId, digest)).length > 0;
        return isSaved ? [await control.plan(tenantId, digest)] : [];
      }),
    ),
  ]);
  return { campaign, calendars: tenant?.facts.calendars, commits, plans: plans.flat() };
}

/** The contract has checked the shape; the ids in it are checked against the estate and the digest by the engine. */
function planGiven(plan: { readonly tenantId: string }): Plan {
  return plan as unknown as Plan;
}

import { isOver } from '../domain/campaign/campaign.ts';
import { steer } from '../domain/campaign/steering.ts';
import { changeCampaign, isUnderWay } from './campaign-changes.ts';
import { closeTasksOf } from './carry-out.ts';
import type { EngineContext } from './context.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import type { Tenant } from './ports/store.ts';

/**
 * A campaign whose every move has ended, with nothing left to acknowledge, is finished. The campaigns may be as old as the pass: a start since
 * then shows as an active move, and any other change as another version. @returns how many ended now.
 */
export async function finishCampaigns(
  context: EngineContext,
  tenant: Tenant,
  { campaigns, unfinished }: KnownCampaigns,
): Promise<number> {
  const { tenantId } = tenant;
  let finished = 0;
  for (const campaign of campaigns) {
    if (!isUnderWay(campaign) || campaign.inFlight > 0 || unfinished.get(campaign.campaignId)?.isActive) continue;
    const active = await context.store.moves(tenantId, { campaignId: campaign.campaignId, isActive: true }, { top: 1 });
    if (active.value.length > 0) continue;
    const counts = await context.store.moveCounts(tenantId, campaign.campaignId);
    if (!isOver(campaign, counts)) continue;
    const now = context.clocks.tenantNow(tenantId);
    const outcomeOf = steer(campaign.progress.steering, { kind: 'finish', at: now });
    if (!outcomeOf.ok) continue;
    const progress = { ...campaign.progress, steering: outcomeOf.state, lookAt: null };
    const outcome = await context.store.commit({
      tenantId,
      at: now,
      campaigns: [changeCampaign(context, 'engine', campaign, progress)],
      tasks: await closeTasksOf(context, campaign, [
        'campaign-tripped',
        'cap-exceeded',
        'gate-decision',
        'gate-question',
        'start-decision',
      ]),
    });
    if (outcome.seq !== null) context.onCommit(tenantId);
    finished += outcome.lost.length === 0 ? 1 : 0;
  }
  return finished;
}

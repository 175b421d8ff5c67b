import type { Campaign, CampaignProgress } from '../domain/campaign/campaign.ts';
import type { EngineContext } from './context.ts';
import { campaignEvent } from './events.ts';
import type { CampaignWrite } from './ports/store.ts';

/** The write that brings a campaign from how far it was to how far it is; whoever read an older version loses. */
export function changeCampaign(
  context: EngineContext,
  actor: string,
  campaign: Campaign,
  progress: CampaignProgress,
  because?: string,
): CampaignWrite {
  const next: Campaign = { ...campaign, state: progress.steering.kind, progress, version: campaign.version + 1 };
  const event = campaignEvent(context.identity, actor, 'campaign-changed', next, because);
  return { campaign: next, expectedVersion: campaign.version, events: [event] };
}

/** Whether anything can still happen to a campaign that sends. */
export function isUnderWay({ state }: Pick<Campaign, 'state'>): boolean {
  return state !== 'finished' && state !== 'stopped' && state !== 'shadow';
}

import type { CampaignHistory } from '../contract/campaigns.ts';
import { type MoveStep, statesOverTime } from '../domain/campaign/move-steps.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';

/** @param steps of all attempts of a campaign, oldest first. */
export function campaignHistoryShape(steps: readonly MoveStep[], now: Instant): CampaignHistory {
  return {
    asOf: toRfc3339(now),
    states: statesOverTime(steps, now).map(({ at, counts }) => ({ at: toRfc3339(at), counts: { ...counts } })),
  };
}

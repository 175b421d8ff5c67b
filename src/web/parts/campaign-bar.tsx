import type { Campaign } from '../../contract/campaigns.ts';
import { to } from '../frame/links.ts';
import { useSay } from '../words/say.tsx';
import { StackedBar } from './bar.tsx';
import { HeldBecause } from './held-because.tsx';

/** The servers of a campaign by state, each a link to them, and what holds it. */
export function CampaignBar({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  return (
    <>
      <StackedBar
        kind="move"
        counts={campaign.counts}
        whole={campaign.planned}
        to={(state) => to.moves(campaign.id, state)}
      />
      {campaign.held === null ? null : (
        <p className="quiet">
          {say('campaign.held-by', { who: campaign.held.by })}: <HeldBecause of={campaign.held} />
        </p>
      )}
    </>
  );
}

import { Link } from 'react-router';
import type { Campaign } from '../../../contract/campaigns.ts';
import { to } from '../../frame/links.ts';
import { CampaignBar } from '../../parts/campaign-bar.tsx';
import { CommittedOf, Waiting, WaveOf } from '../../parts/campaign-numbers.tsx';
import { NextEventLine } from '../../parts/next-event.tsx';
import { State } from '../../parts/state.tsx';
import { useSay } from '../../words/say.tsx';

/** One campaign on one line: what it does, how far it is, and what it waits for. */
export function CampaignLine({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const [wait] = campaign.waits;
  return (
    <li className="campaign-line">
      <div className="campaign-line-head">
        <Link to={to.campaign(campaign.id)} className="strong">
          {campaign.name}
        </Link>
        <State kind="campaign" state={campaign.state} />
        <span className="quiet">
          <WaveOf campaign={campaign} />
        </span>
        <span className="quiet">
          <CommittedOf campaign={campaign} />
        </span>
        <Link to={to.proof({ campaign: campaign.id })} aria-label={say('campaign.proofs-of', { name: campaign.name })}>
          {say('campaign.proofs')}
        </Link>
      </div>
      <CampaignBar campaign={campaign} />
      {campaign.next === null ? null : <NextEventLine next={campaign.next} />}
      {wait === undefined ? null : (
        <p className="quiet">
          <Waiting id={campaign.id} wait={wait} />
        </p>
      )}
    </li>
  );
}

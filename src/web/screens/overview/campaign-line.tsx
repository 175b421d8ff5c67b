import { Link } from 'react-router';
import type { Campaign } from '../../../contract/campaigns.ts';
import { to } from '../../frame/links.ts';
import { CampaignBar } from '../../parts/campaign-bar.tsx';
import { State } from '../../parts/state.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** One campaign on one line: what it does, how far it is, and what it waits for. */
export function CampaignLine({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const open = campaign.waves.findIndex((wave) => wave.isOpen);
  const [wait] = campaign.waits;
  return (
    <li className="campaign-line">
      <div className="campaign-line-head">
        <Link to={to.campaign(campaign.id)} className="strong">
          {campaign.name}
        </Link>
        <State kind="campaign" state={campaign.state} />
        {open < 0 || campaign.waves.length < 2 ? null : (
          <span className="quiet">{say('campaign.wave-of', { wave: open + 1, waves: campaign.waves.length })}</span>
        )}
        <span className="quiet">
          {say('campaign.committed-of', { committed: campaign.counts.committed ?? 0, planned: campaign.planned })}
        </span>
        <Link to={to.proof({ campaign: campaign.id })} aria-label={say('campaign.proofs-of', { name: campaign.name })}>
          {say('campaign.proofs')}
        </Link>
      </div>
      <CampaignBar campaign={campaign} />
      {wait === undefined ? null : (
        <p className="quiet">
          {say('campaign.waits', { count: wait.moves })} <Told>{wait.words}</Told>
        </p>
      )}
    </li>
  );
}

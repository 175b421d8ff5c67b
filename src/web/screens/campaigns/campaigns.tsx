import { Link } from 'react-router';
import type { Campaign } from '../../../contract/campaigns.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { CampaignBar } from '../../parts/campaign-bar.tsx';
import { CommittedOf, InFlight } from '../../parts/campaign-numbers.tsx';
import { Page } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import { Nothing } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { SavedPlans } from './saved-plans.tsx';

export function Campaigns() {
  const { say, number } = useSay();
  const { mayOperate } = useSession();
  const campaigns = useAnswer('listCampaigns');
  const count = campaigns.data?.body.value.length;
  return (
    <Page
      title={say('campaigns.title')}
      count={count === undefined ? undefined : number(count)}
      actions={
        mayOperate ? (
          <Link to={to.newPlan()} className="link-button">
            {say('new-plan.do')}
          </Link>
        ) : undefined
      }
    >
      <Answered from={campaigns}>
        {({ body }) =>
          body.value.length === 0 ? (
            <Nothing title={say('campaigns.none')}>
              <p>{say('campaigns.none.next')}</p>
              {mayOperate ? (
                <p>
                  <Link to={to.newPlan()}>{say('new-plan.do')}</Link>
                </p>
              ) : null}
            </Nothing>
          ) : (
            <ul className="cards">
              {body.value
                .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
                .map((campaign) => (
                  <Card key={campaign.id} campaign={campaign} />
                ))}
            </ul>
          )
        }
      </Answered>
      <SavedPlans />
    </Page>
  );
}

function Card({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  return (
    <li className="section">
      <div className="section-head">
        <h2>
          <Link to={to.campaign(campaign.id)}>{campaign.name}</Link>
        </h2>
        <div className="section-aside">
          <State kind="campaign" state={campaign.state} />
        </div>
      </div>
      <p className="quiet">
        {say('campaign.made', { by: campaign.createdBy })} <At instant={campaign.createdAt} />
        {' · '}
        <Link to={to.campaign(campaign.id)}>{say('campaign.waves', { count: campaign.waves.length })}</Link>
        {' · '}
        <CommittedOf campaign={campaign} />
        {' · '}
        <InFlight campaign={campaign} />
      </p>
      <CampaignBar campaign={campaign} />
    </li>
  );
}

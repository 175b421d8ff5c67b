import { Link, useParams } from 'react-router';
import type { Campaign } from '../../../contract/campaigns.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { StackedBar } from '../../parts/bar.tsx';
import { CommittedOf, InFlight, Since, Waiting } from '../../parts/campaign-numbers.tsx';
import { HeldBecause } from '../../parts/held-because.tsx';
import { Page } from '../../parts/page.tsx';
import { ReportFiles } from '../../parts/report-files.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { Waves } from '../../parts/waves.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { HoldActions } from './hold-actions.tsx';
import { LatePlan } from './late-plan.tsx';
import { MovesByStep } from './moves-by-step.tsx';
import { StatesOverTime } from './states-over-time.tsx';
import { TimeStrip } from './time-strip.tsx';

/** One campaign: what it does and why it does no more, wave by wave and server by server, and how to hold it. */
export function CampaignPage() {
  const { id = '' } = useParams();
  const answer = useAnswer('showCampaign', { id }, { refetchInterval: 15_000 });
  return (
    <Page
      title={answer.data?.body.name ?? id}
      isName
      actions={answer.data === undefined ? undefined : <HoldActions told={answer.data} />}
    >
      <Answered from={answer}>
        {({ body }) => (
          <>
            <Head campaign={body} />
            <Waves waves={body.waves} campaign={body.id} />
            <MovesByStep campaign={body} />
            <TimeStrip campaign={body} />
            <StatesOverTime campaign={body} />
            <ReportFiles about={{ kind: 'campaign', id: body.id, name: body.name }} />
          </>
        )}
      </Answered>
    </Page>
  );
}

/** The state in words, why it is so, and what is waited for. */
function Head({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const now = useAnswer('showStatus').data?.body.now;
  const { mayOperate } = useSession();
  const { held, waits, since } = campaign;
  return (
    <Section title={say('campaign.standing')} aside={now === undefined ? undefined : <At instant={now} />}>
      <p className="head-sentence">
        <State kind="campaign" state={campaign.state} /> <CommittedOf campaign={campaign} />
        {campaign.late === 0 ? '' : ` ${say('campaign.late', { count: campaign.late })}`}
        {' · '}
        <InFlight campaign={campaign} />
      </p>
      {held === null ? null : (
        <p className="tone-warn">
          {say('campaign.held-by', { who: held.by })}: <HeldBecause of={held} /> (<At instant={held.since} />)
          {held.servers.length === 0 ? null : <span> {held.servers.join(', ')}</span>}
        </p>
      )}
      <StackedBar
        kind="move"
        counts={campaign.counts}
        whole={campaign.planned + campaign.late}
        to={(state) => to.moves(campaign.id, state)}
      />
      {waits.length === 0 ? null : (
        <ul className="plain-list">
          {waits.map((wait) => (
            <li key={wait.reason}>
              <p>
                <Waiting id={campaign.id} wait={wait} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <Since campaign={campaign} />
      {since.ready > 0 && mayOperate ? <LatePlan id={campaign.id} /> : null}
      <p className="quiet">
        {say('campaign.made', { by: campaign.createdBy })} <At instant={campaign.createdAt} />
        {' · '}
        {say('campaign.edition', { edition: campaign.edition })}
        {' · '}
        <Link to={to.proof({ campaign: campaign.id })}>{say('campaign.proofs')}</Link>
        {' · '}
        <Link to={to.plan(campaign.planDigest)}>
          {say('campaign.plan')} <code>{campaign.planDigest.slice(0, 12)}</code>
        </Link>
        {campaign.latePlans.map((digest) => (
          <span key={digest}>
            {' · '}
            <Link to={to.plan(digest)}>
              {say('campaign.late-plan')} <code>{digest.slice(0, 12)}</code>
            </Link>
          </span>
        ))}
      </p>
    </Section>
  );
}

import { Link, useParams } from 'react-router';
import type { Campaign } from '../../../contract/campaigns.ts';
import type { PlanDetail } from '../../../contract/plans.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { PlanInWords } from '../../parts/left-out.tsx';
import { Page } from '../../parts/page.tsx';
import { PlanWords } from '../../parts/plan-text.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { PlanActions } from './plan-actions.tsx';
import { Rehearsal } from './rehearsal.tsx';
import { StartPlan } from './start-plan.tsx';

/** One saved plan as people read it, who approved it, and what still keeps it from starting. */
export function PlanPage() {
  const { id = '' } = useParams();
  const { say } = useSay();
  const answer = useAnswer('showPlan', { id });
  return (
    <Page
      title={say('plan.title', { name: answer.data?.body.name ?? id.slice(0, 12) })}
      actions={answer.data === undefined ? undefined : <Actions plan={answer.data.body} />}
    >
      <Answered from={answer}>
        {({ body }) => (
          <>
            <Approvals plan={body} />
            <Section
              title={say('plan.text')}
              aside={<Link to={to.planDifference(body.digest)}>{say('plans.compare')}</Link>}
            >
              <PlanInWords plan={body} />
            </Section>
            <Rehearsal plan={body} />
          </>
        )}
      </Answered>
    </Page>
  );
}

/** The campaign that started with this plan, or that it joined; null when there is none, undefined until that is known. */
function useStarted(plan: PlanDetail): Campaign | null | undefined {
  const campaigns = useAnswer('listCampaigns').data?.body.value;
  return (
    campaigns &&
    (campaigns.find((campaign) => campaign.planDigest === plan.digest || campaign.latePlans.includes(plan.digest)) ??
      null)
  );
}

function Actions({ plan }: { plan: PlanDetail }) {
  const started = useStarted(plan);
  return (
    <>
      <PlanActions plan={plan} />
      {started === null ? <StartPlan plan={plan} /> : null}
    </>
  );
}

function Approvals({ plan }: { plan: PlanDetail }) {
  const { say } = useSay();
  const started = useStarted(plan) ?? undefined;
  return (
    <Section title={say('plan.approvals')}>
      <p className="quiet">
        {say('plan.made', { author: plan.author })} <At instant={plan.createdAt} /> · {say('plan.digest')}{' '}
        <code>{plan.digest.slice(0, 12)}</code>
        {started === undefined ? null : (
          <>
            {' · '}
            <Link to={to.campaign(started.id)}>{say('plan.started', { name: started.name })}</Link>
          </>
        )}
      </p>
      <ul className="plain-list">
        {plan.standings.map((standing) => (
          <li key={standing.wave}>
            <strong>{standing.wave === 0 ? say('plan.whole') : say('waves.number', { number: standing.wave })}</strong>:{' '}
            <PlanWords clause={standing.clause} text={standing.words} />
            {standing.until === null ? null : (
              <>
                {' '}
                {say('plan.until')} <At instant={standing.until} isDue />
              </>
            )}
          </li>
        ))}
      </ul>
      {plan.approvals.length === 0 ? null : (
        <ul className="lines">
          {plan.approvals.map((one) => (
            <li key={one.id} className={one.counts ? '' : 'quiet'}>
              <strong>{one.person}</strong> {say(one.decision === 'approve' ? 'plan.approved' : 'plan.refused')}{' '}
              {one.wave === 0 ? '' : say('waves.number', { number: one.wave })} <At instant={one.decidedAt} />
              {one.comment === null ? null : <> · {one.comment}</>}
              {one.ticket === null ? null : <> · {one.ticket}</>}
              {one.expiresAt === null ? null : (
                <>
                  {' '}
                  {say('plan.until')} <At instant={one.expiresAt} isDue />
                </>
              )}
              {one.withdrawn === null ? null : (
                <p>
                  {say('plan.withdrawn', { by: one.withdrawn.by, because: one.withdrawn.because })}{' '}
                  <At instant={one.withdrawn.at} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

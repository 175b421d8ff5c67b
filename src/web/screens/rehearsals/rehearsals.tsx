import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { PlanSummary } from '../../../contract/plans.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Page } from '../../parts/page.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Nothing } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { AskRehearsal } from '../plan/ask-rehearsal.tsx';

/** The plans that can be rehearsed, each with what came of its newest rehearsal. */
export function Rehearsals() {
  const { say } = useSay();
  const plans = useAnswer('listPlans');
  return (
    <Page title={say('rehearsal.title')}>
      <p>{say('rehearsals.text')}</p>
      <Answered from={plans} rows={3}>
        {({ body }) =>
          body.value.length === 0 ? (
            <NoPlan />
          ) : (
            <>
              <Plans plans={body.value} />
              {body.nextLink === undefined ? null : <p className="quiet">{say('plans.more')}</p>}
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function NoPlan() {
  const { say } = useSay();
  const { mayOperate } = useSession();
  return (
    <Nothing title={say('plans.none')}>
      <p>{say('rehearsals.none.next')}</p>
      {mayOperate ? (
        <p>
          <Link to={to.newPlan()}>{say('new-plan.do')}</Link>
        </p>
      ) : null}
    </Nothing>
  );
}

function Plans({ plans }: { plans: readonly PlanSummary[] }) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<PlanSummary>();
  return (
    <>
      <ScrollX label={say('plans.title')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{say('plans.name')}</th>
              <th scope="col">{say('plans.size')}</th>
              <th scope="col">{say('plans.rehearsed')}</th>
              <th scope="col">{say('rehearsals.came')}</th>
              {mayOperate ? <th scope="col">{say('rehearsals.act')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {plans.map((plan) => (
              <tr key={plan.digest}>
                <th scope="row">
                  <Link to={to.rehearsal(plan.digest)}>{plan.name}</Link> <code>{plan.digest.slice(0, 12)}</code>
                </th>
                <td>{say('plans.size.text', { servers: plan.servers, waves: plan.waves })}</td>
                <td>{plan.rehearsal === null ? say('sources.never') : <At instant={plan.rehearsal.rehearsedAt} />}</td>
                <td>{plan.rehearsal === null ? '–' : <Came of={plan.rehearsal} />}</td>
                {mayOperate ? (
                  <td>
                    <Button
                      size="small"
                      onClick={() => setAsked(plan)}
                      aria-label={say('rehearsal.ask', { name: plan.name })}
                    >
                      {say('rehearsal.do')}
                    </Button>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {asked === undefined ? null : (
        <AskRehearsal
          plan={asked}
          onBegun={() => void navigate(to.rehearsal(asked.digest))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function Came({ of: { estate, isAnonymous, finished, seeds } }: { of: NonNullable<PlanSummary['rehearsal']> }) {
  const { say } = useSay();
  return (
    <>
      <span className={finished === seeds ? 'tone-good' : 'tone-bad'}>
        {say('rehearsal.ends', { finished, seeds })}
      </span>{' '}
      <span className="quiet">
        {say('rehearsal.estate')} {say(`rehearsal.estate.${estate}`)}
        {isAnonymous ? ` · ${say('rehearsals.anonymous')}` : ''}
      </span>
    </>
  );
}

import { Link } from 'react-router';
import type { PlanSummary } from '../../../contract/plans.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { PlanWords } from '../../parts/plan-text.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { HandIn } from './hand-in.tsx';

/** Plans that were saved, the newest first: what waits to be approved, rehearsed or started. */
export function SavedPlans() {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const plans = useAnswer('listPlans');
  return (
    <Section title={say('plans.title')}>
      <Answered from={plans} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('plans.none')}</p>
          ) : (
            <>
              <Table plans={body.value} />
              {body.nextLink === undefined ? null : <p className="quiet">{say('plans.more')}</p>}
            </>
          )
        }
      </Answered>
      {mayOperate ? <HandIn /> : null}
    </Section>
  );
}

function Table({ plans }: { plans: readonly PlanSummary[] }) {
  const { say } = useSay();
  return (
    <ScrollX label={say('plans.title')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('plans.name')}</th>
            <th scope="col">{say('plans.size')}</th>
            <th scope="col">{say('plans.standing')}</th>
            <th scope="col">{say('plans.rehearsed')}</th>
            <th scope="col">{say('plans.saved')}</th>
            {plans.length > 1 ? <th scope="col">{say('plans.compare')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <tr key={plan.digest}>
              <th scope="row">
                <Link to={to.plan(plan.digest)}>{plan.name}</Link> <code>{plan.digest.slice(0, 12)}</code>
              </th>
              <td>{say('plans.size.text', { servers: plan.servers, waves: plan.waves })}</td>
              <td>
                {distinct(plan.standings).map(({ words, clause }, at) => (
                  <span key={words}>
                    {at === 0 ? '' : '; '}
                    <PlanWords clause={clause} text={words} />
                  </span>
                ))}
              </td>
              <td>{plan.rehearsal === null ? '–' : <At instant={plan.rehearsal.rehearsedAt} />}</td>
              <td>
                <At instant={plan.savedAt} />
              </td>
              {plans.length > 1 ? (
                <td>
                  <Link
                    to={to.planDifference(plan.digest)}
                    aria-label={say('plans.compare.name', { name: plan.name, digest: plan.digest.slice(0, 12) })}
                  >
                    {say('plans.compare')}
                  </Link>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** Waves that stand alike are told once. */
function distinct(standings: PlanSummary['standings']): PlanSummary['standings'] {
  return [...new Map(standings.map((one) => [one.words, one])).values()];
}

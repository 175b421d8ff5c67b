import { Link } from 'react-router';
import type { PlanDetail, PlanSummary } from '../../../contract/plans.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSay } from '../../words/say.tsx';

/** What is left to do with a plan that the estate has left behind: see what a newer one would do differently, or make that one. */
export function Outdated({ plan }: { plan: PlanDetail }) {
  const { say } = useSay();
  const plans = useAnswer('listPlans').data?.body.value;
  if (plans === undefined) return null;
  const newer = newerOf(plans, plan);
  return (
    <p>
      {say('outdated.next')}{' '}
      {newer === undefined ? (
        <>
          <Link to={to.newPlan(plan.plan.selector)}>{say('outdated.anew')}</Link>. {say('outdated.then')}
        </>
      ) : (
        <Link to={to.planDifference(newer.digest, plan.digest)}>
          {say('outdated.newer', { digest: newer.digest.slice(0, 12) })}
        </Link>
      )}
    </p>
  );
}

/** The newest that has its name and was saved after it: a plan made anew keeps the name of its campaign. */
function newerOf(plans: readonly PlanSummary[], plan: PlanDetail): PlanSummary | undefined {
  return plans.find(({ name, savedAt }) => name === plan.name && savedAt > plan.savedAt);
}

import type { PlanDraft } from '../../../contract/plans.ts';
import { isRefusal } from '../../api/refusal.ts';
import { useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { forecastOf } from './forecast.ts';
import type { Ahead } from './use-forecast.ts';

/** What the plan comes to if it starts now. It stands beside the form all the time, follows it, and is no announcement. */
export function ForecastLines({ ahead }: { ahead: Ahead }) {
  const { say } = useSay();
  return (
    <div className="forecast">
      <p className="strong">{say('new-plan.forecast')}</p>
      <Lines ahead={ahead} />
    </div>
  );
}

function Lines({ ahead }: { ahead: Ahead }) {
  const { say } = useSay();
  if (ahead.kind === 'typing') return <p className="quiet">{say('new-plan.forecast.typing')}</p>;
  if (ahead.kind === 'refused')
    return (
      <p className="quiet">
        {say('new-plan.forecast.refused')}{' '}
        {isRefusal(ahead.error) ? <Told>{ahead.error.problem.detail}</Told> : say('trouble.unreachable')}
      </p>
    );
  const draft = ahead.kind === 'told' ? ahead.draft : ahead.before;
  return (
    <>
      {draft === undefined ? null : <Numbers draft={draft} />}
      {ahead.kind === 'told' ? null : <p className="quiet">{say('new-plan.forecast.asked')}</p>}
    </>
  );
}

function Numbers({ draft: { plan } }: { draft: PlanDraft }) {
  const { say, number } = useSay();
  const { absolute } = useTimes();
  const { firstAt, lastFinalAt, lowest, held } = forecastOf(plan.prediction);
  const at = (instant: number) => absolute(new Date(instant).toISOString());
  return (
    <ul className="plain-list">
      <li>
        {firstAt === null
          ? say('new-plan.forecast.first.unknown')
          : say('new-plan.forecast.first', { at: at(firstAt) })}
      </li>
      <li>
        {lastFinalAt === null
          ? say('new-plan.forecast.last.unknown')
          : say('new-plan.forecast.last', { at: at(lastFinalAt) })}
      </li>
      {lowest === null ? null : (
        <li>
          {say('new-plan.forecast.lowest', {
            lowest: number(lowest.lowest),
            servers: number(lowest.servers),
            site: lowest.name || say('coverage.no-site'),
          })}
        </li>
      )}
      {held === 0 ? null : <li>{say('new-plan.forecast.held', { count: held })}</li>}
    </ul>
  );
}

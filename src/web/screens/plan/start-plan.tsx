import { Button, Field } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { ApplyResult } from '../../../contract/campaigns.ts';
import type { PlanDetail } from '../../../contract/plans.ts';
import { call } from '../../api/call.ts';
import { isRefusal } from '../../api/refusal.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { PlanWords } from '../../parts/plan-text.tsx';
import { Loading, Trouble, TroubleParts } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { Outdated } from './outdated.tsx';

const namesShown = 20;

/** Starting exactly this plan, for whoever may, while it has not started. */
export function StartPlan({ plan }: { plan: PlanDetail }) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const [isAsked, setIsAsked] = useState(false);
  if (!mayOperate) return null;
  const isGranted = plan.standings.every(({ state }) => state === 'granted');
  return (
    <>
      <Button size="small" appearance={isGranted ? 'primary' : 'secondary'} onClick={() => setIsAsked(true)}>
        {say('start.do')}
      </Button>
      {isAsked ? <AskStart plan={plan} onClose={() => setIsAsked(false)} /> : null}
    </>
  );
}

/** Says what will be sent and from when nothing can be undone; the name of the plan is typed, so that nobody starts another one by a slip (S3-05). */
function AskStart({ plan, onClose }: { plan: PlanDetail; onClose: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const preview = useQuery({
    queryKey: ['start', plan.digest],
    queryFn: () => call('applyPlan', { query: { dryRun: 'true' }, body: { plan: plan.plan } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const result = preview.data?.body;
  const isNamed = result?.isShadow === true || typed.trim() === plan.name;
  const act = async () => {
    const { body } = await call('applyPlan', { query: { dryRun: 'false' }, body: { plan: plan.plan } });
    await answers.invalidateQueries();
    if (body.campaign !== null) navigate(to.campaign(body.campaign.id));
  };
  return (
    <Ask
      title={say('start.title', { name: plan.name })}
      verb={say(result?.isShadow === true ? 'start.shadow' : 'start.migrate', { count: plan.servers })}
      needsReason={false}
      isWaiting={result === undefined || !isNamed}
      onDo={act}
      onClose={onClose}
    >
      {preview.isLoading ? <Loading rows={3} /> : null}
      {preview.error === null ? null : (
        <>
          <Trouble error={preview.error} />
          <TroubleParts error={preview.error} />
          {isRefusal(preview.error, 'plan-outdated') ? <Outdated plan={plan} /> : null}
        </>
      )}
      {result === undefined ? null : <Preview plan={plan} result={result} />}
      {result === undefined || result.isShadow ? null : (
        <Field label={say('start.name', { name: plan.name })} required>
          {(control) => (
            <input
              {...control}
              className="input"
              value={typed}
              autoComplete="off"
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
      )}
    </Ask>
  );
}

function Preview({ plan, result }: { plan: PlanDetail; result: ApplyResult }) {
  const { say } = useSay();
  const { wouldSend, irreversible, warnings, warningClauses, isShadow } = result;
  return (
    <>
      <p className="strong">{say(isShadow ? 'start.what.shadow' : 'start.what')}</p>
      <ul className="plain-list">
        {plan.plan.channel === 'portal' ? <li>{say('start.portal')}</li> : null}
        {wouldSend.map((request) => (
          <li key={`${request.method} ${request.path} ${request.servers.join()}`}>
            <code>
              {request.method} {request.path}
            </code>{' '}
            {say('start.requests', {
              count: request.servers.length,
              names:
                request.servers.slice(0, namesShown).join(', ') + (request.servers.length > namesShown ? ' …' : ''),
            })}
          </li>
        ))}
        <li>{say(isShadow ? 'start.read-only' : 'start.goes-on')}</li>
      </ul>
      {irreversible === null || irreversible === undefined ? null : (
        <>
          <p className="strong">{say('start.irreversible')}</p>
          <p>
            <PlanWords clause={irreversible.clause} text={irreversible.sentence} />
          </p>
          {irreversible.earliestAt === null ? null : (
            <p>
              {say('start.earliest')} <At instant={irreversible.earliestAt} isDue />
            </p>
          )}
          <p className="quiet">{say('start.undo')}</p>
        </>
      )}
      {warnings.map((warning, at) => (
        <p key={warning} className="tone-warn">
          ! <PlanWords clause={warningClauses[at]} text={warning} />
        </p>
      ))}
    </>
  );
}

import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { PlanDetail } from '../../../contract/plans.ts';
import type { RehearsalState } from '../../../contract/rehearsals.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { ProblemDetail } from '../../parts/problem.tsx';
import { Section } from '../../parts/section.tsx';
import { useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { AskRehearsal } from './ask-rehearsal.tsx';
import { Outdated } from './outdated.tsx';
import { RehearsalOutcome } from './rehearsal-outcome.tsx';

/** How often it is asked how far it is. */
const askEveryMs = 1_000;

/** The rehearsal of a plan: beginning one, how far it is, and the newest that is kept. */
export function Rehearsal({ plan }: { plan: PlanDetail }) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const [isAsked, setIsAsked] = useState(false);
  const [isPlayed, setIsPlayed] = useState(false);
  const answer = useAnswer('showRehearsal', { id: plan.digest }, isPlayed ? { refetchInterval: askEveryMs } : {});
  const state = answer.data?.body.state;
  useEffect(() => setIsPlayed(state === 'running'), [state]);
  return (
    <Section
      title={say('rehearsal.title')}
      className="rehearsed"
      aside={
        mayOperate && state !== undefined && state !== 'running' ? (
          <Button size="small" onClick={() => setIsAsked(true)}>
            {say('rehearsal.do')}
          </Button>
        ) : undefined
      }
    >
      <Answered from={answer} rows={3}>
        {({ body }) => <Standing plan={plan} state={body} />}
      </Answered>
      {isAsked ? <AskRehearsal plan={plan} onClose={() => setIsAsked(false)} /> : null}
    </Section>
  );
}

function Standing({ plan, state }: { plan: PlanDetail; state: RehearsalState }) {
  const { say } = useSay();
  const { progress, problem, rehearsal } = state;
  return (
    <>
      {progress === null ? null : <Progress progress={progress} />}
      {problem === null ? null : (
        <MessageBar intent="error" role="alert" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{say('rehearsal.failed')}</MessageBarTitle> <ProblemDetail {...problem} />
          </MessageBarBody>
        </MessageBar>
      )}
      {problem?.code === 'plan-outdated' ? <Outdated plan={plan} /> : null}
      {rehearsal === null ? (
        progress === null ? (
          <p className="quiet">{say('rehearsal.never')}</p>
        ) : null
      ) : (
        <>
          <WayToCourse digest={plan.digest} />
          <RehearsalOutcome rehearsal={rehearsal} />
        </>
      )}
    </>
  );
}

/** Where it can be looked at like a campaign; nothing where that is already so. */
function WayToCourse({ digest }: { digest: string }) {
  const { say } = useSay();
  const { pathname } = useLocation();
  const way = to.rehearsal(digest);
  if (pathname === way) return null;
  return (
    <p>
      <Link to={way}>{say('played.way')}</Link>
    </p>
  );
}

function Progress({ progress }: { progress: NonNullable<RehearsalState['progress']> }) {
  const { say } = useSay();
  const { absolute } = useTimes();
  const { done, of, clockAt } = progress;
  const text = say('rehearsal.progress', { done, of });
  return (
    <div className="progress">
      <progress value={done} max={of} aria-label={text} />
      <p>
        {text}
        {clockAt === null ? null : <> · {say('rehearsal.clock', { at: absolute(clockAt) })}</>}
      </p>
      <p className="quiet">{say('rehearsal.leave')}</p>
    </div>
  );
}

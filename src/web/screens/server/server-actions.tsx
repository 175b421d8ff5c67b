import { Button } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import type { ServerDetail } from '../../../contract/servers.ts';
import { useAnswer } from '../../api/answers.ts';
import { type Told as Answer, call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { ProblemRemedy, ProblemTitle } from '../../parts/problem.tsx';
import { isReady } from '../../parts/ready.ts';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import { waitIn } from '../../parts/wait.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { AskServerHold, type ServerVerb } from './ask-server-hold.tsx';
import { useCheckAgain } from './check-again.ts';

/** States of an attempt that nothing follows by itself. */
const isOver: ReadonlySet<string> = new Set(['reverted', 'failed', 'rolledBack', 'abandoned']);

/** What can be done with one server, by those who may. What cannot be done now is not offered. */
export function ServerActions({ told, move }: { told: Answer<'showServer'>; move: Move | undefined }) {
  const server = told.body;
  const { say } = useSay();
  const { mayOperate, me } = useSession();
  const [asking, setAsking] = useState<'rollback' | ServerVerb>();
  const [said, setSaid] = useState<string>();
  const { check, isBusy, trouble } = useCheckAgain(server);
  if (!mayOperate) return <p className="quiet">{say('role.only-looks', { role: me.role })}</p>;
  return (
    <>
      <Button
        size="small"
        appearance="primary"
        disabled={isBusy}
        onClick={() => void check(() => setSaid(say('server.checked')))}
      >
        {say('server.check')}
      </Button>
      <NextAttempt server={server} move={move} />
      {move?.state === 'observing' ? (
        <Button size="small" onClick={() => setAsking('rollback')}>
          {say('server.rollback')}
        </Button>
      ) : null}
      {server.hold === null ? (
        <Button size="small" onClick={() => setAsking('hold')}>
          {say('server.hold')}
        </Button>
      ) : (
        <Button size="small" onClick={() => setAsking('release')}>
          {say('server.release')}
        </Button>
      )}
      <span role="status" className="quiet">
        {said}
      </span>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      {asking === 'rollback' ? <AskRollback server={server} onClose={() => setAsking(undefined)} /> : null}
      {asking === 'hold' || asking === 'release' ? (
        <AskServerHold verb={asking} told={told} onClose={() => setAsking(undefined)} />
      ) : null}
    </>
  );
}

/** The way to its next attempt: a plan where it is ready and in none, or the task in which somebody has to say whether it is tried again. */
function NextAttempt({ server, move }: { server: ServerDetail; move: Move | undefined }) {
  const { say } = useSay();
  const { now } = useTimes();
  const tasks = useAnswer('listTasks', { query: { server: server.id, top: 200 } }).data?.body.value;
  const retry = tasks?.find((task) => task.state === 'open' && task.choices.some(({ choice }) => choice === 'retry'));
  if (retry !== undefined) return <Link to={to.task(retry.id)}>{say('server.retry')}</Link>;
  const isPlanned = move !== undefined && !isOver.has(move.state);
  return isReady(server, now) && !isPlanned ? <Link to={to.newPlan(server.fqdn)}>{say('server.plan')}</Link> : null;
}

/** Asked without effect first: until when it is possible, or why it is not. */
function AskRollback({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const words = useSay();
  const { say } = words;
  const answers = useQueryClient();
  const preview = useQuery({
    queryKey: ['rollback', server.id],
    queryFn: () =>
      call('rollback', {
        query: { dryRun: 'true' },
        body: { selector: server.fqdn, because: say('rollback.preview') },
      }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const row = preview.data?.body.value[0];
  const waiting = row?.problem === null ? row.move.waiting : null;
  return (
    <Ask
      title={say('rollback.title', { name: server.name })}
      verb={say('rollback.do', { name: server.name })}
      isWaiting={row === undefined || row.problem !== null}
      onClose={onClose}
      onDo={async (because) => {
        await call('rollback', { body: { selector: server.fqdn, because } });
        await answers.invalidateQueries();
      }}
    >
      {preview.isLoading ? <Loading rows={2} /> : null}
      {preview.error === null ? null : <Trouble error={preview.error} />}
      {row === undefined ? null : (
        <>
          {row.problem === null ? null : (
            <p className="tone-bad">
              <ProblemTitle {...row.problem} />: <Told>{row.problem.detail}</Told> <ProblemRemedy {...row.problem} />
            </p>
          )}
          {row.move.rollbackUntil === null ? null : (
            <p>
              {say('rollback.until')} <At instant={row.move.rollbackUntil} isDue />. {say('rollback.after')}
            </p>
          )}
          {waiting === null || waiting.reason === 'rollback-in-portal' ? null : (
            <p className="tone-warn">
              {say('rollback.waits')} {waitIn(words, waiting)}. {say('rollback.begins')}
            </p>
          )}
          <p>{say('rollback.how')}</p>
          <p className="quiet">{say('rollback.undo')}</p>
        </>
      )}
    </Ask>
  );
}

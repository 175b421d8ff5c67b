import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Task } from '../../../contract/campaigns.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** One task: what to do step by step, what it is about, and the choices there are. */
export function TaskPage() {
  const { id = '' } = useParams();
  const { sentence } = useSay();
  const answer = useAnswer('showTask', { id });
  const title = answer.data?.body.title;
  const own = title === undefined ? undefined : sentence(title);
  return (
    <Page title={own ?? title ?? id} isName={own === undefined}>
      <Answered from={answer}>{({ body }) => <Body task={body} />}</Answered>
    </Page>
  );
}

function Body({ task }: { task: Task }) {
  const { say } = useSay();
  return (
    <>
      <Section title={say('task.standing')}>
        <p className="head-sentence">
          <State kind="task" state={task.state} /> <code>{task.name}</code>
        </p>
        <dl className="properties">
          <div>
            <dt>{say('tasks.owner')}</dt>
            <dd>{task.owner || '–'}</dd>
          </div>
          <div>
            <dt>{say('tasks.due')}</dt>
            <dd>{task.dueAt === null ? say('needs.no-date') : <At instant={task.dueAt} isDue site={task.site} />}</dd>
          </div>
          <div>
            <dt>{say('task.opened')}</dt>
            <dd>
              <At instant={task.openedAt} site={task.site} />
            </dd>
          </div>
          {task.serverId === null ? null : (
            <div>
              <dt>{say('column.server')}</dt>
              <dd>
                <Link to={to.server(task.serverId)}>{task.server}</Link>
              </dd>
            </div>
          )}
          {task.campaignId === null ? null : (
            <div>
              <dt>{say('attempts.campaign')}</dt>
              <dd>
                <Link to={to.campaign(task.campaignId)}>{say('task.campaign')}</Link>
              </dd>
            </div>
          )}
        </dl>
        {task.warning === null ? null : (
          <p className="tone-warn strong">
            <Told>{task.warning}</Told>
          </p>
        )}
        {task.after.length === 0 ? null : <p>{say('task.after', { tasks: task.after.join(', ') })}</p>}
      </Section>
      {task.steps.length === 0 ? null : (
        <Section title={say('task.steps')}>
          <ol className="steps">
            {task.steps.map((step) => (
              <li key={step}>
                <Told>{step}</Told>
              </li>
            ))}
          </ol>
        </Section>
      )}
      {task.state === 'open' ? <Choices task={task} /> : <Closed task={task} />}
    </>
  );
}

function Closed({ task }: { task: Task }) {
  const { say } = useSay();
  const choice = task.choices.find((one) => one.choice === task.choice);
  return (
    <Section title={say('task.closed')}>
      <p>
        {task.closedBy} {task.closedAt === null ? null : <At instant={task.closedAt} site={task.site} />}
        {choice === undefined ? null : (
          <>
            {': '}
            <Told>{choice.title}</Told>
          </>
        )}
      </p>
      {task.because === null ? null : <p>{say('task.because', { because: task.because })}</p>}
    </Section>
  );
}

type Choice = Task['choices'][number];

/** What the person may decide. Without choices there is one thing to say: that it is done. */
function Choices({ task }: { task: Task }) {
  const { say, sentence } = useSay();
  const answers = useQueryClient();
  const { mayOperate, me } = useSession();
  const [asked, setAsked] = useState<Choice | 'decline'>();
  const close = () => setAsked(undefined);
  const done = async (choice: Choice, because: string) => {
    const reason = because === '' ? {} : { because };
    await call('completeTask', { id: task.id, body: { choice: choice.choice, ...reason } });
    await answers.invalidateQueries();
  };
  const decline = async (because: string) => {
    await call('declineTask', { id: task.id, body: { because } });
    await answers.invalidateQueries();
  };
  return (
    <Section title={say('task.choices')}>
      {mayOperate ? (
        <div className="choices-bar">
          {task.choices.map((choice) => (
            <Button key={choice.choice} onClick={() => setAsked(choice)}>
              <Told>{choice.title}</Told>
            </Button>
          ))}
          <Button appearance="subtle" onClick={() => setAsked('decline')}>
            {say('task.decline')}
          </Button>
        </div>
      ) : (
        <p className="quiet">{say('role.only-looks', { role: me.role })}</p>
      )}
      {asked === 'decline' ? (
        <Ask title={say('task.decline.title')} verb={say('task.decline')} onClose={close} onDo={decline}>
          <p>{say('task.final')}</p>
        </Ask>
      ) : null}
      {asked !== undefined && asked !== 'decline' ? (
        <Ask
          title={sentence(task.title) ?? task.title}
          verb={sentence(asked.title) ?? asked.title}
          needsReason={asked.needsReason}
          onClose={close}
          onDo={(because) => done(asked, because)}
        >
          {asked.warning === undefined ? null : (
            <p className="tone-warn strong">
              <Told>{asked.warning}</Told>
            </p>
          )}
          <p>{say('task.final')}</p>
        </Ask>
      ) : null}
    </Section>
  );
}

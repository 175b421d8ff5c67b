import { Link, useSearchParams } from 'react-router';
import type { Task } from '../../../contract/campaigns.ts';
import { pages } from '../../../contract/pages.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { NeedLines } from '../../parts/need-lines.tsx';
import { Page } from '../../parts/page.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { State } from '../../parts/state.tsx';
import { Nothing } from '../../parts/trouble.tsx';
import { Views } from '../../parts/views.tsx';
import { At } from '../../time/times.tsx';
import type { MessageKey } from '../../words/language.ts';
import { Told, useSay } from '../../words/say.tsx';

const states = ['open', 'done', 'declined', 'withdrawn'] as const;
const titles: Readonly<Record<(typeof states)[number], MessageKey>> = {
  open: 'tasks.open',
  done: 'tasks.done',
  declined: 'tasks.declined',
  withdrawn: 'tasks.withdrawn',
};

/** What people have to do or decide, by deadline; and what they did and decided. */
export function Tasks() {
  const [parameters] = useSearchParams();
  return parameters.get('state') === 'needs-you' ? <Needs /> : <TasksInState />;
}

/** Everything that waits for somebody, whether it is a task or not: what the overview counts. */
function Needs() {
  const { say, number } = useSay();
  const answer = useAnswer('showStatus', {}, { refetchInterval: 15_000 });
  const needs = answer.data?.body.needsYou;
  return (
    <Page title={say('tasks.title')} count={needs === undefined ? undefined : number(needs.length)}>
      <TaskViews chosen="needs-you" />
      <Answered from={answer}>
        {({ body }) =>
          body.needsYou.length === 0 ? (
            <Nothing title={say('needs.none')} />
          ) : (
            <div className="needs">
              <NeedLines needs={body.needsYou} />
            </div>
          )
        }
      </Answered>
    </Page>
  );
}

function TaskViews({ chosen }: { chosen: string }) {
  const { say } = useSay();
  return (
    <Views
      label={say('tasks.label')}
      chosen={chosen}
      views={[
        ['needs-you', to.needs, say('view.needs-you')],
        ...states.map(
          (one) => [one, one === 'open' ? pages.tasks : `${pages.tasks}?state=${one}`, say(titles[one])] as const,
        ),
      ]}
    />
  );
}

function TasksInState() {
  const { say, number } = useSay();
  const [parameters] = useSearchParams();
  const state = states.find((one) => one === parameters.get('state')) ?? 'open';
  const answer = useAnswer('listTasks', { query: { state: [state], top: 200 } });
  const tasks = answer.data?.body.value;
  const count =
    tasks === undefined ? undefined : `${number(tasks.length)}${answer.data?.body.nextLink === undefined ? '' : '+'}`;
  return (
    <Page title={say('tasks.title')} count={count}>
      <TaskViews chosen={state} />
      <Answered from={answer}>
        {({ body }) =>
          body.value.length === 0 ? (
            <Nothing title={say(state === 'open' ? 'tasks.none-open' : 'tasks.none')} />
          ) : (
            <>
              <TaskTable tasks={body.value} />
              {body.nextLink === undefined ? null : <p className="quiet">{say('tasks.more')}</p>}
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function TaskTable({ tasks }: { tasks: readonly Task[] }) {
  const { say } = useSay();
  const due = (task: Task) => task.dueAt ?? '9';
  const sorted = tasks.toSorted((a, b) => (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0));
  return (
    <ScrollX label={say('tasks.title')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('tasks.task')}</th>
            <th scope="col">{say('column.server')}</th>
            <th scope="col">{say('tasks.owner')}</th>
            <th scope="col">{say('tasks.state')}</th>
            <th scope="col">{say('tasks.due')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((task) => (
            <tr key={task.id}>
              <th scope="row">
                <Link to={to.task(task.id)}>
                  <Told>{task.title}</Told>
                </Link>
              </th>
              <td>{task.serverId === null ? '–' : <Link to={to.server(task.serverId)}>{task.server}</Link>}</td>
              <td>{task.owner || '–'}</td>
              <td>
                <State kind="task" state={task.state} />
              </td>
              <td>{task.dueAt === null ? say('needs.no-date') : <At instant={task.dueAt} isDue site={task.site} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

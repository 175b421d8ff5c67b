import { Link } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** What people have to do or decide about this server, open ones first: aftercare is among it. */
export function ServerTasks({ serverId }: { serverId: string }) {
  const { say } = useSay();
  const answer = useAnswer('listTasks', { query: { server: serverId, top: 200 } });
  return (
    <Section title={say('tasks.title')}>
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('tasks.none-here')}</p>
          ) : (
            <ul className="lines">
              {body.value
                .toSorted((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open'))
                .map((task) => (
                  <li key={task.id} className="check-head">
                    <State kind="task" state={task.state} />
                    <Link to={to.task(task.id)}>
                      <Told>{task.title}</Told>
                    </Link>
                    {task.dueAt === null || task.state !== 'open' ? null : <At instant={task.dueAt} isDue />}
                  </li>
                ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

import { Link } from 'react-router';
import type { Status } from '../../../contract/campaigns.ts';
import { huntingQueryIds } from '../../../contract/hunting-query-ids.ts';
import { isLate } from '../../frame/freshness.tsx';
import { to } from '../../frame/links.ts';
import { Icon } from '../../parts/icon.tsx';
import { ProblemDetail } from '../../parts/problem.tsx';
import { Section } from '../../parts/section.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** Every list of the service that decisions rest on: when it was read, when it is read again, and what is wrong with it. */
export function Sources({ status }: { status: Status }) {
  const { say } = useSay();
  const { now } = useTimes();
  const { connection, readings } = status;
  const connectionText = say(
    connection.state === 'armed' ? 'sources.armed' : connection.state === 'none' ? 'sources.none' : 'sources.read-only',
  );
  return (
    <Section title={say('sources.title')}>
      <div id="sources">
        <p className="quiet">
          {connectionText} {connection.where === '' ? null : <code>{connection.where}</code>}
        </p>
        {readings.length === 0 ? null : (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say('sources.list')}</th>
                <th scope="col">{say('sources.read')}</th>
                <th scope="col">{say('sources.next')}</th>
              </tr>
            </thead>
            <tbody>
              {readings.map((reading) => {
                const isOld = isLate(reading, now);
                return (
                  <tr key={reading.resource}>
                    <th scope="row">
                      {huntingQueryIds.includes(reading.resource) ? (
                        <Link to={to.query(reading.resource)}>{reading.resource}</Link>
                      ) : (
                        reading.resource
                      )}
                    </th>
                    <td>
                      <span className={`state tone-${reading.problem !== null ? 'bad' : isOld ? 'warn' : 'good'}`}>
                        <Icon name={reading.problem !== null || isOld ? 'warn' : 'check'} size={14} />
                        {reading.readAt === null ? say('sources.never') : <At instant={reading.readAt} />}
                        {isOld && reading.readAt !== null ? ` ${say('sources.old')}` : ''}
                      </span>
                      {reading.problem === null ? null : (
                        <p className="tone-bad">
                          <ProblemDetail {...reading.problem} />
                        </p>
                      )}
                    </td>
                    <td>
                      <At instant={reading.dueAt} isDue />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  );
}

import { Link } from 'react-router';
import { sharesOfHighest } from '../../../contract/geometry.ts';
import type { Overview } from '../../../contract/overview.ts';
import { to } from '../../frame/links.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

const daysShown = 10;

/** How many servers can no longer go back, by day, in the days of the clock that is shown. Only what is not proven of a day is red. */
export function CommitDays({ overview }: { overview: Overview }) {
  const { say, number } = useSay();
  const { day } = useTimes();
  const days = new Map<string, { first: string; last: string; servers: number; proven: number }>();
  for (const { from, servers, proven } of overview.commits) {
    const known = days.get(day(from)) ?? { first: from, last: from, servers: 0, proven: 0 };
    const sum = { servers: known.servers + servers, proven: known.proven + proven };
    days.set(day(from), { ...known, ...sum, last: from });
  }
  const shown = [...days].slice(0, daysShown);
  const heights = sharesOfHighest(shown.map(([, { servers }]) => servers));
  return (
    <Section title={say('commits.title')} aside={<At instant={overview.asOf} />}>
      {shown.length === 0 ? (
        <p className="quiet">{say('commits.none')}</p>
      ) : (
        <table className="commits">
          <thead>
            <tr>
              <th scope="col">{say('commits.day')}</th>
              <th scope="col">{say('commits.servers')}</th>
              <th scope="col">{say('commits.proof')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(([name, { first, last, servers, proven }], at) => (
              <tr key={name}>
                <th scope="row">
                  <time dateTime={first}>{name}</time>
                </th>
                <td>
                  <Link to={to.servers({ commitDue: spanOf(first, last) })}>
                    <span className="commit-number">{number(servers)}</span>
                    <span
                      className="commit-bar"
                      aria-hidden="true"
                      style={{ inlineSize: `${80 * (heights[at] ?? 0)}%` }}
                    >
                      <span className="commit-part commit-proven" style={{ flexGrow: proven }} />
                      {servers === proven ? null : (
                        <span className="commit-part commit-open" style={{ flexGrow: servers - proven }} />
                      )}
                    </span>
                  </Link>
                </td>
                <td>
                  <Proof open={servers - proven} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** The word says it all; the list of the day has the proof of each server. */
function Proof({ open }: { open: number }) {
  const { say } = useSay();
  return (
    <span className={`state tone-${open === 0 ? 'good' : 'bad'}`}>
      <Icon name={open === 0 ? 'check' : 'cross'} size={14} />
      {say('commits.proven', { open })}
    </span>
  );
}

/** From the first hour of a day to the end of its last one: just what the day counts. */
function spanOf(first: string, last: string): string {
  return `${first}/${new Date(Date.parse(last) + 3_600_000).toISOString()}`;
}

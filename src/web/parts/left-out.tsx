import { Link } from 'react-router';
import { leftOutTitle } from '../../contract/passage.ts';
import type { LeftOut, PlanDraft } from '../../contract/plans.ts';
import { to } from '../frame/links.ts';
import { Told, useSay } from '../words/say.tsx';
import { PlanText } from './plan-text.tsx';
import { ReasonWord } from './reasons.tsx';

/** More than this of one reason is no reading; the plan itself has everybody. */
const mostShown = 20;

/** A plan in the lines of the command line, but for who is left out: that is told in the language of the page, each server with a way to it. */
export function PlanInWords({ plan: { lines, leftOut } }: { plan: Pick<PlanDraft, 'lines' | 'leftOut'> }) {
  const from = lines.findIndex((line) => line.startsWith(leftOutTitle));
  const others = lines.filter((_, at) => from < 0 || at < from || (at > from && endOf(lines, from) <= at));
  return (
    <>
      <PlanText lines={others} />
      <LeftOutOf groups={leftOut} />
    </>
  );
}

/** Where the passage that begins here ends: with the next line that is a title. */
function endOf(lines: readonly string[], from: number): number {
  const end = lines.findIndex((line, at) => at > from && !line.startsWith('  '));
  return end < 0 ? lines.length : end;
}

function LeftOutOf({ groups }: { groups: LeftOut }) {
  const { say } = useSay();
  const servers = groups.reduce((sum, group) => sum + group.servers.length, 0);
  if (servers === 0) return null;
  return (
    <div className="plan-text">
      <h3>{say('left-out.title', { count: servers })}</h3>
      {groups.map(({ reason, title, servers }) => (
        <div key={reason}>
          <p>
            <ReasonWord code={reason} title={title} /> <code>{reason}</code> ·{' '}
            {say('left-out.servers', { count: servers.length })}
          </p>
          <ul className="plain-list">
            {servers.slice(0, mostShown).map((server) => (
              <li key={server.id} className="deeper">
                <Link to={to.server(server.id)} translate="no">
                  {server.name}
                </Link>
                {server.reasons.map(({ code, title }, at) => (
                  <span key={code}>
                    {at === 0 ? '  ' : ', '}
                    <ReasonWord code={code} title={title} /> <code>{code}</code>
                  </span>
                ))}
                {server.detail === '' ? null : (
                  <>
                    {'  '}
                    <Told>{server.detail}</Told>
                  </>
                )}
              </li>
            ))}
          </ul>
          {servers.length > mostShown ? (
            <p className="deeper">{say('left-out.more', { count: servers.length - mostShown })}</p>
          ) : null}
        </div>
      ))}
    </div>
  );
}

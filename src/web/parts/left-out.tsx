import { Link } from 'react-router';
import type { LeftOut, PlanDraft } from '../../contract/plans.ts';
import { to } from '../frame/links.ts';
import { Told, useSay } from '../words/say.tsx';
import { PlanText } from './plan-text.tsx';
import { ReasonWord } from './reasons.tsx';

/** More than this of one reason is no reading; the plan itself has everybody. */
const mostShown = 20;

/** A plan as the command line tells it, in the language of the page; who is left out stands there with a way to each server. */
export function PlanInWords({ plan: { story, leftOut } }: { plan: Pick<PlanDraft, 'story' | 'leftOut'> }) {
  return (
    <>
      <PlanText story={story} />
      <LeftOutOf groups={leftOut} />
    </>
  );
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

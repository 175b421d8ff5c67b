import { Link } from 'react-router';
import type { Status } from '../../../contract/campaigns.ts';
import { pages } from '../../../contract/pages.ts';
import { to } from '../../frame/links.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

type Need = Status['needsYou'][number];

/** Everything that waits for a person, by deadline. An empty list says so, and what happens next by itself. */
export function NeedsYou({ status }: { status: Status }) {
  const { say, number } = useSay();
  const { needsYou, next } = status;
  return (
    <Section
      title={say('needs.title')}
      className="needs"
      aside={needsYou.length === 0 ? undefined : <span className="badge">{number(needsYou.length)}</span>}
    >
      {needsYou.length === 0 ? (
        <p className="quiet">
          <Icon name="check" /> {say('needs.none')}{' '}
          {next === null ? null : (
            <>
              <Told>{next.what}</Told> <At instant={next.at} isDue />.
            </>
          )}
        </p>
      ) : (
        <ul className="lines">
          {needsYou.map((need) => (
            <NeedLine key={`${need.kind} ${need.id} ${need.what}`} need={need} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function NeedLine({ need }: { need: Need }) {
  const { say } = useSay();
  const { now } = useTimes();
  const isLate = need.dueAt !== null && Date.parse(need.dueAt) < now;
  return (
    <li className="need">
      <span className={`need-sign tone-${isLate || need.kind === 'reading' ? 'bad' : 'warn'}`}>
        <Icon name={need.kind === 'plan' ? 'person' : need.dueAt === null ? 'tasks' : 'clock'} size={18} />
      </span>
      <span className="need-what">
        <Link to={placeOf(need)}>
          <Told>{need.what}</Told>
        </Link>
        <span className="quiet">{need.subject === 'tenant' ? say('needs.tenant') : need.subject}</span>
      </span>
      <span className="need-due">{need.dueAt === null ? say('needs.no-date') : <At instant={need.dueAt} isDue />}</span>
    </li>
  );
}

function placeOf({ kind, id }: Need): string {
  switch (kind) {
    case 'task':
      return to.task(id);
    case 'plan':
      return to.plan(id);
    case 'campaign':
      return to.campaign(id);
    case 'reading':
      return `${pages.overview}#sources`;
  }
}

import { Link } from 'react-router';
import type { Status } from '../../contract/campaigns.ts';
import { pages } from '../../contract/pages.ts';
import { to } from '../frame/links.ts';
import { At, useTimes } from '../time/times.tsx';
import { Told, useSay } from '../words/say.tsx';
import { Icon } from './icon.tsx';

type Need = Status['needsYou'][number];

/** What waits for a person, each a way to where it is done. */
export function NeedLines({ needs }: { needs: readonly Need[] }) {
  return (
    <ul className="lines needs-lines">
      {needs.map((need) => (
        <NeedLine key={`${need.kind} ${need.id} ${need.what}`} need={need} />
      ))}
    </ul>
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

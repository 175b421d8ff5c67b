import { Link } from 'react-router';
import type { Overview } from '../../../contract/overview.ts';
import { to } from '../../frame/links.ts';
import { Section } from '../../parts/section.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** How old the oldest is that a decision rests on now, and whose server it is of. */
export function OldestEvidence({ overview }: { overview: Overview }) {
  const { say } = useSay();
  const { distanceFrom } = useTimes();
  const { oldestEvidence: oldest } = overview;
  return (
    <Section title={say('oldest.title')} aside={<At instant={overview.asOf} />}>
      {oldest === null ? (
        <p className="quiet">{say('oldest.none')}</p>
      ) : (
        <p className="oldest">
          <Link to={to.server(oldest.serverId)} className="strong">
            {say('oldest.age', { age: distanceFrom(overview.asOf)(oldest.observedAt), server: oldest.server })}
          </Link>{' '}
          <Told>{oldest.title}</Told>
          <span className="quiet">
            {say('oldest.seen')} <At instant={oldest.observedAt} />; {say('oldest.until')}{' '}
            <At instant={oldest.believedUntil} isDue />
          </span>
        </p>
      )}
    </Section>
  );
}

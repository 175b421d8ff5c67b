import { Link } from 'react-router';
import type { Status } from '../../../contract/campaigns.ts';
import { to } from '../../frame/links.ts';
import { Icon } from '../../parts/icon.tsx';
import { NeedLines } from '../../parts/need-lines.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** Everything that waits for a person, by deadline. An empty list says so, and what happens next by itself. */
export function NeedsYou({ status }: { status: Status }) {
  const { say, number } = useSay();
  const { needsYou, next } = status;
  return (
    <Section
      title={say('needs.title')}
      className="needs"
      aside={
        needsYou.length === 0 ? undefined : (
          <Link className="badge" to={to.needs} aria-label={say('needs.badge', { count: needsYou.length })}>
            {number(needsYou.length)}
          </Link>
        )
      }
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
        <NeedLines needs={needsYou} />
      )}
    </Section>
  );
}

import { Link } from 'react-router';
import type { Overview } from '../../../contract/overview.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { WhoseTurn } from '../../parts/owner.tsx';
import { ReasonWord } from '../../parts/reasons.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { CommitDays } from './commit-days.tsx';
import { OldestEvidence } from './oldest-evidence.tsx';
import { SiteCoverage } from './site-coverage.tsx';

const blockersShown = 5;

/** The column at the side: how well each site stands, what becomes final when, and what blocks most. */
export function AtAGlance() {
  const { say } = useSay();
  const answer = useAnswer('showOverview', {}, { refetchInterval: 15_000 });
  return (
    <aside className="overview-side" aria-label={say('glance.label')}>
      <Answered from={answer}>
        {({ body }) => (
          <>
            <SiteCoverage overview={body} />
            <CommitDays overview={body} />
            <Blockers overview={body} />
            <OldestEvidence overview={body} />
          </>
        )}
      </Answered>
    </aside>
  );
}

/** What frees most servers when it is mended stands first. */
function Blockers({ overview }: { overview: Overview }) {
  const { say } = useSay();
  const { blockers } = overview;
  return (
    <Section title={say('blockers.title')} aside={<At instant={overview.asOf} />}>
      {blockers.length === 0 ? (
        <p className="quiet">{say('blockers.none')}</p>
      ) : (
        <ol className="lines blockers">
          {blockers.slice(0, blockersShown).map((blocker) => (
            <li key={blocker.reason}>
              <Link to={to.servers({ reason: blocker.reason })} className="strong">
                <ReasonWord code={blocker.reason} title={blocker.title} />
              </Link>
              <span className="quiet">
                <Link to={to.servers({ reason: blocker.reason })}>
                  {say('blockers.servers', { servers: blocker.servers })}
                </Link>
                {'; '}
                {blocker.alone === 0 ? (
                  say('blockers.alone', { alone: 0 })
                ) : (
                  <Link to={to.servers({ onlyReason: blocker.reason })}>
                    {say('blockers.alone', { alone: blocker.alone })}
                  </Link>
                )}
              </span>
              <span className="remedy">
                <Told>{blocker.remedy}</Told>
              </span>
              <WhoseTurn owner={blocker.owner} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

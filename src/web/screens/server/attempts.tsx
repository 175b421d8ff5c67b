import { Link } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import { to } from '../../frame/links.ts';
import { MoveStory } from '../../parts/move-story.tsx';
import { ProblemRemedy, ProblemTitle } from '../../parts/problem.tsx';
import { Proofs } from '../../parts/proofs.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** Every attempt with its proofs, newest first: one that was reverted stays visible. */
export function Attempts({ moves }: { moves: readonly Move[] | undefined }) {
  const { say } = useSay();
  const sorted = moves?.toSorted((a, b) => b.attempt - a.attempt) ?? [];
  return (
    <Section title={say('attempts.title')} aside={<Link to={to.proof()}>{say('proof.all')}</Link>}>
      {moves !== undefined && sorted.length === 0 ? <p className="quiet">{say('attempts.none')}</p> : null}
      <ul className="lines">
        {sorted.map((move) => (
          <li key={move.id} className="attempt">
            <p className="check-head">
              <State kind="move" state={move.state} />
              <strong>{say('attempts.number', { number: move.attempt })}</strong>
              {move.campaignId === null ? null : (
                <Link to={to.campaign(move.campaignId)}>{say('attempts.campaign')}</Link>
              )}
              <span className="quiet">
                <At instant={move.changedAt} />
              </span>
            </p>
            <p>
              <MoveStory move={move} />
            </p>
            {move.problem === null ? null : (
              <p className="tone-bad">
                <ProblemTitle {...move.problem} />: <Told>{move.problem.detail}</Told>{' '}
                <ProblemRemedy {...move.problem} /> <code>{move.problem.code}</code>
              </p>
            )}
            <Proofs move={move} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

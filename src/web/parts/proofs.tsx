import type { Move } from '../../contract/campaigns.ts';
import { At } from '../time/times.tsx';
import { Told, useSay } from '../words/say.tsx';
import { State } from './state.tsx';

/** What proves one attempt: each with what it was judged on and when, and what is still missing. */
export function Proofs({ move }: { move: Move }) {
  const { say } = useSay();
  if (move.proofs.length === 0) return null;
  return (
    <details>
      <summary>
        {say(move.isProven ? 'proofs.complete' : 'proofs.incomplete', {
          count: move.proofs.length,
          attempt: move.attempt,
        })}
      </summary>
      <ul className="lines">
        {move.proofs.map((proof) => (
          <li key={proof.proof}>
            <p className="check-head">
              <State kind="verdict" state={proof.verdict} />
              <strong>
                <Told>{proof.title}</Told>
              </strong>
              {proof.isRequired ? null : <span className="quiet">{say('proofs.optional')}</span>}
            </p>
            <p>
              <Told>{proof.summary}</Told> <At instant={proof.judgedAt} />
            </p>
            {proof.howToGet === undefined ? null : (
              <p className="remedy">
                {say('checks.missing')} <Told>{proof.howToGet}</Told>
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

import { Button } from '@fluentui/react-components';
import { Link, useSearchParams } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import { campaignIn, to } from '../../frame/links.ts';
import { Proofs } from '../../parts/proofs.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { Views } from '../../parts/views.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

interface More {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Attempt by attempt: what was proved by what. Which of them is in the address. */
export function ProofMoves({ moves, more }: { moves: readonly Move[]; more: More }) {
  const { say, stateWord } = useSay();
  const [parameters] = useSearchParams();
  const [proof, verdict, show] = ['proof', 'verdict', 'show'].map((name) => parameters.get(name) ?? '');
  const within = campaignIn(parameters);
  const fits = moves.filter(
    (move) =>
      (show === '' || move.isProven === (show === 'complete')) &&
      (proof === '' || move.proofs.some((one) => one.proof === proof && (verdict === '' || one.verdict === verdict))),
  );
  const title = moves.flatMap(({ proofs }) => proofs).find((one) => one.proof === proof)?.title;
  return (
    <Section title={say('proof.moves')}>
      <Views
        label={say('proof.moves')}
        chosen={proof === '' ? (show ?? '') : 'kind'}
        views={[
          ['', to.proof(within), say('moves.all')],
          ['incomplete', to.proof({ ...within, show: 'incomplete' }), say('moves.unproven')],
          ['complete', to.proof({ ...within, show: 'complete' }), say('moves.proven')],
        ]}
      />
      {title === undefined ? null : (
        <p>
          <span lang="en">{title}</span>
          {verdict === undefined || verdict === '' ? null : `: ${stateWord('verdict', verdict)}`}{' '}
          <Link to={to.proof(within)}>{say('chips.clear')}</Link>
        </p>
      )}
      {fits.length === 0 ? <p className="quiet">{say('proof.none-fit')}</p> : null}
      <ul className="lines">
        {fits.map((move) => (
          <Row key={move.id} move={move} />
        ))}
      </ul>
      {more.hasNextPage ? (
        <Button size="small" disabled={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
          {say('moves.more')}
        </Button>
      ) : null}
    </Section>
  );
}

function Row({ move }: { move: Move }) {
  const { say } = useSay();
  return (
    <li>
      <p className="check-head">
        <Link to={to.server(move.serverId)} className="strong">
          {move.server}
        </Link>
        <State kind="move" state={move.state} />
        {move.attempt > 1 ? <span className="quiet">{say('attempts.number', { number: move.attempt })}</span> : null}
        {move.campaignId === null ? null : <Link to={to.campaign(move.campaignId)}>{say('attempts.campaign')}</Link>}
        {move.commitDueAt === null ? null : (
          <span className="quiet">
            {say('moves.commits')} <At instant={move.commitDueAt} isDue site={move.site} />
          </span>
        )}
      </p>
      {move.proofs.length === 0 ? <p className="quiet">{say('proof.unjudged')}</p> : <Proofs move={move} />}
    </li>
  );
}

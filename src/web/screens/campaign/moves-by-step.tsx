import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Campaign, Move } from '../../../contract/campaigns.ts';
import type { QueryIn } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { partsOfKind } from '../../parts/bar.tsx';
import { MoveStory } from '../../parts/move-story.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

type MoveStates = NonNullable<NonNullable<QueryIn<'listMoves'>>['state']>;

/** The servers of a campaign, or of one wave of it, by the step they are in; the step and the wave are in the address. */
export function MovesByStep({ campaign }: { campaign: Campaign }) {
  const { say, number, stateWord } = useSay();
  const [parameters, setParameters] = useSearchParams();
  const step = parameters.get('step') ?? '';
  const wave = waveIn(parameters, campaign);
  const waiting = parameters.get('waiting');
  const inFlight = parameters.get('inFlight') === 'true';
  const query = {
    ...{ campaign: campaign.id, top: 200 },
    ...(step === '' ? {} : { state: step as unknown as MoveStates }),
    ...(wave === undefined ? {} : { wave }),
    ...(waiting === null ? {} : { waiting: [waiting] }),
    ...(inFlight ? { inFlight: 'true' } : {}),
  };
  const answer = useInfiniteQuery({
    queryKey: ['listMoves', '', query],
    queryFn: ({ pageParam, signal }) =>
      call('listMoves', { query: { ...query, ...(pageParam === '' ? {} : { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ body }) => new URLSearchParams(body.nextLink?.split('?')[1] ?? '').get('after') ?? undefined,
  });
  const choose = (state: string) =>
    setParameters({ ...(state === '' ? {} : { step: state }), ...(wave === undefined ? {} : { wave: String(wave) }) });
  const parts = partsOfKind('move', (wave === undefined ? campaign : campaign.waves[wave - 1])?.counts ?? {});
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <Section title={say('moves.title')}>
      <fieldset className="steps-bar">
        <legend className="unseen">{say('moves.filter')}</legend>
        {[{ state: '', count: all }, ...parts].map(({ state, count }) => (
          <Button
            key={state}
            size="small"
            shape="circular"
            appearance={state === step ? 'primary' : 'secondary'}
            aria-pressed={state === step}
            onClick={() => choose(state)}
          >
            {state === '' ? say('moves.all') : stateWord('move', state)} {number(count)}
          </Button>
        ))}
      </fieldset>
      {waiting === null && !inFlight ? null : (
        <p className="quiet">
          {waiting === null ? say('moves.in-flight') : say('moves.waiting')}{' '}
          {waiting === null ? null : <code>{waiting}</code>}{' '}
          <Link to={to.campaign(campaign.id)}>{say('moves.everybody')}</Link>
        </p>
      )}
      {wave === undefined ? null : (
        <p className="quiet">
          {say('moves.of-wave', { wave, waves: campaign.waves.length })}{' '}
          <Link to={step === '' ? to.campaign(campaign.id) : to.moves(campaign.id, step)}>
            {say('moves.all-waves')}
          </Link>
        </p>
      )}
      <Answered from={answer}>
        {({ pages }) => {
          const moves = pages.flatMap(({ body }) => body.value);
          return moves.length === 0 ? <p className="quiet">{say('moves.none')}</p> : <MoveTable moves={moves} />;
        }}
      </Answered>
      {answer.hasNextPage ? (
        <Button size="small" disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {say('moves.more')}
        </Button>
      ) : null}
    </Section>
  );
}

/** The wave that the address names, as long as the campaign has it. */
function waveIn(parameters: URLSearchParams, { waves }: Campaign): number | undefined {
  const wave = Number(parameters.get('wave'));
  return Number.isInteger(wave) && wave >= 1 && wave <= waves.length ? wave : undefined;
}

function MoveTable({ moves }: { moves: readonly Move[] }) {
  const { say } = useSay();
  return (
    <ScrollX label={say('moves.title')}>
      <table className="plain moves">
        <thead>
          <tr>
            <th scope="col">{say('column.server')}</th>
            <th scope="col">{say('column.attempt')}</th>
            <th scope="col">{say('moves.what')}</th>
            <th scope="col">{say('moves.deadline')}</th>
            <th scope="col">{say('moves.proof')}</th>
          </tr>
        </thead>
        <tbody>
          {moves.map((move) => (
            <tr key={move.id}>
              <th scope="row">
                <Link to={to.server(move.serverId)}>{move.server}</Link>
              </th>
              <td>
                <State kind="move" state={move.state} />
                {move.attempt > 1 ? <span className="quiet"> #{move.attempt}</span> : null}
              </td>
              <td className="sentence">
                <MoveStory move={move} />
              </td>
              <td>
                <Deadline move={move} />
              </td>
              <td>
                <Link
                  to={to.proof({
                    ...(move.campaignId === null ? {} : { campaign: move.campaignId }),
                    show: move.isProven ? 'complete' : 'incomplete',
                  })}
                  className={`state tone-${move.isProven ? 'good' : 'dim'}`}
                >
                  {say(move.isProven ? 'moves.proven' : 'moves.unproven')}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Deadline({ move }: { move: Move }) {
  const { say } = useSay();
  if (move.commitDueAt !== null)
    return (
      <>
        {say('moves.commits')} <At instant={move.commitDueAt} isDue site={move.site} />
      </>
    );
  if (move.deadlineAt === null) return <>–</>;
  return (
    <>
      {say('moves.reverts')} <At instant={move.deadlineAt} isDue site={move.site} />
    </>
  );
}

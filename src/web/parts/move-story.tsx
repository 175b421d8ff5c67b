import { Fragment, type ReactNode } from 'react';
import type { Move } from '../../contract/campaigns.ts';
import type { MoveClause } from '../../contract/move-story.ts';
import { At } from '../time/times.tsx';
import { Filled } from '../words/filled.tsx';
import { placeOf } from '../words/places.ts';
import { type Spoken, Told, useSay } from '../words/say.tsx';
import { waitIn } from './wait.tsx';

/** What a move does now, until when, and what is no longer possible from when: the server's clauses in the page's language, with times as they are chosen. */
export function MoveStory({ move }: { move: Pick<Move, 'story' | 'site'> }) {
  const spoken = useSay();
  return move.story.map((clause, at) => (
    <Fragment key={clause.says}>
      {at === 0 ? '' : ' '}
      {clauseIn(spoken, clause, move.site)}
    </Fragment>
  ));
}

function clauseIn(spoken: Spoken, { says, at, by, number, what, because }: MoveClause, site: string | null): ReactNode {
  const text = spoken.say(says === 'waiting' && at === undefined ? 'story.waiting-now' : `story.${says}`, {
    at: placeOf('at'),
    by: placeOf('by'),
    what: placeOf('what'),
    because: placeOf('because'),
    number: number ?? 0,
  });
  return (
    <Filled
      text={text}
      parts={{
        at: at === undefined ? '–' : <At instant={at} isDue={says === 'rollback-until'} site={site} />,
        by: by === undefined ? '–' : <At instant={by} isDue site={site} />,
        what:
          what === undefined
            ? '–'
            : says === 'waiting'
              ? waitIn(spoken, { reason: what.code, words: what.words })
              : (spoken.problemWords(what.code)?.title ?? <Told>{what.words}</Told>),
        because,
      }}
    />
  );
}

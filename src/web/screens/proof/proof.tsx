import { useInfiniteQuery } from '@tanstack/react-query';
import type { Move } from '../../../contract/campaigns.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Chain } from '../../parts/chain.tsx';
import { Page } from '../../parts/page.tsx';
import { PeriodReport } from '../../parts/period-report.tsx';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { Keys } from './keys.tsx';
import { Kinds } from './kinds.tsx';
import { ProofMoves } from './proof-moves.tsx';
import { VerifyNow } from './verify-now.tsx';

const query = { top: 200 };

/** Is it really working, and how do we know: what was proved by what, the chain of the log, and what others can prove it with. */
export function Proof() {
  const { say } = useSay();
  const { mayOperate, hosts } = useSession();
  const answer = useInfiniteQuery({
    queryKey: ['listMoves', '', query],
    queryFn: ({ pageParam, signal }) =>
      call('listMoves', { query: { ...query, ...(pageParam === '' ? {} : { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ body }) => new URLSearchParams(body.nextLink?.split('?')[1] ?? '').get('after') ?? undefined,
  });
  return (
    <Page title={say('proof.title')}>
      {mayOperate ? <VerifyNow /> : null}
      <Answered from={answer}>
        {({ pages }) => {
          const moves = pages.flatMap(({ body }) => body.value);
          return moves.length === 0 ? <None /> : <Judged moves={moves} more={answer} />;
        }}
      </Answered>
      {hosts === undefined ? (
        <>
          <Chain />
          <PeriodReport />
          <Keys />
        </>
      ) : null}
    </Page>
  );
}

function None() {
  const { say } = useSay();
  return (
    <Section title={say('proof.kinds')}>
      <p className="quiet">{say('proof.none')}</p>
    </Section>
  );
}

interface More {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

function Judged({ moves, more }: { moves: readonly Move[]; more: More }) {
  return (
    <>
      <Kinds moves={moves} isWhole={!more.hasNextPage} />
      <ProofMoves moves={moves} more={more} />
    </>
  );
}

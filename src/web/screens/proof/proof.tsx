import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import { pages } from '../../../contract/pages.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { campaignIn, to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Chain } from '../../parts/chain.tsx';
import { Page } from '../../parts/page.tsx';
import { PeriodReport } from '../../parts/period-report.tsx';
import { Section } from '../../parts/section.tsx';
import { Views } from '../../parts/views.tsx';
import { useSay } from '../../words/say.tsx';
import { Keys } from './keys.tsx';
import { Kinds } from './kinds.tsx';
import { ProofMoves } from './proof-moves.tsx';
import { Queries } from './queries.tsx';
import { VerifyNow } from './verify-now.tsx';

const top = 200;

/** Is it really working, and how do we know: what was proved by what, the chain of the log, and what others can prove it with. */
export function Proof() {
  const { say } = useSay();
  const { hosts } = useSession();
  const [parameters] = useSearchParams();
  const view = parameters.get('view') === 'queries' ? 'queries' : 'kinds';
  return (
    <Page title={say('proof.title')}>
      <Views
        label={say('view.label')}
        chosen={view}
        views={[
          ['kinds', to.proof(campaignIn(parameters)), say('proof.kinds')],
          ['queries', to.proof({ ...campaignIn(parameters), view: 'queries' }), say('queries.title')],
          // Files are of all hosts, as the page is to which this leads.
          ...(hosts === undefined ? [['files', pages.evidence, say('proof.files')] as const] : []),
        ]}
      />
      {view === 'queries' ? <Queries /> : <Proved />}
    </Page>
  );
}

function Proved() {
  const { mayOperate, hosts } = useSession();
  const [parameters] = useSearchParams();
  const campaign = parameters.get('campaign') ?? undefined;
  const query = campaign === undefined ? { top } : { top, campaign };
  const answer = useInfiniteQuery({
    queryKey: ['listMoves', '', query],
    queryFn: ({ pageParam, signal }) =>
      call('listMoves', { query: { ...query, ...(pageParam === '' ? {} : { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ body }) => new URLSearchParams(body.nextLink?.split('?')[1] ?? '').get('after') ?? undefined,
  });
  return (
    <>
      {mayOperate ? <VerifyNow /> : null}
      {campaign === undefined ? null : <OfCampaign id={campaign} />}
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
    </>
  );
}

/** That what stands below is one campaign's, and the way to everything. */
function OfCampaign({ id }: { id: string }) {
  const { say } = useSay();
  const name = useAnswer('showCampaign', { id }).data?.body.name ?? id;
  return (
    <p>
      {say('proof.of-campaign')}{' '}
      <Link to={to.campaign(id)} translate="no">
        {name}
      </Link>
      {' · '}
      <Link to={to.proof()}>{say('proof.all')}</Link>
    </p>
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

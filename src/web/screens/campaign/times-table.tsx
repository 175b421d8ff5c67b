import { Link } from 'react-router';
import type { CampaignTimes } from '../../../contract/campaign-times.ts';
import type { Campaign } from '../../../contract/campaigns.ts';
import { to } from '../../frame/links.ts';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { At } from '../../time/times.tsx';
import { type Spoken, useSay } from '../../words/say.tsx';

type Span = CampaignTimes['spans'][number];
type Mark = CampaignTimes['marks'][number];

/** What the strip draws, line by line in the order of time; a deadline has its hour whatever clock is chosen. */
export function TimesTable({ campaign, times }: { campaign: Campaign; times: CampaignTimes }) {
  const { say } = useSay();
  const lines = [
    ...times.spans.map((span) => ({ at: span.from ?? '', span, mark: undefined })),
    ...times.marks.map((mark) => ({ at: mark.at, span: undefined, mark })),
    { at: times.asOf, span: undefined, mark: undefined },
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return (
    <ScrollX label={say('strip.table.label')}>
      <table className="plain times">
        <thead>
          <tr>
            <th scope="col">{say('strip.what')}</th>
            <th scope="col">{say('strip.from')}</th>
            <th scope="col">{say('strip.to')}</th>
            <th scope="col">{say('strip.how')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, span, mark }) =>
            span !== undefined ? (
              <SpanLine key={`${span.kind} ${span.wave} ${span.name} ${at}`} span={span} />
            ) : mark !== undefined ? (
              <MarkLine key={`${mark.kind} ${mark.wave} ${mark.digest} ${at}`} campaign={campaign} mark={mark} />
            ) : (
              <tr key="now" className="strong">
                <th scope="row">{say('strip.now')}</th>
                <td colSpan={2}>
                  <At instant={at} isHour />
                </td>
                <td>{say('strip.is-actual')}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </ScrollX>
  );
}

function SpanLine({ span }: { span: Span }) {
  const { say } = useSay();
  const how = span.isFromPredicted ? 'strip.is-predicted' : span.isToPredicted ? 'strip.is-half' : 'strip.is-actual';
  // An opening without an end is open for good; a wave without one is never done.
  const none = span.kind === 'open' ? '–' : say('strip.never');
  return (
    <tr>
      <th scope="row">{nameOf(span, say)}</th>
      <td>{span.from === null ? none : <At instant={span.from} isDue />}</td>
      <td>{span.to === null ? none : <At instant={span.to} isDue />}</td>
      <td>{say(how)}</td>
    </tr>
  );
}

function nameOf({ kind, wave, name, because }: Span, say: Spoken['say']): string {
  switch (kind) {
    case 'open':
      return say('strip.open');
    case 'freeze':
      return say('strip.freeze.name', { name: name ?? '', because: because ?? '' });
    case 'soak':
      return say('strip.soak', { number: wave ?? 0 });
    case 'wave': {
      const number = say('waves.number', { number: wave ?? 0 });
      return name === null || name === `wave ${wave}` ? number : `${number} · ${name}`;
    }
  }
}

const markTitles = {
  commit: 'strip.commit',
  'no-return': 'strip.no-return',
  'approval-ends': 'strip.approval-ends',
} as const;

function MarkLine({ campaign, mark }: { campaign: Campaign; mark: Mark }) {
  const { say } = useSay();
  const number = mark.wave ?? 0;
  const title =
    mark.kind === 'approval-ends' && mark.wave !== null
      ? say('strip.approval-ends.wave', { number })
      : say(markTitles[mark.kind], { number });
  return (
    <tr>
      <th scope="row">
        {title}{' '}
        {mark.servers === null ? null : (
          <Link to={to.moves(campaign.id, 'observing')}>{say('servers.count', { count: mark.servers })}</Link>
        )}
        {mark.digest === null ? null : (
          <Link to={to.plan(mark.digest)}>
            <code>{mark.digest.slice(0, 12)}</code>
          </Link>
        )}
      </th>
      <td colSpan={2}>
        <At instant={mark.at} isDue />
      </td>
      <td>{say(mark.kind === 'no-return' ? 'strip.is-predicted' : 'strip.is-actual')}</td>
    </tr>
  );
}

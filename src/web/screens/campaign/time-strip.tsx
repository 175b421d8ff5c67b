import type { CampaignTimes } from '../../../contract/campaign-times.ts';
import type { Campaign } from '../../../contract/campaigns.ts';
import { placeOf } from '../../../contract/geometry.ts';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { TimesTable } from './times-table.tsx';

type Span = CampaignTimes['spans'][number];

/** Windows, freezes, waves and deadlines on one strip of time with the present in it, and as a table that says the same. */
export function TimeStrip({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const answer = useAnswer('showCampaignTimes', { id: campaign.id }, { refetchInterval: 60_000 });
  const asOf = answer.data?.body.asOf;
  return (
    <Section title={say('strip.title')} aside={asOf === undefined ? undefined : <At instant={asOf} />}>
      <Answered from={answer} rows={3}>
        {({ body }) => (
          <>
            <p className="quiet">
              {body.zone === null ? say('strip.no-windows') : say('strip.zone', { zone: body.zone })}{' '}
              {body.isCut ? `${say('strip.cut')} ` : ''}
              {say('strip.predicted')} <At instant={body.plannedAt} isDue />.
            </p>
            <Strip times={body} />
            <details open>
              <summary>{say('strip.table')}</summary>
              <TimesTable campaign={campaign} times={body} />
            </details>
          </>
        )}
      </Answered>
    </Section>
  );
}

function Strip({ times }: { times: CampaignTimes }) {
  const { say } = useSay();
  const { spans, marks } = times;
  const strip = { from: Date.parse(times.from), to: Date.parse(times.to) };
  const now = placeOf(Date.parse(times.asOf), null, strip).from;
  const ofKind = (kind: Span['kind']) => spans.filter((span) => span.kind === kind);
  const waves = [...new Set(spans.flatMap(({ wave }) => (wave === null ? [] : [wave])))];
  return (
    <div aria-hidden="true">
      <div className="strip">
        {times.zone === null ? null : (
          <>
            <Lane title={say('strip.open')} spans={ofKind('open')} strip={strip} now={now} />
            <Lane title={say('strip.freeze')} spans={ofKind('freeze')} strip={strip} now={now} />
          </>
        )}
        {waves.map((wave) => (
          <Lane
            key={wave}
            title={say('waves.number', { number: wave })}
            spans={spans.filter((span) => span.wave === wave)}
            strip={strip}
            now={now}
          />
        ))}
        <span className="strip-name">{say('strip.deadlines')}</span>
        <div className="strip-lane">
          {marks.map(({ kind, at, wave, digest }) => (
            <span
              key={`${kind} ${at} ${wave} ${digest}`}
              className={`strip-mark strip-mark-${kind}`}
              style={{ insetInlineStart: `${100 * placeOf(Date.parse(at), null, strip).from}%` }}
            >
              {signs[kind]}
            </span>
          ))}
          <Now at={now} />
        </div>
      </div>
      <p className="history-ends quiet strip-ends">
        <At instant={times.from} isDue hasStop={false} />
        <At instant={times.to} isDue hasStop={false} />
      </p>
      <ul className="legend">
        {(['open', 'freeze', 'wave', 'soak'] as const)
          .filter((kind) => ofKind(kind).length > 0)
          .map((kind) => (
            <li key={kind}>
              <span className={`swatch strip-${kind}`} /> {say(legend[kind])}
            </li>
          ))}
        <li>
          <span className="swatch strip-predicted" /> {say('strip.is-predicted')}
        </li>
        {(['commit', 'no-return', 'approval-ends'] as const)
          .filter((kind) => marks.some((mark) => mark.kind === kind))
          .map((kind) => (
            <li key={kind}>
              <span>{signs[kind]}</span> {say(signLegend[kind])}
            </li>
          ))}
        <li>
          <span className="strip-now-sign">|</span> {say('strip.now')}
        </li>
      </ul>
    </div>
  );
}

/** Told apart by their form, and not by a colour. */
const signs = { commit: '◆', 'no-return': '◇', 'approval-ends': '▼' } as const;
const signLegend = {
  commit: 'strip.legend.commit',
  'no-return': 'strip.legend.no-return',
  'approval-ends': 'strip.approval-ends',
} as const;
const legend = {
  open: 'strip.open',
  freeze: 'strip.freeze',
  wave: 'strip.legend.wave',
  soak: 'strip.legend.soak',
} as const;

function Lane({
  title,
  spans,
  strip,
  now,
}: {
  title: string;
  spans: readonly Span[];
  strip: { readonly from: number; readonly to: number };
  now: number;
}) {
  return (
    <>
      <span className="strip-name">{title}</span>
      <div className="strip-lane">
        {spans.map((span) => {
          const { from, size } = placeOf(instantOf(span.from), instantOf(span.to), strip);
          return (
            <span
              key={`${span.kind} ${span.from} ${span.name}`}
              className={`strip-span strip-${span.kind} ${span.isToPredicted ? 'strip-predicted' : ''}`}
              style={{ insetInlineStart: `${100 * from}%`, inlineSize: `${100 * size}%` }}
            />
          );
        })}
        <Now at={now} />
      </div>
    </>
  );
}

function Now({ at }: { at: number }) {
  return <span className="strip-now" style={{ insetInlineStart: `${100 * at}%` }} />;
}

function instantOf(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

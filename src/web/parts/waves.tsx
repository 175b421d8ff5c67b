import { Link } from 'react-router';
import type { Campaign } from '../../contract/campaigns.ts';
import { to } from '../frame/links.ts';
import { At } from '../time/times.tsx';
import type { MessageKey } from '../words/language.ts';
import { Told, useSay } from '../words/say.tsx';
import { StackedBar } from './bar.tsx';
import { CommittedOfWave } from './campaign-numbers.tsx';
import { Icon } from './icon.tsx';
import { PlanWords } from './plan-text.tsx';
import { Section } from './section.tsx';

type Wave = Campaign['waves'][number];

const gateSigns = {
  pass: { icon: 'check', tone: 'good', word: 'gate.pass' },
  fail: { icon: 'cross', tone: 'bad', word: 'gate.fail' },
  inconclusive: { icon: 'question', tone: 'warn', word: 'gate.inconclusive' },
  error: { icon: 'warn', tone: 'bad', word: 'gate.error' },
} as const satisfies Record<string, { icon: string; tone: string; word: MessageKey }>;

/** The waves side by side, each with its gate as it was last measured, and why the next one has not begun. */
export function Waves({
  waves,
  campaign,
}: {
  waves: readonly Wave[];
  /** Whose lists the numbers lead to; undefined where it was only rehearsed, and nothing real is to be listed. */
  campaign: string | undefined;
}) {
  const { say } = useSay();
  const open = waves.findIndex((wave) => wave.isOpen);
  return (
    <Section title={say('waves.title')}>
      <ol className="waves">
        {waves.map((wave, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a wave is known by its place; two may have one name.
          <li key={at} className={`wave ${wave.isOpen ? 'wave-open' : ''}`}>
            <h3>
              {say('waves.number', { number: at + 1 })}
              {wave.name === `wave ${at + 1}` ? '' : ` · ${wave.name}`}
            </h3>
            <p>
              <WaveState wave={wave} isBefore={at < open} />
              {wave.isLate ? <span className="quiet"> {say('waves.late')}</span> : null}
            </p>
            <WaveBar campaign={campaign} wave={wave} number={at + 1} isOneOfMany={waves.length > 1} />
            <Gate wave={wave} isLast={at === waves.length - 1} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** How far the servers of a wave are: the bar shows it, the words and figures below say it. */
function WaveBar({
  campaign,
  wave,
  number,
  isOneOfMany,
}: {
  campaign: string | undefined;
  wave: Wave;
  number: number;
  isOneOfMany: boolean;
}) {
  const { say } = useSay();
  const { counts, servers } = wave;
  const count = say('servers.count', { count: servers });
  return (
    <>
      <p className="quiet">
        {campaign === undefined ? count : <Link to={to.wave(campaign, number)}>{count}</Link>}
        {' · '}
        <CommittedOfWave id={campaign} wave={number} of={wave} />
      </p>
      <StackedBar
        kind="move"
        counts={counts}
        whole={servers}
        to={campaign === undefined ? undefined : (state) => to.moves(campaign, state, isOneOfMany ? number : undefined)}
      />
    </>
  );
}

function WaveState({ wave, isBefore }: { wave: Wave; isBefore: boolean }) {
  const { say } = useSay();
  if (wave.isOpen)
    return (
      <span className="state tone-calm">
        <Icon name="half" size={14} /> {say('waves.open')}
      </span>
    );
  if (wave.passedAt !== null)
    return (
      <span className="state tone-good">
        <Icon name="check" size={14} /> {say('waves.passed')} <At instant={wave.passedAt} />
      </span>
    );
  return (
    <span className="state tone-dim">
      <Icon name={isBefore ? 'dash' : 'dotted'} size={14} /> {say(isBefore ? 'waves.over' : 'waves.ahead')}
    </span>
  );
}

/** What is asked, one condition after the other: what was measured, and how old the evidence for it is. */
function Conditions({ conditions }: { conditions: NonNullable<Wave['gate']>['conditions'] }) {
  const { say } = useSay();
  return (
    <ul className="plain-list gate-conditions">
      {conditions.map(({ asks, verdict, summary, oldestEvidenceAt }) => {
        const sign = gateSigns[verdict];
        return (
          <li key={`${asks.says} ${summary}`}>
            <span className={`state tone-${sign.tone}`}>
              <Icon name={sign.icon} size={14} /> {say(sign.word)}
            </span>{' '}
            <PlanWords clause={asks} text={summary} />
            <p className="quiet">
              <Told>{summary}</Told>
              {oldestEvidenceAt === null ? null : (
                <>
                  {' '}
                  {say('gate.evidence')} <At instant={oldestEvidenceAt} />
                </>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** What is asked before the next wave: the last measurement with its age, and in words why not yet. */
function Gate({ wave, isLast }: { wave: Wave; isLast: boolean }) {
  const { say } = useSay();
  if (isLast) return <p className="quiet">{say('gate.none')}</p>;
  if (wave.gate === null) return <p className="quiet">{say(wave.isOpen ? 'gate.unmeasured' : 'gate.later')}</p>;
  const { gate } = wave;
  const sign = gateSigns[gate.verdict];
  return (
    <div className="gate">
      <p className={`state tone-${sign.tone}`}>
        <Icon name={sign.icon} size={14} /> {say('gate.title')}: {say(sign.word)}
      </p>
      {gate.conditions.length === 0 ? (
        <p>
          <Told>{gate.summary}</Told>
        </p>
      ) : (
        <Conditions conditions={gate.conditions} />
      )}
      {gate.unresolved.length === 0 ? null : (
        <>
          <p className="strong">{say('gate.why-not-yet')}</p>
          <ul className="plain-list">
            {gate.unresolved.map((text) => (
              <li key={text} translate="no">
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
      {wave.letBy === null ? null : <p className="tone-warn">{say('gate.let-by', { who: wave.letBy })}</p>}
      <p className="quiet">
        {say('gate.judged')} <At instant={gate.judgedAt} />
      </p>
    </div>
  );
}

import type { ReactNode } from 'react';
import {
  type DifferenceKind,
  differenceKinds,
  mostDifferencesShown,
  type PlanDiff,
  type PlanDifference,
  valueKind,
} from '../../../contract/plan-diff.ts';
import { ReasonWord } from '../../parts/reasons.tsx';
import { waitIn } from '../../parts/wait.tsx';
import { useTimes } from '../../time/times.tsx';
import type { MessageKey } from '../../words/language.ts';
import { type Spoken, Told, useSay } from '../../words/say.tsx';

type Standing = PlanDiff['joined'][number]['from'];
type Change = PlanDiff['rules'][number];
type Predicted = PlanDiff['prediction'][number];

/** What the lines are made with: the language, the clock, and the words that came with the answer. */
interface Means extends Spoken {
  readonly absolute: (instant: string) => string;
  readonly told: Pick<PlanDifference, 'reasons' | 'details' | 'waits'>;
}

/** What another plan would do otherwise, in the language of the page; in English these are the lines of `plan diff`. */
export function DifferenceInWords({ difference }: { difference: PlanDifference }) {
  const spoken = useSay();
  const { absolute } = useTimes();
  const { diff } = difference;
  const means: Means = { ...spoken, absolute, told: difference };
  const linesOf = (one: DifferenceKind): readonly ReactNode[] => {
    switch (one.lines) {
      case 'hosts':
        return diff[one.kind].map((change) => hostLine(change, means));
      case 'changes':
        return diff[one.kind].map((change) => changeLine(change, means));
      case 'texts':
        return diff[one.kind];
      case 'predicted':
        return diff[one.kind].map((change) => predictedLine(change, means));
    }
  };
  return (
    <div className="plan-text">
      {differenceKinds.map((one) => (
        <Lines key={one.kind} title={titles[one.kind]} lines={linesOf(one)} />
      ))}
    </div>
  );
}

const titles = {
  joined: 'difference.joined',
  gone: 'difference.gone',
  moved: 'difference.moved',
  leftOut: 'difference.left-out',
  described: 'difference.described',
  reordered: 'difference.reordered',
  waves: 'difference.waves',
  rules: 'difference.rules',
  prediction: 'difference.predicted',
  other: 'difference.else',
} as const satisfies Readonly<Record<DifferenceKind['kind'], MessageKey>>;

function Lines({ title, lines }: { title: MessageKey; lines: readonly ReactNode[] }) {
  const { say } = useSay();
  if (lines.length === 0) return null;
  const hidden = lines.length - mostDifferencesShown;
  return (
    <div>
      <h3>
        {say(title)} ({lines.length})
      </h3>
      {lines.slice(0, mostDifferencesShown).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one answer never change places.
        <p key={at}>{line}</p>
      ))}
      {hidden > 0 ? <p>{say('difference.more', { count: hidden })}</p> : null}
    </div>
  );
}

function hostLine({ name, from, to }: PlanDiff['joined'][number], means: Means): ReactNode {
  return (
    <>
      {name}
      {'  '}
      {standing(from, means)} → {standing(to, means)}
    </>
  );
}

function standing(one: Standing, { say, told }: Means): ReactNode {
  if (one.kind === 'absent') return say('difference.absent');
  if (one.kind === 'wave') {
    const number = one.at + 1;
    return one.wave === `wave ${number}`
      ? say('difference.wave', { number })
      : say('difference.wave.named', { number, name: one.wave });
  }
  const { codes, rest } = told.details[one.detail] ?? { codes: [], rest: one.detail };
  const word = (code: string) => (
    <span key={code}>
      <ReasonWord code={code} title={told.reasons[code] ?? code} /> ({code})
    </span>
  );
  return (
    <>
      {say('difference.excluded')} {word(one.reason)}
      {codes.map((code, at) => (
        <span key={code}>
          {at === 0 ? ': ' : ', '}
          {word(code)}
        </span>
      ))}
      {rest === '' ? null : (
        <>
          {codes.length === 0 ? ': ' : '. '}
          <Told>{rest}</Told>
        </>
      )}
    </>
  );
}

function changeLine({ path, from, to }: Change, means: Means): ReactNode {
  return (
    <>
      {path}
      {'  '}
      {arrow(from, to, (value) => valueInWords(path, value, means), means)}
    </>
  );
}

function arrow(from: unknown, to: unknown, inWords: (value: unknown) => ReactNode, { say }: Means): ReactNode {
  if (from === undefined && to === undefined) return '–';
  if (from === undefined)
    return (
      <>
        {say('difference.only-now')} {inWords(to)}
      </>
    );
  if (to === undefined)
    return (
      <>
        {say('difference.no-longer')} {inWords(from)}
      </>
    );
  return (
    <>
      {inWords(from)} → {inWords(to)}
    </>
  );
}

function valueInWords(path: string, value: unknown, means: Means): string {
  const { say } = means;
  switch (valueKind(path, value)) {
    case 'none':
      return say('difference.none');
    case 'never':
      return say('difference.never');
    case 'instant':
      return means.absolute(new Date(value as number).toISOString());
    case 'duration':
      return durationInWords(value as number);
    case 'text':
      return String(value);
    case 'members':
      return Object.entries(value as object)
        .map(([name, member]) => `${Array.isArray(value) ? '' : `${name} `}${valueInWords(name, member, means)}`)
        .join(', ');
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** "1 d 2 h": the two largest units, whose signs are the same in both languages. */
function durationInWords(ms: number): string {
  const parts = units.map(([unit, size], at) => {
    const above = units[at - 1]?.[1];
    return [Math.floor((above === undefined ? ms : ms % above) / size), unit] as const;
  });
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

interface Span {
  readonly earliest: number | null;
  readonly latest: number | null;
}
interface Coverage {
  readonly servers: number;
  readonly lowest: number;
  readonly unknown: number;
  readonly needed: number;
}
interface Held {
  readonly reason: string;
  readonly hosts: number;
  readonly names: readonly string[];
}

function predictedLine({ of, wave = 0, name = '', from, to }: Predicted, means: Means): ReactNode {
  const { say, absolute } = means;
  const line = (lead: string, inWords: (value: never) => ReactNode) => (
    <>
      {lead}
      {'  '}
      {arrow(from, to, inWords as (value: unknown) => ReactNode, means)}
    </>
  );
  switch (of) {
    case 'asOf':
      return line(say('difference.as-of'), (value: number) => absolute(new Date(value).toISOString()));
    case 'site':
      return line(
        `${say('difference.wave', { number: wave })}, ${name === '' ? say('difference.no-site') : say('difference.site', { name })}`,
        (value: Coverage) => coverageInWords(value, means),
      );
    case 'domain':
      return line(
        `${say('difference.wave', { number: wave })}, ${name === '' ? say('difference.no-domain') : say('difference.domain', { name })}`,
        (value: Coverage) => coverageInWords(value, means),
      );
    case 'held':
      return line(`${say('difference.wave', { number: wave })}, ${say('difference.held')}`, (value: readonly Held[]) =>
        heldInWords(value, means),
      );
    default:
      return line(`${say('difference.wave', { number: wave })}, ${say(spanWords[of])}`, (value: Span) =>
        spanInWords(value, means),
      );
  }
}

const spanWords = {
  starts: 'difference.starts',
  ends: 'difference.ends',
  noReturn: 'difference.no-return',
  allFinal: 'difference.all-final',
} as const;

function spanInWords({ earliest, latest }: Span, { say, absolute }: Means): string {
  const at = (one: number | null) => (one === null ? say('difference.never') : absolute(new Date(one).toISOString()));
  if (earliest === latest) return at(earliest);
  if (latest === null) return say('difference.span.open', { earliest: at(earliest) });
  return say('difference.span', { earliest: at(earliest), latest: at(latest) });
}

function coverageInWords({ servers, lowest, unknown, needed }: Coverage, { say, number }: Means): string {
  const share = (count: number) => `${number(Math.round((servers === 0 ? 0 : count / servers) * 10_000) / 100)} %`;
  const best = unknown === 0 ? '' : `..${share(lowest + unknown)} ${say('difference.unknown', { count: unknown })}`;
  const floor =
    needed === 0
      ? say('difference.alone')
      : `${say('difference.floor', { needed })}${lowest < needed ? say('difference.broken') : ''}`;
  return `${say('difference.protected', { lowest, servers })}, ${share(lowest)}${best}; ${floor}`;
}

function heldInWords(groups: readonly Held[], means: Means): ReactNode {
  const { say, told } = means;
  if (groups.length === 0) return say('difference.nobody');
  return groups.map(({ reason, hosts, names }, at) => (
    <span key={reason}>
      {at === 0 ? '' : '; '}
      {names.join(', ')}
      {hosts > names.length ? say('difference.and-more', { count: hosts - names.length }) : ''},{' '}
      {say('difference.waiting')} {waitIn(means, { reason, words: told.waits[reason] ?? reason })} ({reason})
    </span>
  ));
}

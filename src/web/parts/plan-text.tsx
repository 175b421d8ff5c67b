import { Fragment, type ReactNode } from 'react';
import { type PlanClause, type PlanLine, type PlanPassage, planWords } from '../../contract/plan-words.ts';
import { At } from '../time/times.tsx';
import { Filled } from '../words/filled.tsx';
import { placeOf } from '../words/places.ts';
import { type Spoken, Told, useSay } from '../words/say.tsx';
import { waitIn } from './wait.tsx';

/** The plan line by line as the command line says it, in the language of the page and with times as they are chosen. */
export function PlanText({ story }: { story: readonly PlanPassage[] }) {
  return (
    <div className="plan-text">
      {story.map(({ title, lines }) => (
        <div key={title.text}>
          <h3>
            <Line line={title} />
          </h3>
          <PlanLines lines={lines} />
        </div>
      ))}
    </div>
  );
}

export function PlanLines({ lines }: { lines: readonly PlanLine[] }) {
  return lines.map((line) => (
    <p key={line.text} className={line.isDeeper ? 'deeper' : ''}>
      <Line line={line} />
    </p>
  ));
}

/** A line of a newer server may say what this page does not know: then it stands as the server says it. */
function Line({ line }: { line: PlanLine }) {
  return isKnown(line) ? <Clause {...line} /> : <Told>{line.text}</Told>;
}

function isKnown({ says, values }: PlanLine): boolean {
  const clauses = Object.values(values).flatMap((value) =>
    typeof value === 'object' && 'clauses' in value ? value.clauses : [],
  );
  return [says, ...clauses.map((clause) => clause.says)].every((one) => Object.hasOwn(planWords, one));
}

/** What stands by itself: how a plan is approved, what becomes final, what to know before it starts. */
export function PlanWords({ clause, text }: { clause: PlanClause | undefined; text: string }) {
  return clause === undefined ? <Told>{text}</Told> : <Line line={{ ...clause, text, isDeeper: false }} />;
}

function Clause({ says, values }: Pick<PlanLine, 'says' | 'values'>) {
  const spoken = useSay();
  const told = Object.entries(values);
  const plain = told.map(([name, value]) => [name, isPlain(value) ? value : placeOf(name)]);
  const text = spoken.sayOfPlan(says, planWords[says], Object.fromEntries(plain));
  const parts = told.map(([name, value]) => [name, isPlain(value) ? value : valueIn(value, spoken)]);
  return <Filled text={text} parts={Object.fromEntries(parts)} />;
}

type Value = PlanLine['values'][string];

function isPlain(value: Value): value is string | number {
  return typeof value !== 'object';
}

function valueIn(value: Exclude<Value, string | number>, spoken: Spoken): ReactNode {
  if ('clauses' in value)
    return value.clauses.map((clause, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: clauses of one line never change places.
      <Fragment key={at}>
        {at === 0 ? '' : value.joined}
        <Clause {...clause} />
      </Fragment>
    ));
  if ('at' in value) return <At instant={value.at} isHour />;
  if ('wait' in value) return waitIn(spoken, { reason: value.wait, words: value.words });
  if ('told' in value) return <Told>{value.told}</Told>;
  return localIn(value, spoken.tag);
}

const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;

/** What clocks of a place show there stands in no zone: it is written as if it were UTC. */
export function localIn({ local, form }: { local: string; form: 'hour' | 'day' | 'year' }, tag: string): string {
  const written =
    form === 'hour' ? hour : form === 'day' ? { ...day, ...hour } : { ...day, year: 'numeric' as const, ...hour };
  return new Intl.DateTimeFormat(tag, { ...written, timeZone: 'UTC' }).format(Date.parse(`${local}Z`));
}

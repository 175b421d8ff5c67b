import { useSearchParams } from 'react-router';
import type { HuntingQuery } from '../../../contract/hunting-routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { CodeText } from '../../parts/code-text.tsx';
import { Command } from '../../parts/command.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';
import type { MessageKey } from '../../words/language.ts';
import { Told, useSay } from '../../words/say.tsx';
import { QueryRows } from './query-rows.tsx';
import { QueryRun } from './query-run.tsx';

/** A run that succeeds and says what it said before is no event: then nobody tells the page to look again. */
const againMs = 60_000;

/** The KQL behind the proofs with its last run, to be run by oneself; and of which proofs there is none. The same as `hunt` on the command line. */
export function Queries() {
  const { say } = useSay();
  const answer = useAnswer('listHuntingQueries', {}, { refetchInterval: againMs });
  return (
    <Answered from={answer}>
      {({ body }) => (
        <>
          <p className="quiet">{say('queries.text')}</p>
          <p>
            <Command text="npx changeguard hunt" />
          </p>
          {body.value.map((query) => (
            <Query key={query.id} query={query} />
          ))}
          <Section title={say('queries.without')}>
            <Lines
              title={say('queries.without.text')}
              lines={body.proofsWithout.map(({ title, howToGet }) => [title, howToGet])}
            />
          </Section>
        </>
      )}
    </Answered>
  );
}

function Query({ query }: { query: HuntingQuery }) {
  const { say } = useSay();
  const [parameters] = useSearchParams();
  const isShown = parameters.get('rows') === query.id;
  return (
    <Section title={<Told>{query.title}</Told>} aside={<code>{query.id}</code>}>
      <CodeText
        label={say('queries.kql', { id: query.id })}
        copy={say('queries.copy', { id: query.id })}
        text={query.kql}
      />
      <Lint lint={query.lint} />
      <QueryRun query={query} isShown={isShown} />
      {isShown ? <QueryRows id={query.id} /> : null}
      <p className="query-part">
        <strong>{say('queries.proves')}</strong> <Told>{query.proves}</Told>
      </p>
      <Lines title={say('queries.proves-not')} lines={query.provesNot.map((line) => [line])} />
      <Lines title={say('queries.proofs')} lines={query.proofs.map(({ title }) => [title])} />
      <Lines title={say('queries.gates')} lines={query.gates.map(({ id, title }) => [id, title])} />
    </Section>
  );
}

const lintSigns = {
  fine: { icon: 'check', tone: 'good', word: 'queries.lint.fine' },
  look: { icon: 'question', tone: 'warn', word: 'queries.lint.look' },
  wrong: { icon: 'cross', tone: 'bad', word: 'queries.lint.wrong' },
} as const satisfies Record<string, { icon: string; tone: string; word: MessageKey }>;

/** What is known of its text before anybody runs it. */
function Lint({ lint }: { lint: HuntingQuery['lint'] }) {
  const { say } = useSay();
  return (
    <>
      <p className="query-part">
        <strong>{say('queries.lint')}</strong>
      </p>
      <ul className="plain-list">
        {lint.map(({ rule, verdict, text }) => {
          const sign = lintSigns[verdict];
          return (
            <li key={rule}>
              <span className={`state tone-${sign.tone}`}>
                <Icon name={sign.icon} size={14} /> {say(sign.word)}
              </span>{' '}
              <Told>{text}</Told>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Each line is a sentence, or a name and what is said of it. */
function Lines({ title, lines }: { title: string; lines: readonly (readonly [string, string?])[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <p className="query-part">
        <strong>{title}</strong>
      </p>
      <ul>
        {lines.map(([first, second]) => (
          <li key={first}>
            <Told>{first}</Told>
            {second === undefined ? null : (
              <>
                : <Told>{second}</Told>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

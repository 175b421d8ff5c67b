import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { CodeText } from '../../parts/code-text.tsx';
import { Command } from '../../parts/command.tsx';
import { Section } from '../../parts/section.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** The KQL behind the proofs, to be run by oneself; and of which proofs there is none. The same as `hunt` on the command line. */
export function Queries() {
  const { say, sentence } = useSay();
  const answer = useAnswer('listHuntingQueries', {}, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <Answered from={answer}>
      {({ body }) => (
        <>
          <p className="quiet">{say('queries.text')}</p>
          <p>
            <Command text="npx changeguard hunt" />
          </p>
          {body.value.map((query) => (
            <Section key={query.id} title={sentence(query.title) ?? query.title} aside={<code>{query.id}</code>}>
              <CodeText
                label={say('queries.kql', { id: query.id })}
                copy={say('queries.copy', { id: query.id })}
                text={query.kql}
              />
              <p className="query-part">
                <strong>{say('queries.proves')}</strong> <Told>{query.proves}</Told>
              </p>
              <Lines title={say('queries.proves-not')} lines={query.provesNot.map((line) => [line])} />
              <Lines title={say('queries.proofs')} lines={query.proofs.map(({ title }) => [title])} />
              <Lines title={say('queries.gates')} lines={query.gates.map(({ id, title }) => [id, title])} />
            </Section>
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

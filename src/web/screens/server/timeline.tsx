import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import type { LogEntry } from '../../live/event-stream.ts';
import { Sealed } from '../../parts/sealed.tsx';
import { Section } from '../../parts/section.tsx';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

const entriesOfEach = 100;
const entriesShown = 60;

/** What happened to a server, newest first: its own entries of the log and those of its attempts. */
export function Timeline({ serverId, moveIds }: { serverId: string; moveIds: readonly string[] }) {
  const { say } = useSay();
  const subjects = [
    { subjectType: 'host', subjectId: serverId },
    ...moveIds.map((subjectId) => ({ subjectType: 'move', subjectId })),
  ];
  const answers = useQueries({
    queries: subjects.map((subject) => ({
      queryKey: ['listLog', '', subject],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('listLog', { query: { ...subject, top: entriesOfEach }, signal }),
    })),
  });
  const error = answers.find((answer) => answer.error !== null)?.error;
  const isLoading = answers.some((answer) => answer.isLoading);
  const entries = answers
    .flatMap((answer): readonly LogEntry[] => answer.data?.body.value ?? [])
    .toSorted((a, b) => b.seq - a.seq);
  return (
    <Section
      title={say('timeline.title')}
      aside={<Link to={to.log({ subjectType: 'host', subjectId: serverId })}>{say('timeline.log')}</Link>}
    >
      {error === undefined ? null : <Trouble error={error} />}
      {isLoading && entries.length === 0 ? <Loading rows={4} /> : null}
      <ol className="timeline">
        {entries.slice(0, entriesShown).map((entry) => (
          <li key={entry.id}>
            <span className="quiet">
              <At instant={entry.at} />
            </span>
            <Told>{entry.sentence}</Told>
          </li>
        ))}
      </ol>
      <Sealed part={answers[0]?.data?.body.sealed} list="timeline" />
      {entries.length > entriesShown ? (
        <p className="quiet">{say('timeline.more', { count: entries.length - entriesShown })}</p>
      ) : null}
    </Section>
  );
}

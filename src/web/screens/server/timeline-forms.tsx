import { apiBase } from '../../api/api-address.ts';
import type { LogEntry } from '../../live/event-stream.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { EventLine } from '../../parts/event-line.tsx';
import { RawEntry } from '../../parts/raw-entry.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** A line an entry: when, and what. */
export function CompactTimeline({ entries }: { entries: readonly LogEntry[] }) {
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.id}>
          <When entry={entry} />
          <EventLine entry={entry} />
        </li>
      ))}
    </ol>
  );
}

interface Attempt {
  readonly id: string;
  readonly attempt: number;
}

/** Everything of each entry, with the attempts as chapters: the newest first, and last what happened outside of any. */
export function FullTimeline({ entries, attempts }: { entries: readonly LogEntry[]; attempts: readonly Attempt[] }) {
  const { say } = useSay();
  const chapters = [
    ...attempts
      .toSorted((a, b) => b.attempt - a.attempt)
      .map(({ id, attempt }) => ({
        title: say('attempts.number', { number: attempt }),
        told: entries.filter((entry) => entry.subjectType === 'move' && entry.subjectId === id),
      })),
    { title: say('timeline.of-server'), told: entries.filter(({ subjectType }) => subjectType === 'host') },
  ];
  return chapters
    .filter(({ told }) => told.length > 0)
    .map(({ title, told }) => (
      <section key={title} aria-label={title}>
        <h3>{title}</h3>
        <ol className="timeline">
          {told.map((entry) => (
            <WholeEntry key={entry.id} entry={entry} />
          ))}
        </ol>
      </section>
    ));
}

function WholeEntry({ entry }: { entry: LogEntry }) {
  const { say } = useSay();
  return (
    <li>
      <When entry={entry} />
      <div>
        <EventLine entry={entry} />
        <p className="quiet">
          {say('timeline.by', { actor: entry.actor })} · <code>{entry.kind}</code>
        </p>
        <RawEntry entry={entry} stored={{ payload: entry.payload, personal: entry.personal }} />
      </div>
    </li>
  );
}

function When({ entry }: { entry: LogEntry }) {
  return (
    <span className="quiet">
      <At instant={entry.at} />
    </span>
  );
}

/** The entries as the API gives them, and at which addresses it does. */
export function JsonTimeline({
  entries,
  asked,
}: {
  entries: readonly LogEntry[];
  asked: readonly Readonly<Record<string, string>>[];
}) {
  const { say } = useSay();
  return (
    <>
      <p className="quiet">{say('timeline.json.from', { count: asked.length })}</p>
      <ul className="plain-list seen" translate="no">
        {asked.map((query) => (
          <li key={query.subjectId}>
            <code>
              GET {apiBase}/log?{new URLSearchParams(query).toString()}
            </code>
          </li>
        ))}
      </ul>
      <CodeText
        label={say('timeline.json.label')}
        copy={say('timeline.json.copy')}
        text={JSON.stringify(entries, null, 2)}
      />
    </>
  );
}

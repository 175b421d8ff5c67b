import type { LogEntry } from '../live/event-stream.ts';
import { useSay } from '../words/say.tsx';
import { ScrollX } from './scroll-x.tsx';

/** An entry of the log as it is stored, behind a line that opens it; a long one scrolls by keys too. */
export function RawEntry({ entry, stored }: { entry: Pick<LogEntry, 'id'>; stored: object }) {
  const { say } = useSay();
  const label = say('log.payload', { id: entry.id });
  return (
    <details className="log">
      <summary>{label}</summary>
      <ScrollX label={label} className="raw-entry">
        <pre translate="no">{JSON.stringify(stored, null, 2)}</pre>
      </ScrollX>
    </details>
  );
}

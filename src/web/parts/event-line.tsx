import { Children } from 'react';
import type { LogEntry } from '../live/event-stream.ts';
import { type EventPiece, eventPieces } from '../words/event-pieces.ts';
import { Told, useSay } from '../words/say.tsx';

/** What an entry of the log tells, in the language of the page; what this version has no words for is told in the server's. */
export function EventLine({ entry }: { entry: Pick<LogEntry, 'sentence' | 'story'> }) {
  // While a new version is rolled out, a worker of the one before may answer, which gives no pieces.
  const { sentence, story = [] } = entry;
  const pieces = eventPieces(useSay(), story);
  if (pieces === undefined) return <Told>{sentence}</Told>;
  // They have no other keys than their order.
  return <span>{Children.toArray(pieces.map(shown))}</span>;
}

function shown({ text, of }: EventPiece) {
  if (of === 'name') return <span translate="no">{text}</span>;
  return of === 'server' ? <Told>{text}</Told> : text;
}

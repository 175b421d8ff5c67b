import { useTimes } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';
import { Command } from './command.tsx';
import { Message } from './message.tsx';

interface SealedPart {
  readonly lastSeq: number;
  readonly until: string;
  readonly entries: number;
}

/** What of the log is not in a list because it lies in sealed archives: how much, until when, and how one reads and proves it there. */
export function Sealed({ part, list }: { part: SealedPart | null | undefined; list: 'log' | 'timeline' }) {
  const { say, number } = useSay();
  const { absolute } = useTimes();
  if (part == null) return null;
  const values = { entries: part.entries, link: number(part.lastSeq), until: absolute(part.until) };
  return (
    <>
      <Message tone="warn" role="status" title={say(list === 'log' ? 'sealed.in-log' : 'sealed.in-timeline', values)}>
        {say('sealed.how')}
      </Message>
      <p>
        <Command text="npx changeguard report archive list" />{' '}
        <Command text="npx changeguard report archive verify FILE --log" />
      </p>
    </>
  );
}

import { useAnswer } from '../api/answers.ts';
import { useLive } from '../live/live.tsx';
import { Icon } from '../parts/icon.tsx';
import { TimeShown, useTimes } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';
import { useSession } from './session.tsx';

/** A list that is late by more than this is no ground for any decision. */
const graceMs = 15 * 60_000;

/** Whether a list of the service should have been read again long ago; each list has a pace of its own. */
export function isLate(reading: { readonly dueAt: string }, now: number): boolean {
  return now - Date.parse(reading.dueAt) > graceMs;
}

/** How old what is shown is, in words: the connection to us, and the lists of the service that decisions rest on. */
export function Freshness() {
  const { say } = useSay();
  const { state } = useLive();
  const { hosts } = useSession();
  const { now, distance } = useTimes();
  const status = useAnswer('showStatus', {}, { enabled: hosts === undefined }).data?.body;
  if (state === 'lost') return <Sign tone="bad" text={say('fresh.lost')} />;
  if (hosts !== undefined) return <Sign tone="dim" text={say('fresh.part', { hosts })} />;
  if (status === undefined || state === 'connecting') return <Sign tone="dim" text={say('fresh.connecting')} />;
  if (status.connection.state === 'none') return <Sign tone="warn" text={say('fresh.unconnected')} />;
  if (status.readings.some((reading) => reading.problem !== null))
    return <Sign tone="bad" text={say('fresh.trouble')} />;
  const isOld = status.readings.some((reading) => isLate(reading, now));
  // The list that is read most often is the one that says how servers stand.
  const read = status.readings.filter((reading) => reading.readAt !== null);
  const [next] = read.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const readAt = next?.readAt ?? undefined;
  if (readAt === undefined) return <Sign tone="warn" text={say('fresh.unread')} />;
  const text = say(isOld ? 'fresh.old' : 'fresh.live', { ago: distance(readAt) });
  return <Sign tone={isOld ? 'warn' : 'good'} text={text} at={readAt} />;
}

function Sign({ tone, text, at }: { tone: 'good' | 'warn' | 'bad' | 'dim'; text: string; at?: string }) {
  return (
    <span className={`freshness tone-${tone}`}>
      <Icon name={tone === 'good' ? 'check' : tone === 'dim' ? 'dotted' : 'warn'} size={14} />
      {at === undefined ? <span>{text}</span> : <TimeShown instant={at}>{text}</TimeShown>}
    </span>
  );
}

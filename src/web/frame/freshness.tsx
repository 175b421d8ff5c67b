import { useAnswer } from '../api/answers.ts';
import { useLive } from '../live/live.tsx';
import { Icon } from '../parts/icon.tsx';
import { useTimes } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';

/** A reading of the service older than this is no ground for any decision; the engine keeps to the same. */
export const freshMs = 15 * 60_000;

/** How old what is shown is, in words: the connection to us, and the oldest list of the service that decisions rest on. */
export function Freshness() {
  const { say } = useSay();
  const { state } = useLive();
  const { now, distance, absolute } = useTimes();
  const status = useAnswer('showStatus').data?.body;
  if (state === 'lost') return <Sign tone="bad" text={say('fresh.lost')} />;
  if (status === undefined || state === 'connecting') return <Sign tone="dim" text={say('fresh.connecting')} />;
  if (status.connection.state === 'none') return <Sign tone="warn" text={say('fresh.unconnected')} />;
  if (status.readings.some((reading) => reading.problem !== null))
    return <Sign tone="bad" text={say('fresh.trouble')} />;
  const [oldest] = status.readings.flatMap((reading) => reading.readAt ?? []).sort();
  if (oldest === undefined) return <Sign tone="warn" text={say('fresh.unread')} />;
  const isOld = now - Date.parse(oldest) > freshMs;
  const text = say(isOld ? 'fresh.old' : 'fresh.live', { ago: distance(oldest) });
  return <Sign tone={isOld ? 'warn' : 'good'} text={text} title={absolute(oldest)} />;
}

function Sign({ tone, text, title }: { tone: 'good' | 'warn' | 'bad' | 'dim'; text: string; title?: string }) {
  return (
    <span className={`freshness tone-${tone}`} title={title}>
      <Icon name={tone === 'good' ? 'check' : tone === 'dim' ? 'dotted' : 'warn'} size={14} />
      <span>{text}</span>
    </span>
  );
}

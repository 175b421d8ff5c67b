import { useAnswer } from '../api/answers.ts';
import { useLive } from '../live/live.tsx';
import { Message } from '../parts/message.tsx';
import { useTimes } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';
import { useSession } from './session.tsx';

/** Said above every page while the server is away: what is shown is old, and nothing can be done. */
export function LostLine() {
  const { say } = useSay();
  const { state } = useLive();
  const { absolute } = useTimes();
  const { hosts } = useSession();
  const status = useAnswer('showStatus', {}, { enabled: hosts === undefined });
  if (state !== 'lost') return null;
  const readAt = status.data?.body.now;
  return (
    <Message tone="warn" role="status" title={say('lost.title')}>
      {readAt === undefined ? say('lost.text') : say('lost.since', { at: absolute(readAt) })}
    </Message>
  );
}

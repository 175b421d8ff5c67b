import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useAnswer } from '../api/answers.ts';
import { useLive } from '../live/live.tsx';
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
    <MessageBar intent="warning" role="status" className="lost" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{say('lost.title')}</MessageBarTitle>{' '}
        {readAt === undefined ? say('lost.text') : say('lost.since', { at: absolute(readAt) })}
      </MessageBarBody>
    </MessageBar>
  );
}

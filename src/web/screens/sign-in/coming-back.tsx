import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { pages } from '../../../contract/pages.ts';
import { call } from '../../api/call.ts';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { enter, useAttempt } from './attempt.ts';

/** What the identity provider sent the browser back with; undefined when it did not come from there. */
export function answerOfProvider() {
  const asked = new URLSearchParams(location.search);
  const [code, state, error] = [asked.get('code'), asked.get('state'), asked.get('error')];
  if (state === null || (code === null && error === null)) return undefined;
  return { code, state };
}

/** Ends the sign-in that was begun here. The code works once, so that it is sent once, however often React draws this. */
export function ComingBack({ code, state }: { code: string | null; state: string }) {
  const { say } = useSay();
  const isSent = useRef(false);
  const { trouble, attempt } = useAttempt(async () => {
    await call('signIn', { body: { code: code ?? '', state } });
    enter();
  });
  useEffect(() => {
    if (code === null || isSent.current) return;
    isSent.current = true;
    attempt();
  });
  if (code !== null && trouble === undefined) return <Loading rows={2} />;
  return (
    <>
      {trouble === undefined ? (
        <MessageBar intent="warning" role="status" layout="multiline">
          <MessageBarBody>{say('sign-in.entra.left')}</MessageBarBody>
        </MessageBar>
      ) : (
        <Trouble error={trouble} />
      )}
      <Button onClick={() => location.replace(pages.signIn)}>{say('sign-in.other')}</Button>
    </>
  );
}

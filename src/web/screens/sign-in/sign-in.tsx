import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { Loading } from '../../parts/trouble.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { AccountForm, EntraButton } from './account-form.tsx';
import { answerOfProvider, ComingBack } from './coming-back.tsx';
import { LinkForm } from './link-form.tsx';
import { SetupForm } from './setup-form.tsx';

const whys: Readonly<Record<'never' | 'ended' | 'left', MessageKey | undefined>> = {
  never: undefined,
  ended: 'sign-in.ended',
  left: 'sign-in.left',
};

/** Where somebody comes in: with an account, with Microsoft Entra ID where that is set up, or with the one-time link that the server printed. */
export function SignIn({ why }: { why: 'never' | 'ended' | 'left' }) {
  const { say } = useSay();
  const [comingBack] = useState(answerOfProvider);
  const asked = new URLSearchParams(location.search);
  const reason = asked.has('chosen') ? 'sign-in.chosen' : whys[why];
  useEffect(() => {
    document.title = `${say('sign-in.title')} · ${say('product')}`;
  }, [say]);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <img src="/mark.svg" alt="" width={40} height={40} />
        <h1>{say('sign-in.title')}</h1>
        {reason === undefined || comingBack !== undefined ? null : (
          <MessageBar intent="info" role="status" layout="multiline">
            <MessageBarBody>{say(reason)}</MessageBarBody>
          </MessageBar>
        )}
        {comingBack !== undefined ? (
          <ComingBack {...comingBack} />
        ) : asked.has('setup') && location.hash !== '' ? (
          <SetupForm />
        ) : (
          <Ways />
        )}
      </div>
    </main>
  );
}

/** One form at a time; somebody who came by a link has that one before them. */
function Ways() {
  const { say } = useSay();
  const { data, error } = useAnswer('showSignInWays', {}, { staleTime: Number.POSITIVE_INFINITY });
  const [wantsLink, setWantsLink] = useState(location.hash !== '');
  if (data === undefined && error === null) return <Loading rows={3} />;
  const ways = data?.body ?? { password: false, entra: false };
  const hasOthers = ways.password || ways.entra;
  if (wantsLink || !hasOthers)
    return (
      <>
        <LinkForm />
        {hasOthers ? <Button onClick={() => setWantsLink(false)}>{say('sign-in.other')}</Button> : null}
      </>
    );
  return (
    <>
      {ways.password ? <AccountForm /> : null}
      {ways.entra ? <EntraButton /> : null}
      <Button appearance="subtle" onClick={() => setWantsLink(true)}>
        {say('sign-in.by-link')}
      </Button>
    </>
  );
}

import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { type FormEvent, useEffect, useState } from 'react';
import { pages } from '../../../contract/pages.ts';
import { call } from '../../api/call.ts';
import { Command } from '../../parts/command.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';

const whys: Readonly<Record<'never' | 'ended' | 'left', MessageKey | undefined>> = {
  never: undefined,
  ended: 'sign-in.ended',
  left: 'sign-in.left',
};

/** Where somebody comes in: with the one-time link that the server printed. The link's own address is this page, and then one press is enough. */
export function SignIn({ why }: { why: 'never' | 'ended' | 'left' }) {
  const { say } = useSay();
  const [link, setLink] = useState(() => location.hash.slice(1));
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const reason = whys[why];
  useEffect(() => {
    document.title = `${say('sign-in.title')} · ${say('product')}`;
  }, [say]);
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setTrouble(undefined);
    try {
      await call('signIn', { body: { link: link.trim() } });
      // A new page, so that nothing of whoever was here before is left in memory; and the spent link leaves the history.
      location.replace(location.pathname === pages.signIn ? pages.overview : location.pathname + location.search);
    } catch (error) {
      setTrouble(error as Error);
      setIsBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={(event) => void enter(event)}>
        <img src="/mark.svg" alt="" width={40} height={40} />
        <h1>{say('sign-in.title')}</h1>
        {reason === undefined ? null : (
          <MessageBar intent="info" role="status" layout="multiline">
            <MessageBarBody>{say(reason)}</MessageBarBody>
          </MessageBar>
        )}
        <p>{say('sign-in.text')}</p>
        <Field label={say('sign-in.link')} hint={say('sign-in.hint')}>
          <Input value={link} onChange={(_event, { value }) => setLink(value)} autoComplete="off" spellCheck={false} />
        </Field>
        {trouble === undefined ? null : <Trouble error={trouble} />}
        <Button appearance="primary" type="submit" disabled={link.trim().length < 10 || isBusy}>
          {say('sign-in.do')}
        </Button>
        <p className="quiet">{say('sign-in.new')}</p>
        <Command text="npx changeguard admin sign-in-link" />
      </form>
    </main>
  );
}

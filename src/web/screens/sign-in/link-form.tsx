import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Command } from '../../parts/command.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { enter, useAttempt } from './attempt.ts';

/** With the one-time link that the server printed. The link's own address is this page, and then one press is enough. */
export function LinkForm() {
  const { say } = useSay();
  const [link, setLink] = useState(() => location.hash.slice(1));
  const { trouble, isBusy, attempt } = useAttempt(async () => {
    await call('signIn', { body: { link: link.trim() } });
    enter();
  });
  return (
    <form onSubmit={attempt}>
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
  );
}

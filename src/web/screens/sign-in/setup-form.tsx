import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { pages } from '../../../contract/pages.ts';
import { call } from '../../api/call.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { useAttempt } from './attempt.ts';

/** Behind a setup link: somebody chooses the password of the own account. */
export function SetupForm() {
  const { say } = useSay();
  const [link] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const { trouble, isBusy, attempt } = useAttempt(async () => {
    await call('choosePassword', { body: { link, password } });
    location.replace(`${pages.signIn}?chosen`);
  });
  const differs = again !== '' && again !== password;
  return (
    <form onSubmit={attempt}>
      <p>{say('sign-in.choose.text')}</p>
      <Field label={say('sign-in.choose')} hint={say('sign-in.choose.hint')}>
        <Input
          type="password"
          value={password}
          onChange={(_event, { value }) => setPassword(value)}
          autoComplete="new-password"
        />
      </Field>
      <Field
        label={say('sign-in.again')}
        {...(differs ? { validationState: 'error', validationMessage: say('sign-in.differs') } : {})}
      >
        <Input
          type="password"
          value={again}
          onChange={(_event, { value }) => setAgain(value)}
          autoComplete="new-password"
        />
      </Field>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <Button appearance="primary" type="submit" disabled={password === '' || again !== password || isBusy}>
        {say('sign-in.choose.do')}
      </Button>
    </form>
  );
}

import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { enter, keepPlace, useAttempt } from './attempt.ts';

/** With an account of this server. */
export function AccountForm() {
  const { say } = useSay();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { trouble, isBusy, attempt } = useAttempt(async () => {
    await call('signIn', { body: { name: name.trim(), password } });
    enter();
  });
  return (
    <form onSubmit={attempt}>
      <Field label={say('sign-in.name')}>
        <Input
          value={name}
          onChange={(_event, { value }) => setName(value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label={say('sign-in.password')}>
        <Input
          type="password"
          value={password}
          onChange={(_event, { value }) => setPassword(value)}
          autoComplete="current-password"
        />
      </Field>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <Button appearance="primary" type="submit" disabled={name.trim() === '' || password === '' || isBusy}>
        {say('sign-in.do')}
      </Button>
    </form>
  );
}

/** Goes to Microsoft Entra ID; the way back ends on the sign-in page. */
export function EntraButton() {
  const { say } = useSay();
  const { trouble, isBusy, attempt } = useAttempt(async () => {
    const { body } = await call('beginSignIn');
    keepPlace();
    location.assign(body.url);
  });
  return (
    <>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <Button onClick={() => attempt()} disabled={isBusy}>
        {say('sign-in.entra')}
      </Button>
    </>
  );
}

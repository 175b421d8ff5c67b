import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { pages } from '../../../contract/pages.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';

/** A new tenant. It is opened at once, where it is connected. */
export function MakeTenant() {
  const { say } = useSay();
  const { chooseTenant } = useSession();
  const answers = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const send = async () => {
    const { body } = await call('makeTenant', { body: { name } });
    await answers.invalidateQueries({ queryKey: ['listTenants'] });
    navigate(pages.settings);
    chooseTenant(body.id);
  };
  return (
    <SmallForm verb={say('tenants.make.do')} onSend={send}>
      {(faults) => (
        <>
          <p className="quiet">{say('tenants.make.text')}</p>
          <div className="field-grid">
            <SmallField at="body.name" label={say('tenants.name')} faults={faults} value={name} onChange={setName} />
          </div>
        </>
      )}
    </SmallForm>
  );
}

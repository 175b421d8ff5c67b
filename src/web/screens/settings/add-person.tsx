import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';
import type { Linked } from './people.tsx';
import { RoleFields, type RoleForm, whereOf } from './role-fields.tsx';

/** A new account. Nobody types a password for somebody else: its owner sets it behind a link. */
export function AddPerson({ onDone }: { onDone: (made?: Linked) => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [name, setName] = useState('');
  const [form, setForm] = useState<RoleForm>({ role: 'viewer', tenantId: '', hosts: '' });
  const send = async () => {
    const role = form.role === 'none' ? 'viewer' : form.role;
    const { body } = await call('addPerson', { body: { name, role, ...whereOf(form) } });
    onDone(body);
    await answers.invalidateQueries();
  };
  return (
    <SmallForm verb={say('people.add')} onSend={send} onLeave={() => onDone()}>
      {(faults) => (
        <>
          <p className="quiet">{say('people.add.text')}</p>
          <div className="field-grid">
            <SmallField
              at="body.name"
              label={say('people.name')}
              hint={say('people.name.hint')}
              faults={faults}
              value={name}
              onChange={setName}
            />
            <RoleFields form={form} faults={faults} onChange={setForm} />
          </div>
        </>
      )}
    </SmallForm>
  );
}

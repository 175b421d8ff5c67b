import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { SmallForm } from '../../parts/small-form.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import type { Linked, Person } from './people.tsx';
import { RoleFields, type RoleForm, whereOf } from './role-fields.tsx';

type Deed = 'password' | 'disable' | 'enable' | 'remove';

/** What each does is said before it is done; the words on the buttons are the command line's. */
const deeds: Readonly<
  Record<Deed, { readonly verb: MessageKey; readonly title: MessageKey; readonly text: MessageKey }>
> = {
  password: { verb: 'people.password', title: 'people.password.title', text: 'people.password.text' },
  disable: { verb: 'people.disable', title: 'people.disable.title', text: 'people.disable.text' },
  enable: { verb: 'people.enable', title: 'people.enable.title', text: 'people.enable.text' },
  remove: { verb: 'people.remove', title: 'people.remove.title', text: 'people.remove.text' },
};

/** The roles of one account, its password, and whether it is let in. */
export function PersonActions({ person, onLink }: { person: Person; onLink: (linked: Linked) => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [asked, setAsked] = useState<Deed>();
  const [isChanging, setIsChanging] = useState(false);
  const { id, name } = person;
  const act = async (deed: Deed) => {
    if (deed === 'password') onLink((await call('resetPassword', { id, body: {} })).body);
    else if (deed === 'disable') await call('disablePerson', { id });
    else if (deed === 'enable') await call('enablePerson', { id });
    else await call('removePerson', { id });
    await answers.invalidateQueries();
  };
  const isOut = person.state === 'disabled';
  const offered: readonly Deed[] = [
    ...(person.origin === 'local' && !isOut ? (['password'] as const) : []),
    isOut ? 'enable' : 'disable',
    'remove',
  ];
  return (
    <>
      <div className="steps-bar">
        <Button size="small" aria-label={`${say('people.role.change')}: ${name}`} onClick={() => setIsChanging(true)}>
          {say('people.role.change')}
        </Button>
        {offered.map((deed) => (
          <Button
            key={deed}
            size="small"
            aria-label={`${say(deeds[deed].verb)}: ${name}`}
            onClick={() => setAsked(deed)}
          >
            {say(deeds[deed].verb)}
          </Button>
        ))}
      </div>
      {isChanging ? <ChangeRole person={person} onDone={() => setIsChanging(false)} /> : null}
      {asked === undefined ? null : (
        <Ask
          title={say(deeds[asked].title, { name })}
          verb={say(deeds[asked].verb)}
          needsReason={false}
          onDo={() => act(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{say(deeds[asked].text)}</p>
        </Ask>
      )}
    </>
  );
}

/** One role at a time, in one tenant or in every one; begins with the first that there is. */
function ChangeRole({ person: { id, grants }, onDone }: { person: Person; onDone: () => void }) {
  const { say } = useSay();
  const { opensAll, tenant } = useSession();
  const answers = useQueryClient();
  const [first] = grants;
  const [form, setForm] = useState<RoleForm>({
    role: first?.role ?? 'viewer',
    tenantId: first?.tenantId ?? (opensAll ? '' : (tenant?.id ?? '')),
    hosts: first?.hosts ?? '',
  });
  const send = async () => {
    await call('changeRole', { id, body: { role: form.role, ...whereOf(form) } });
    await answers.invalidateQueries();
    onDone();
  };
  return (
    <SmallForm verb={say('people.role.change')} onSend={send} onLeave={onDone}>
      {(faults) => (
        <>
          <p className="quiet">{say('people.role.text')}</p>
          <div className="field-grid">
            <RoleFields form={form} faults={faults} more={[['none', say('people.role.none')]]} onChange={setForm} />
          </div>
        </>
      )}
    </SmallForm>
  );
}

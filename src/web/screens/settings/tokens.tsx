import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { State } from '../../parts/state.tsx';
import { MachineAt, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { RoleFields, type RoleForm, whereInWords, whereOf } from './role-fields.tsx';

type Token = Answer<'listTokens'>['value'][number];
type Made = Answer<'makeToken'>;

/** What programs sign in with: made, shown once, revoked. */
export function Tokens() {
  const { say } = useSay();
  const { due } = useTimes().machine;
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<Made>();
  const answer = useAnswer('listTokens');
  return (
    <Section
      title={say('tokens.title')}
      className="form"
      aside={
        isAdding ? undefined : (
          <Button size="small" onClick={() => setIsAdding(true)}>
            {say('tokens.make')}
          </Button>
        )
      }
    >
      {isAdding ? (
        <MakeToken
          onDone={(token) => {
            setIsAdding(false);
            setMade(token);
          }}
        />
      ) : null}
      {made === undefined ? null : (
        <ShownOnce
          title={say('tokens.made', { name: made.name, role: made.role })}
          secret={made.secret}
          text={say('tokens.made.text', { at: due(made.expiresAt) })}
          onPutAway={() => setMade(undefined)}
        />
      )}
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('tokens.none')}</p>
          ) : (
            <ul className="lines" aria-label={say('tokens.title')}>
              {body.value.map((token) => (
                <Row key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function MakeToken({ onDone }: { onDone: (made?: Made) => void }) {
  const { say } = useSay();
  const { opensAll, tenant } = useSession();
  const answers = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('30');
  const [form, setForm] = useState<RoleForm>({
    role: 'viewer',
    tenantId: opensAll ? '' : (tenant?.id ?? ''),
    hosts: '',
  });
  const send = async () => {
    const role = form.role === 'none' ? 'viewer' : form.role;
    const { tenantId } = whereOf(form);
    // What is no number is refused by the API in its own words, at this field.
    const { body } = await call('makeToken', { body: { name, role, tenantId, days: Number(days) } });
    onDone(body);
    await answers.invalidateQueries();
  };
  return (
    <SmallForm verb={say('tokens.make')} onSend={send} onLeave={() => onDone()}>
      {(faults) => (
        <div className="field-grid">
          <SmallField at="body.name" label={say('tokens.name')} faults={faults} value={name} onChange={setName} />
          <RoleFields form={form} faults={faults} hasHosts={false} onChange={setForm} />
          <SmallField at="body.days" label={say('tokens.days')} faults={faults} value={days} onChange={setDays} />
        </div>
      )}
    </SmallForm>
  );
}

function Row({ token }: { token: Token }) {
  const { say } = useSay();
  const { tenants } = useSession();
  const { now } = useTimes().machine;
  const answers = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const state = token.revokedAt !== null ? 'revoked' : Date.parse(token.expiresAt) <= now ? 'expired' : 'valid';
  const revoke = async () => {
    await call('revokeToken', { id: token.id });
    await answers.invalidateQueries();
  };
  return (
    <li>
      <p className="check-head">
        <strong translate="no">{token.name}</strong>
        <State kind="token" state={state} />
        <span>
          {token.role} {whereInWords(token, tenants, say('people.everywhere'))}
        </span>
      </p>
      <p className="quiet">
        {say('tokens.until')} <MachineAt instant={token.expiresAt} isDue />
        {' · '}
        {token.lastUsedAt === null ? (
          say('tokens.unused')
        ) : (
          <>
            {say('tokens.used')} <MachineAt instant={token.lastUsedAt} />
          </>
        )}
        {' · '}
        {say('people.made-by', { by: token.createdBy })}
      </p>
      {state === 'valid' ? (
        <div>
          <Button size="small" aria-label={`${say('tokens.revoke')}: ${token.name}`} onClick={() => setIsAsked(true)}>
            {say('tokens.revoke')}
          </Button>
        </div>
      ) : null}
      {isAsked ? (
        <Ask
          title={say('tokens.revoke.title', { name: token.name })}
          verb={say('tokens.revoke')}
          needsReason={false}
          onDo={revoke}
          onClose={() => setIsAsked(false)}
        >
          <p>{say('tokens.revoke.text')}</p>
        </Ask>
      ) : null}
    </li>
  );
}

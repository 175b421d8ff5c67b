import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import type { UploadToken } from '../../../contract/uploads.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { State } from '../../parts/state.tsx';
import { MachineAt, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

type Made = Answer<'makeUploadToken'>;

/** What a collector brings one file of one host with. */
export function UploadTokens() {
  const { say } = useSay();
  const { due } = useTimes().machine;
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<Made>();
  const answer = useAnswer('listUploadTokens');
  return (
    <Section
      title={say('uploads.title')}
      className="form"
      aside={
        isAdding ? undefined : (
          <Button size="small" onClick={() => setIsAdding(true)}>
            {say('uploads.make')}
          </Button>
        )
      }
    >
      <p className="quiet">{say('uploads.text')}</p>
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
          title={say('uploads.made', { host: made.host })}
          secret={made.secret}
          text={say('uploads.made.text', { at: due(made.expiresAt) })}
          onPutAway={() => setMade(undefined)}
        />
      )}
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('uploads.none')}</p>
          ) : (
            <ul className="lines" aria-label={say('uploads.title')}>
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
  const answers = useQueryClient();
  const [host, setHost] = useState('');
  const [expiresIn, setExpiresIn] = useState('24h');
  const send = async () => {
    const { body } = await call('makeUploadToken', { body: { host, expiresIn: expiresIn.trim() } });
    onDone(body);
    await answers.invalidateQueries();
  };
  return (
    <SmallForm verb={say('uploads.make')} onSend={send} onLeave={() => onDone()}>
      {(faults) => (
        <div className="field-grid">
          <SmallField at="body.host" label={say('uploads.host')} faults={faults} value={host} onChange={setHost} />
          <SmallField
            at="body.expiresIn"
            label={say('uploads.expires')}
            hint={say('uploads.expires.hint')}
            faults={faults}
            value={expiresIn}
            onChange={setExpiresIn}
          />
        </div>
      )}
    </SmallForm>
  );
}

function Row({ token }: { token: UploadToken }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const revoke = async () => {
    await call('revokeUploadToken', { id: token.id });
    await answers.invalidateQueries();
  };
  return (
    <li>
      <p className="check-head">
        <strong translate="no">{token.host}</strong>
        <State kind="uploadToken" state={token.state} />
      </p>
      <p className="quiet">
        {say('tokens.until')} <MachineAt instant={token.expiresAt} isDue />
        {token.usedAt === null ? null : (
          <>
            {' · '}
            {say('tokens.used')} <MachineAt instant={token.usedAt} />
          </>
        )}
        {token.refusals === 0 ? null : ` · ${say('uploads.refused', { count: token.refusals })}`}
        {' · '}
        {say('people.made-by', { by: token.createdBy })}
      </p>
      {token.state === 'valid' ? (
        <div>
          <Button size="small" aria-label={`${say('tokens.revoke')}: ${token.host}`} onClick={() => setIsAsked(true)}>
            {say('tokens.revoke')}
          </Button>
        </div>
      ) : null}
      {isAsked ? (
        <Ask
          title={say('uploads.revoke.title', { host: token.host })}
          verb={say('tokens.revoke')}
          needsReason={false}
          onDo={revoke}
          onClose={() => setIsAsked(false)}
        >
          <p>{say('uploads.revoke.text')}</p>
        </Ask>
      ) : null}
    </li>
  );
}

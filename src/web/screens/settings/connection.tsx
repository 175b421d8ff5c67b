import { Button, Checkbox } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { isRefusal } from '../../api/refusal.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { Connect } from './connect.tsx';
import { Findings } from './findings.tsx';

type Held = Answer<'showConnection'>;

/** How the tenant's cloud is reached, whether anything may be sent through it, and what it lacks. */
export function Connection() {
  const { say } = useSay();
  const { mayOperate, me } = useSession();
  const answer = useAnswer('showConnection');
  const isAdministrator = me.role === 'administrator';
  const isMissing = isRefusal(answer.error, 'connection-missing');
  return (
    <Section title={say('connection.title')} className="form">
      {isMissing ? (
        <p>{say('sources.none')}</p>
      ) : (
        <Answered from={answer}>{({ body }) => <Shown connection={body} />}</Answered>
      )}
      {answer.data !== undefined && !isMissing && isAdministrator ? <Arming connection={answer.data.body} /> : null}
      {isAdministrator && isMissing ? <Connect /> : null}
      {mayOperate && !isMissing ? <Findings /> : null}
    </Section>
  );
}

function Shown({ connection }: { connection: Held }) {
  const { say } = useSay();
  const { isArmed } = connection;
  const rows = [
    ['connection.cloud', connection.cloud],
    ['connection.directory', connection.directoryId],
    ['connection.client', connection.clientId],
    ['connection.secret', connection.secretRef],
    ['connection.sign-in', connection.loginUrl],
    ['connection.service', connection.graphUrl],
  ] as const;
  return (
    <>
      <p className={`head-sentence tone-${isArmed ? 'good' : 'warn'}`}>
        <Icon name={isArmed ? 'full' : 'dotted'} /> {say(isArmed ? 'connection.armed' : 'connection.read-only')}
      </p>
      <dl className="properties">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{say(key)}</dt>
            <dd translate="no">{value}</dd>
          </div>
        ))}
        <div>
          <dt>{say('new-plan.channel')}</dt>
          <dd>{say(connection.channel === 'graph' ? 'new-plan.channel.graph' : 'new-plan.channel.portal')}</dd>
        </div>
        <div>
          <dt>{say('connection.since')}</dt>
          <dd>
            <At instant={connection.createdAt} />
          </dd>
        </div>
      </dl>
    </>
  );
}

/** Arming lets campaigns start migrations; it says so before it is done, and how to undo it. */
function Arming({ connection }: { connection: Held }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const [isStoreUnsafe, setIsStoreUnsafe] = useState(false);
  const [acceptsUnsafeStore, setAccepts] = useState(false);
  const { isArmed } = connection;
  const act = async (because: string) => {
    const accepted = acceptsUnsafeStore ? { acceptsUnsafeStore } : {};
    try {
      await call(isArmed ? 'disarm' : 'arm', { body: isArmed ? { because } : { because, ...accepted } });
    } catch (error) {
      if (isRefusal(error, 'store-unsafe')) setIsStoreUnsafe(true);
      throw error;
    }
    setIsStoreUnsafe(false);
    setAccepts(false);
    await answers.invalidateQueries();
  };
  return (
    <>
      <Button size="small" onClick={() => setIsAsked(true)}>
        {say(isArmed ? 'connection.disarm' : 'connection.arm')}
      </Button>
      {isAsked ? (
        <Ask
          title={say(isArmed ? 'connection.disarm.title' : 'connection.arm.title')}
          verb={say(isArmed ? 'connection.disarm' : 'connection.arm')}
          onDo={act}
          onClose={() => setIsAsked(false)}
        >
          <p>{say(isArmed ? 'connection.disarm.text' : 'connection.arm.text')}</p>
          {isStoreUnsafe ? (
            <Checkbox
              label={say('connection.arm.accept-unsafe-store')}
              checked={acceptsUnsafeStore}
              onChange={(_, { checked }) => setAccepts(checked === true)}
            />
          ) : null}
        </Ask>
      ) : null}
    </>
  );
}

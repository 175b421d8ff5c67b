import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Receiver } from '../../../contract/receivers.ts';
import type { Answer } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ProblemRemedy, ProblemTitle } from '../../parts/problem.tsx';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { AddReceiver } from './add-receiver.tsx';

/** Who is told what happens, whether it gets through, and somebody new. */
export function Receivers() {
  const { say } = useSay();
  const { me } = useSession();
  const [isAdding, setIsAdding] = useState(false);
  const answer = useAnswer('listReceivers');
  const isAdministrator = me.role === 'administrator';
  return (
    <Section
      title={say('receivers.title')}
      className="form"
      aside={
        isAdministrator && !isAdding ? (
          <Button size="small" onClick={() => setIsAdding(true)}>
            {say('receivers.add')}
          </Button>
        ) : undefined
      }
    >
      {isAdding ? <AddReceiver onDone={() => setIsAdding(false)} /> : null}
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('receivers.none')}</p>
          ) : (
            <ul className="lines">
              {body.value.map((receiver) => (
                <Row key={receiver.id} receiver={receiver} isAdministrator={isAdministrator} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function Row({ receiver, isAdministrator }: { receiver: Receiver; isAdministrator: boolean }) {
  const { say } = useSay();
  const { problem, quietHours, kinds } = receiver;
  return (
    <li>
      <p>
        <strong translate="no">{receiver.name}</strong> {receiver.kind} <span translate="no">{receiver.host}</span>{' '}
        {receiver.to.join(', ')}
      </p>
      <p>
        <Standing receiver={receiver} />
        {receiver.sentAt === null ? null : (
          <>
            {' · '}
            {say('receivers.sent')} <At instant={receiver.sentAt} />
          </>
        )}
        {receiver.waiting === 0 ? null : ` · ${say('receivers.waiting', { count: receiver.waiting })}`}
        {' · '}
        {kinds === null ? say('receivers.everything') : kinds.join(', ')}
        {quietHours === null ? null : ` · ${say('receivers.quiet', { ...quietHours })}`}
      </p>
      {problem === null ? null : (
        <p>
          <ProblemTitle {...problem} />. <Told>{problem.detail}</Told> <ProblemRemedy {...problem} />{' '}
          <code>{problem.code}</code>
        </p>
      )}
      {isAdministrator ? <Actions receiver={receiver} /> : null}
    </li>
  );
}

function Standing({ receiver: { isEnabled, problem, sentAt } }: { receiver: Receiver }) {
  const { say } = useSay();
  const [tone, icon, key] = !isEnabled
    ? (['dim', 'dash', 'receivers.off'] as const)
    : problem !== null
      ? (['bad', 'cross', 'receivers.fails'] as const)
      : sentAt === null
        ? (['dim', 'dotted', 'receivers.nothing-sent'] as const)
        : (['good', 'check', 'receivers.reached'] as const);
  return (
    <span className={`state tone-${tone}`}>
      <Icon name={icon} size={14} />
      <span>{say(key)}</span>
    </span>
  );
}

function Actions({ receiver: { id, name, isEnabled } }: { receiver: Receiver }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [told, setTold] = useState<Answer<'testReceiver'>>();
  const [trouble, setTrouble] = useState<Error>();
  const act = async (deed: () => Promise<void>) => {
    setTrouble(undefined);
    setTold(undefined);
    await deed().catch((error: Error) => setTrouble(error));
    await answers.invalidateQueries();
  };
  const test = async () => {
    setTold((await call('testReceiver', { id })).body);
  };
  const isOn = !isEnabled;
  return (
    <>
      <div className="steps-bar">
        <Button size="small" onClick={() => void act(test)} aria-label={`${say('receivers.test')}: ${name}`}>
          {say('receivers.test')}
        </Button>
        <Button
          size="small"
          onClick={() => void act(async () => void (await call('changeReceiver', { id, body: { isEnabled: isOn } })))}
          aria-label={`${say(isOn ? 'receivers.on.do' : 'receivers.off.do')}: ${name}`}
        >
          {say(isOn ? 'receivers.on.do' : 'receivers.off.do')}
        </Button>
        <Button
          size="small"
          onClick={() => void act(async () => void (await call('removeReceiver', { id })))}
          aria-label={`${say('plan-field.remove')}: ${name}`}
        >
          {say('plan-field.remove')}
        </Button>
      </div>
      <p role="status" className={told === undefined ? 'unseen' : told.isDelivered ? 'tone-good' : 'tone-bad'}>
        {told === undefined ? '' : say(told.isDelivered ? 'receivers.delivered' : 'receivers.not-delivered')}{' '}
        {told === undefined ? null : told.isDelivered || told.problem == null ? (
          <Told>{told.answer ?? ''}</Told>
        ) : (
          <>
            <Told>{told.problem.detail}</Told> <ProblemRemedy {...told.problem} />
          </>
        )}
      </p>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </>
  );
}

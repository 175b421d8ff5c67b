import { Button, Field, Input } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanDetail } from '../../../contract/plans.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { useSay } from '../../words/say.tsx';

type Verb = 'approve' | 'refuse' | 'withdraw';

/** Approving is bound to exactly this digest; the author approves nothing of his own, which the server watches over. */
export function PlanActions({ plan }: { plan: PlanDetail }) {
  const { say } = useSay();
  const { mayApprove, me } = useSession();
  const [verb, setVerb] = useState<Verb>();
  if (plan.demand.people === 0) return <p className="quiet">{say('plan.needs-none')}</p>;
  if (!mayApprove) return <p className="quiet">{say('role.approves-not', { role: me.role })}</p>;
  const decided = plan.approvals.some((one) => one.person === me.actor && one.counts);
  const isAuthor = me.actor === plan.author || me.actor === plan.savedBy;
  return (
    <>
      {isAuthor ? <p className="quiet">{say('plan.own')}</p> : null}
      {isAuthor ? null : (
        <Button size="small" appearance="primary" onClick={() => setVerb('approve')}>
          {say('plan.approve')}
        </Button>
      )}
      <Button size="small" onClick={() => setVerb('refuse')}>
        {say('plan.refuse')}
      </Button>
      {decided ? (
        <Button size="small" onClick={() => setVerb('withdraw')}>
          {say('plan.withdraw')}
        </Button>
      ) : null}
      {verb === undefined ? null : <AskDecision verb={verb} plan={plan} onClose={() => setVerb(undefined)} />}
    </>
  );
}

function AskDecision({ verb, plan, onClose }: { verb: Verb; plan: PlanDetail; onClose: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [ticket, setTicket] = useState('');
  const [wave, setWave] = useState('');
  const part = wave === '' ? {} : { wave: Number(wave) };
  const change = ticket.trim() === '' ? {} : { ticket: ticket.trim() };
  const act = async (because: string) => {
    const id = plan.digest;
    if (verb === 'approve') await call('approvePlan', { id, body: { ...part, ...change, comment: because } });
    else if (verb === 'refuse') await call('refusePlan', { id, body: { ...part, ...change, because } });
    else await call('withdrawFromPlan', { id, body: { ...part, because } });
    await answers.invalidateQueries();
  };
  return (
    <Ask
      title={say(`plan.${verb}.title`, { name: plan.name })}
      verb={say(`plan.${verb}.do`, { count: plan.servers })}
      onClose={onClose}
      onDo={act}
    >
      <p>{say(`plan.${verb}.text`, { digest: plan.digest.slice(0, 12) })}</p>
      {plan.demand.perWave ? (
        <Field label={say('plan.wave')}>
          {(control) => (
            <select {...control} value={wave} onChange={({ target }) => setWave(target.value)}>
              <option value="">{say('plan.whole')}</option>
              {Array.from({ length: plan.waves }, (_, at) => at + 1).map((number) => (
                <option key={number} value={number}>
                  {say('waves.number', { number })}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      {verb === 'withdraw' ? null : (
        <Field label={say('plan.ticket')}>
          <Input value={ticket} maxLength={100} onChange={(_event, { value }) => setTicket(value)} />
        </Field>
      )}
    </Ask>
  );
}
